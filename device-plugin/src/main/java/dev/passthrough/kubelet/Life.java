package dev.passthrough.kubelet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which everything about registration happens, and what the resources share. */
final class Life implements Surroundings, PluginFolder.Listener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Life.class);

  private final Door door;
  private final Timing timing;
  private final StateObserver observer;
  private final LiveReader reader;
  private final CdiFolder cdi;
  private final UnixGrpc grpc = new UnixGrpc();
  private final PluginFolder folder;
  private final Endpoints endpoints;
  private final Registrar registrar;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("kubelet-plugins").daemon().factory(),
          new DiscardPolicy()); // after close() nobody waits for what callbacks bring
  private final Map<String, ResourceState> states = new ConcurrentHashMap<>();

  /** What is to be looked at again. */
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean looking = new AtomicBoolean();

  /** By resource name; touched on the thread only. */
  private final Map<String, ResourcePlugin> plugins = new HashMap<>();

  Life(Path root, Path kubeletFolder, Door door, Timing timing, StateObserver observer) {
    var path = kubeletFolder.resolve(door.folder());
    this.door = door;
    this.timing = timing;
    this.observer = observer;
    this.reader = new LiveReader(root);
    this.cdi = new CdiFolder(root, reader);
    this.folder = new PluginFolder(path, door.home(path), this);
    this.endpoints = new Endpoints(path, Instant.now());
    this.registrar = new Registrar(grpc, folder.kubeletSocket(), timing.answer());
  }

  /** Has all resources look again; names that come while that goes on are looked at together. */
  void look(String name) {
    if (named.add(name) && looking.compareAndSet(false, true)) {
      run(() -> {
        looking.set(false);
        var names = Set.copyOf(named);
        named.removeAll(names);
        var functions = new HashSet<String>();
        names.forEach(it -> functions.addAll(reader.concerned(it)));
        plugins.values().forEach(plugin -> plugin.look(functions));
      });
    }
  }

  /** Clears the folder of what dead agents left, and begins to watch it. */
  void begin() {
    folder.watch();
    run(this::clear);
    long pause = timing.slowCheck().toNanos();
    var _ = thread.scheduleWithFixedDelay(safely(this::check), pause, pause, TimeUnit.NANOSECONDS);
  }

  /** Runs {@code change} on the thread and waits for its end. */
  void change(Consumer<Map<String, ResourcePlugin>> change) {
    if (thread.isShutdown()) {
      throw new IllegalStateException("the kubelet plugins are closed");
    }
    CompletableFuture.runAsync(() -> change.accept(plugins), thread).join();
  }

  Map<String, ResourceState> states() {
    return Map.copyOf(states);
  }

  void forget(String resourceName) {
    states.remove(resourceName);
    observer.withdrawn(resourceName);
  }

  private void clear() {
    try {
      folder.removeStale(timing.staleAge());
    } catch (IOException e) {
      log.warn("Can't clear {} of sockets left behind: {}", folder.path(), e.toString());
    }
  }

  private void check() {
    folder.watch();
    plugins.values().forEach(ResourcePlugin::check);
  }

  @Override
  public void created(String name) {
    if (name.equals(PluginFolder.KUBELET)) {
      run(() -> {
        log.info("kubelet has started; registering {} resources", plugins.size());
        registrar.renew();
        plugins.values().forEach(ResourcePlugin::kubeletStarted);
      });
    }
  }

  @Override
  public void removed(String name) {
    if (Endpoints.ours(name)) {
      run(() -> plugins.values().forEach(plugin -> plugin.socketRemoved(name)));
    }
  }

  @Override
  public void overflowed() {
    run(this::check);
  }

  @Override
  public Door door() {
    return door;
  }

  @Override
  public UnixGrpc grpc() {
    return grpc;
  }

  @Override
  public PluginFolder folder() {
    return folder;
  }

  @Override
  public Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public Registrar registrar() {
    return registrar;
  }

  @Override
  public LiveReader reader() {
    return reader;
  }

  @Override
  public CdiFolder cdi() {
    return cdi;
  }

  @Override
  public StateObserver observer() {
    return observer;
  }

  @Override
  public Timing timing() {
    return timing;
  }

  @Override
  public void run(Runnable task) {
    thread.execute(safely(task));
  }

  @Override
  public void runAfter(Duration pause, Runnable task) {
    var _ = thread.schedule(safely(task), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void say(String resourceName, ResourceState state) {
    if (!state.equals(states.put(resourceName, state))) {
      log.info("{} {}", resourceName, state.words());
      observer.changed(resourceName, state);
    }
  }

  /** A task that fails is told of and does not end the thread or what is scheduled on it. */
  private static Runnable safely(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("A step of the kubelet plugins failed; the next one goes on", e);
      }
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
    folder.close();
    grpc.close();
  }
}
