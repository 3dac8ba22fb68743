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
 * Where one resource is served: a socket in kubelet's folder, another one whenever that is gone.
 * Used on the plugin's own thread only, unless a method says otherwise.
 */
final class Served {

  private static final Logger log = LoggerFactory.getLogger(Served.class);

  private final String resourceName;
  private final Surroundings around;
  private final List<BindableService> services;
  private @Nullable Server server;
  private @Nullable Path socket;

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
    if (server != null) {
      server.shutdown(); // kubelet may still read a stream of it
    }
    var endpoint = around.endpoints().next(resourceName);
    var path = around.folder().path().resolve(endpoint);
    server = around.grpc().serve(path, services);
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

  /** Takes the socket away; the next {@link #serve} makes another. Streams go on. */
  void remove() {
    if (socket == null) {
      return;
    }
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      log.warn("Can't remove the socket {}: {}", socket, e.toString());
    }
  }

  /** Takes no call any more, once and for all; {@link #awaitGone} ends it. */
  void end() {
    if (server != null) {
      server.shutdown();
    }
    remove();
  }

  /**
   * Waits until kubelet has had the last list and let go, or patience ends. May be called on any
   * thread after {@link #end}.
   */
  void awaitGone() {
    var last = server;
    if (last == null) {
      return;
    }
    try {
      if (!last.awaitTermination(around.timing().goodbye().toMillis(), TimeUnit.MILLISECONDS)) {
        last.shutdownNow();
      }
    } catch (InterruptedException e) {
      last.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
