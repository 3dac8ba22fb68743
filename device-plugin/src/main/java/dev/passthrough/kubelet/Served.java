package dev.passthrough.kubelet;

import io.grpc.BindableService;
import io.grpc.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one resource is served: a socket in kubelet's folder. When its name is gone it gets
 * another; only where the socket itself is gone, too, it is served anew, which takes milliseconds
 * that a starting kubelet does not wait for. Used on the plugin's own thread only, unless a method
 * says otherwise.
 */
final class Served {

  private static final Logger log = LoggerFactory.getLogger(Served.class);

  private final String resourceName;
  private final Surroundings around;
  private final List<BindableService> services;
  private @Nullable Server server;

  /** Where the server listens. */
  private @Nullable Path bound;

  /** What kubelet is told of: the same, or a link to it. */
  private @Nullable Path socket;

  /** How long {@link #awaitGone} waits, by {@link System#nanoTime}. */
  private long patience;

  Served(String resourceName, Surroundings around, List<BindableService> services) {
    this.resourceName = resourceName;
    this.around = around;
    this.services = services;
  }

  /** Makes sure that the socket is there and served. Returns its base name. */
  String serve() throws IOException {
    if (server != null && socket != null && Files.exists(socket)) {
      return socket.getFileName().toString();
    }
    var endpoint = around.endpoints().next(resourceName);
    var path = around.folder().path().resolve(endpoint);
    var home = around.door().home(around.folder().path());
    boolean linked = !home.equals(around.folder().path());
    if (server == null || bound == null || !linked || !Files.exists(bound)) {
      if (server != null) {
        server.shutdown(); // kubelet may still read a stream of it
      }
      var berth = linked ? Files.createDirectories(home).resolve(around.endpoints().berth()) : path;
      server = around.grpc().serve(berth, services);
      bound = berth;
    }
    if (linked) {
      Files.createLink(path, bound);
    }
    socket = path;
    return endpoint;
  }

  /** Whether the socket is there. */
  boolean there() {
    return socket != null && Files.exists(socket);
  }

  /** Whether the socket is, or was, the one of this base name. */
  boolean at(String name) {
    return socket != null && socket.endsWith(name);
  }

  /** Takes the socket's name away; the next {@link #serve} makes another. Streams go on. */
  void remove() {
    delete(socket);
  }

  /** Takes no call any more, once and for all; {@link #awaitGone} ends it. */
  void end() {
    patience = System.nanoTime() + around.timing().goodbye().toNanos();
    if (server != null) {
      server.shutdown();
    }
    delete(socket);
    delete(bound);
  }

  private static void delete(@Nullable Path socket) {
    try {
      if (socket != null) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException e) {
      log.warn("Can't remove the socket {}: {}", socket, e.toString());
    }
  }

  /**
   * Waits until kubelet has had the last list and let go, or patience ends, which began with {@link
   * #end}: several that ended together take no longer than one. May be called on any thread after
   * that.
   */
  void awaitGone() {
    var last = server;
    if (last == null) {
      return;
    }
    try {
      if (!last.awaitTermination(patience - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        last.shutdownNow();
      }
    } catch (InterruptedException e) {
      last.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
