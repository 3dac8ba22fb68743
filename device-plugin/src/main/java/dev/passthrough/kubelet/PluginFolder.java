package dev.passthrough.kubelet;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of kubelet's for plugins' sockets: tells when sockets come and go, and clears away what
 * dead agents left.
 */
final class PluginFolder implements AutoCloseable {

  /** Hears the folder's changes, on the watcher's thread. */
  interface Listener {
    /** Something named {@code name} has appeared. */
    void created(String name);

    /** {@code name} is gone. */
    void removed(String name);

    /** Changes were lost: anything may have happened. */
    void overflowed();
  }

  static final String KUBELET = "kubelet.sock";

  private static final Logger log = LoggerFactory.getLogger(PluginFolder.class);

  private final Path path;
  private final Path home;
  private final Listener listener;
  private final WatchService watcher;
  private @Nullable WatchKey key;

  /**
   * Watches nothing before {@link #watch()}.
   *
   * @param home where the sockets are bound, {@code path} or a folder in it
   */
  PluginFolder(Path path, Path home, Listener listener) {
    this.path = path;
    this.home = home;
    this.listener = listener;
    try {
      this.watcher = path.getFileSystem().newWatchService();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "can't watch folders on this host (inotify): " + e.getMessage(), e);
    }
    Thread.ofVirtual().name("kubelet-folder").start(this::listen);
  }

  Path path() {
    return path;
  }

  Path kubeletSocket() {
    return path.resolve(KUBELET);
  }

  /**
   * Begins to watch the folder, or begins again if it was replaced by another of its name.
   *
   * @return whether this call changed anything, so that something may have been missed before it
   */
  synchronized boolean watch() {
    if (key != null && key.isValid()) {
      return false;
    }
    try {
      key = path.register(watcher, ENTRY_CREATE, ENTRY_DELETE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      log.warn("Can't watch {}, kubelet's restarts are noticed by looking: {}", path, e.toString());
      return false;
    }
  }

  /**
   * Removes sockets that other agents of ours left and nobody listens on; never a fresh one, which
   * may be about to listen.
   */
  void removeStale(Duration age) throws IOException {
    removeStale(path, Endpoints.PREFIX, age);
    if (!home.equals(path)) {
      removeStale(home, "", age);
    }
  }

  private static void removeStale(Path folder, String prefix, Duration age) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    var youngest = Instant.now().minus(age);
    try (var sockets = Files.newDirectoryStream(folder, prefix + "*" + Endpoints.SUFFIX)) {
      for (var socket : sockets) {
        if (Files.getLastModifiedTime(socket).toInstant().isBefore(youngest) && deserted(socket)) {
          Files.deleteIfExists(socket);
          log.info("Removed {}, left behind by an agent that is gone", socket);
        }
      }
    }
  }

  private static boolean deserted(Path socket) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      log.debug("Can't tell whether {} is in use", socket, e);
      return false;
    }
  }

  private void listen() {
    try {
      while (true) {
        var changed = watcher.take();
        for (var event : changed.pollEvents()) {
          var name = String.valueOf(event.context());
          if (event.kind().equals(ENTRY_CREATE)) {
            listener.created(name);
          } else if (event.kind().equals(ENTRY_DELETE)) {
            listener.removed(name);
          } else if (event.kind().equals(OVERFLOW)) {
            listener.overflowed();
          }
        }
        if (!changed.reset()) {
          listener.overflowed();
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      log.trace("No longer watching {}", path, e);
    }
  }

  @Override
  public void close() {
    try {
      watcher.close();
    } catch (IOException e) {
      log.warn("Can't stop watching {}", path, e);
    }
    leaveHome();
  }

  /** Another agent may have its sockets there. */
  private void leaveHome() {
    if (home.equals(path)) {
      return;
    }
    try {
      Files.deleteIfExists(home);
    } catch (DirectoryNotEmptyException e) {
      log.trace("Not the last to leave {}", home, e);
    } catch (IOException e) {
      log.warn("Can't remove the folder {}: {}", home, e.toString());
    }
  }
}
