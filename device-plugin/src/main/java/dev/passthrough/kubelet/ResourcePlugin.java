package dev.passthrough.kubelet;

import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import io.grpc.Server;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource's life with kubelet: served, registered, and registered again whenever kubelet no
 * longer holds its list. Used on the plugin's own thread only.
 */
final class ResourcePlugin {

  private static final Logger log = LoggerFactory.getLogger(ResourcePlugin.class);

  private final String name;
  private final Surroundings around;
  private final ListStreams streams;
  private final PluginService service;
  private final Looks looks;
  private final Backoff backoff;

  private @Nullable Server server;
  private @Nullable Path socket;
  private int open;
  private boolean asking;
  private boolean askAgain;
  private boolean retryDue;
  private int retry;
  private long openedAt;
  private boolean gone;

  ResourcePlugin(Listing first, Surroundings around) {
    this.name = first.resource().resourceName();
    this.around = around;
    this.looks = new Looks(around.reader());
    this.backoff = new Backoff(around.timing().firstRetry(), around.timing().lastRetry());
    this.streams =
        new ListStreams(
            first.message(),
            new ListStreams.Listener() {
              @Override
              public void opened() {
                around.run(ResourcePlugin.this::streamOpened);
              }

              @Override
              public void closed() {
                around.run(ResourcePlugin.this::streamClosed);
              }
            });
    this.service = new PluginService(first, around.reader(), streams, around.observer());
  }

  /** Serves and registers. */
  void start() {
    say(new ResourceState.Registering());
    ask();
  }

  /**
   * Offers {@code newer} from now on.
   *
   * @param seen when the host was as it says, by {@link System#nanoTime}
   */
  void replace(Listing newer, long seen) {
    var resource = looks.since(seen, newer.resource());
    replace(resource.equals(newer.resource()) ? newer : new Listing(resource));
  }

  /** Looks again at the units that have one of {@code functions}. */
  void look(Set<String> functions) {
    var resource = service.listing().resource();
    try {
      var seen = looks.look(resource, functions);
      if (!seen.equals(resource)) {
        replace(new Listing(seen));
      }
    } catch (IOException e) {
      log.warn(
          "Can't look at {} again before the host is read as a whole: {}", functions, words(e));
    }
  }

  private void replace(Listing newer) {
    if (newer.resource().equals(service.listing().resource())) {
      return;
    }
    tell(service.listing(), newer);
    service.replace(newer);
    if (open > 0) {
      say(newer.registered());
    }
  }

  private void tell(Listing older, Listing newer) {
    for (var unit : newer.resource().units()) {
      var before = older.unit(unit.id());
      if (before != null && !before.health().equals(unit.health())) {
        switch (unit.health()) {
          case Health.Healthy _ -> log.info("{} of {} is healthy again", unit.address(), name);
          case Health.Unhealthy sick ->
              log.warn("{} of {} is unhealthy: {}", unit.address(), name, sick.cause());
        }
        around.observer().turned(name, unit.health());
      }
    }
  }

  /** A kubelet has just begun to listen. */
  void kubeletStarted() {
    backoff.reset();
    ask();
  }

  /** {@code removed} is no longer in the folder. */
  void socketRemoved(String removed) {
    if (!gone && socket != null && socket.endsWith(removed)) {
      log.info("The socket {} was removed by somebody; serving {} at another", removed, name);
      ask();
    }
  }

  /** Looks whether all is as it should be, in case that nobody told. */
  void check() {
    if (!asking && !retryDue && (open == 0 || !served())) {
      ask();
    }
  }

  /** Stops; {@link #awaitGone} ends it. */
  void leave(Departure departure) {
    gone = true;
    switch (departure) {
      case RESTARTING -> streams.end();
      case WITHDRAWN -> streams.end(ListAndWatchResponse.getDefaultInstance());
    }
    if (server != null) {
      server.shutdown();
    }
    removeSocket();
  }

  /**
   * Waits until kubelet has had the last list and let go, or patience ends. May be called on any
   * thread after {@link #leave}.
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

  private void ask() {
    if (gone) {
      return;
    }
    retryDue = false;
    if (asking) {
      askAgain = true;
      return;
    }
    around.folder().watch(); // before looking, so that nothing falls between
    var kubelet = around.folder().kubeletSocket();
    String endpoint;
    try {
      endpoint = serve();
    } catch (IOException e) {
      say(
          new ResourceState.KubeletAbsent(
              "can't serve in " + around.folder().path() + ": " + words(e)));
      return;
    }
    if (!Files.exists(kubelet)) {
      say(new ResourceState.KubeletAbsent(kubelet + " is not there"));
      return;
    }
    asking = true;
    around.registrar().register(name, endpoint, status -> around.run(() -> answered(status)));
  }

  private void answered(Status status) {
    asking = false;
    if (gone) {
      return;
    }
    boolean asked = askAgain;
    askAgain = false;
    if (asked && !(status.isOk() && served())) {
      ask();
      return;
    }
    switch (status.getCode()) {
      case OK -> {
        if (open == 0) {
          retryAfter(around.timing().answer()); // unless the stream opens before
        }
      }
      case UNAVAILABLE -> {
        say(
            new ResourceState.KubeletAbsent(
                "nobody answers at " + around.folder().kubeletSocket()));
        retryAfter(backoff.next());
      }
      default -> {
        var words = status.getDescription();
        say(new ResourceState.Refused(words == null ? status.getCode().toString() : words));
        retryAfter(backoff.next());
      }
    }
  }

  private void streamOpened() {
    open++;
    openedAt = System.nanoTime();
    if (!gone) {
      say(service.listing().registered());
    }
  }

  /**
   * kubelet let go of a list. It does so when it ends; kubelet 1.36 also when another agent that
   * served the same resource ends ({@code devicemanager/plugin/v1beta1/handler.go}, runClient: it
   * disconnects the newest client, not its own).
   */
  private void streamClosed() {
    open--;
    if (open > 0 || gone) {
      return;
    }
    say(new ResourceState.Registering());
    if (System.nanoTime() - openedAt > around.timing().lastRetry().toNanos()) {
      backoff.reset();
    }
    retryAfter(backoff.next());
  }

  /**
   * Asks after {@code pause} if kubelet still holds no list then; replaces an earlier plan to do
   * so.
   */
  private void retryAfter(Duration pause) {
    retryDue = true;
    int mine = ++retry;
    around.runAfter(
        pause,
        () -> {
          if (retryDue && mine == retry) {
            retryDue = false;
            if (open == 0) {
              ask();
            }
          }
        });
  }

  /** Makes sure that the socket is there and served. Returns its base name. */
  private String serve() throws IOException {
    if (server != null && socket != null && Files.exists(socket)) {
      return socket.getFileName().toString();
    }
    if (server != null) {
      server.shutdown(); // kubelet may still read a stream of it
    }
    var endpoint = around.endpoints().next(name);
    var path = around.folder().path().resolve(endpoint);
    server = around.grpc().serve(path, service);
    socket = path;
    return endpoint;
  }

  private boolean served() {
    return socket != null && Files.exists(socket);
  }

  private void removeSocket() {
    if (socket == null) {
      return;
    }
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      log.warn("Can't remove the socket {}: {}", socket, e.toString());
    }
  }

  private void say(ResourceState state) {
    around.say(name, state);
  }

  private static String words(IOException e) {
    var cause = e.getCause();
    return cause == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + ": " + cause.getMessage();
  }
}
