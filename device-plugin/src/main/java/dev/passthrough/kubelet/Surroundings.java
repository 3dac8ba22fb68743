package dev.passthrough.kubelet;

import java.time.Duration;

/** What all resources of one plugin share. */
interface Surroundings {

  Door door();

  UnixGrpc grpc();

  PluginFolder folder();

  Endpoints endpoints();

  Registrar registrar();

  LiveReader reader();

  CdiFolder cdi();

  Timing timing();

  StateObserver observer();

  /** Runs {@code task} on the plugin's own thread, after what is waiting there. */
  void run(Runnable task);

  /** Runs {@code task} there when {@code pause} is over. */
  void runAfter(Duration pause, Runnable task);

  /** Notes that {@code resourceName} is in {@code state}; on the plugin's own thread only. */
  void say(String resourceName, ResourceState state);
}
