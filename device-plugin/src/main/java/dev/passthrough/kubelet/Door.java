package dev.passthrough.kubelet;

import java.nio.file.Path;

/**
 * By which of kubelet's two ways in it comes to know of the resources. Never by both: kubelet keeps
 * one client for each name, and the end of either would be the end of the other
 * (docs/decisions/0009-one-door-to-kubelet.md).
 */
public enum Door {
  /** The agent calls kubelet's own socket, and calls again whenever kubelet made it anew. */
  KubeletSocket("device-plugins"),
  /** Kubelet finds the agent's sockets, looking once a second, and asks each what it is. */
  PluginWatcher("plugins_registry");

  private final String folder;

  Door(String folder) {
    this.folder = folder;
  }

  /** The name, in kubelet's own folder, of the folder where the resources are served. */
  String folder() {
    return folder;
  }

  /**
   * Where the sockets are bound. A kubelet that starts removes what is in {@code folder} and leaves
   * folders in it alone ({@code devicemanager/manager.go}, CleanupPluginDirectory), so a socket in
   * one outlives it and needs another name only; of {@code plugins_registry} it searches the
   * folders too, and calls on each socket that it finds.
   *
   * @param folder where kubelet expects them
   */
  Path home(Path folder) {
    return switch (this) {
      case KubeletSocket -> folder.resolve("passthrough");
      case PluginWatcher -> folder;
    };
  }

  /** How one resource goes through it. */
  Registration registration(String resourceName, PluginService service, Surroundings around) {
    return switch (this) {
      case KubeletSocket -> new SocketRegistration(resourceName, service, around);
      case PluginWatcher -> new WatchedRegistration(resourceName, service, around);
    };
  }
}
