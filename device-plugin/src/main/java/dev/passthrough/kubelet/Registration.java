package dev.passthrough.kubelet;

/**
 * How kubelet comes to hold the list of one resource, and comes to hold it again whenever it let go
 * of it. Used on the plugin's own thread only.
 */
sealed interface Registration permits SocketRegistration, WatchedRegistration {

  /** The version of the device plugins' contract that is spoken here. */
  String VERSION = "v1beta1";

  /** Serves, and has kubelet know of it as soon as there is one. */
  void begin();

  /** A kubelet has just begun to listen. */
  void kubeletStarted();

  /** The socket is no longer in the folder. */
  void removed();

  /** Looks whether all is as it should be, in case that nobody told. */
  void check();

  /** Kubelet holds a list. */
  void held();

  /** Kubelet holds none any more. */
  void lost();

  /** Nothing is begun any more. */
  void end();

  /** Where the resource is served. */
  Served served();
}
