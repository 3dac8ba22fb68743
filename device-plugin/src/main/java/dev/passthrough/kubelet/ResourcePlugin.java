package dev.passthrough.kubelet;

import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import java.io.IOException;
import java.util.Set;
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
  private final Registration registration;

  private int open;
  private boolean begun;
  private boolean gone;

  ResourcePlugin(Listing first, Surroundings around) {
    this.name = first.resource().resourceName();
    this.around = around;
    this.looks = new Looks(around.reader());
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
    this.service =
        new PluginService(first, streams, around.reader(), around.cdi(), around.observer());
    this.registration = around.door().registration(name, service, around);
  }

  /** Serves and registers. */
  void start() {
    begun = named(service.listing());
    if (begun) {
      say(new ResourceState.Registering());
      registration.begin();
    }
  }

  /** Nothing is offered whose CDI names a runtime could not look up. */
  private boolean named(Listing listing) {
    if (!listing.resource().cdi()) {
      return true;
    }
    try {
      around.cdi().write(listing);
      return true;
    } catch (IOException e) {
      say(new ResourceState.Unfit(name + " waits: " + e.getMessage() + "."));
      return false;
    }
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
          "Can't look at {} again before the host is read as a whole: {}", functions, e.toString());
    }
  }

  private void replace(Listing newer) {
    if (newer.resource().equals(service.listing().resource())) {
      return;
    }
    tell(service.listing(), newer);
    rename(service.listing(), newer);
    service.replace(newer);
    if (open > 0) {
      say(newer.registered());
    }
  }

  /** What cannot be written now is tried again when it is asked for. */
  private void rename(Listing older, Listing newer) {
    if (newer.resource().cdi()) {
      try {
        around.cdi().write(newer);
      } catch (IOException e) {
        log.warn("Units of {} can't be handed out: {}", name, e.getMessage());
      }
    } else if (older.resource().cdi()) {
      around.cdi().remove(name);
    }
  }

  private void tell(Listing older, Listing newer) {
    for (var unit : newer.resource().units()) {
      var before = older.unit(unit.id());
      if (before != null && !before.health().equals(unit.health())) {
        tell(before.health(), unit);
      }
    }
  }

  /** What this program takes back itself has not become ill, nor does it recover. */
  private void tell(Health before, DeviceUnit unit) {
    switch (unit.health()) {
      case Health.Recalled _ ->
          log.info("{} of {} is about to be taken back", unit.address(), name);
      case Health.Healthy _ when before instanceof Health.Recalled ->
          log.info("{} of {} is handed out again", unit.address(), name);
      case Health.Healthy _ -> {
        log.info("{} of {} is healthy again", unit.address(), name);
        around.observer().turned(name, unit);
      }
      case Health.Unhealthy sick
          when before instanceof Health.Unhealthy known && known.cause().equals(sick.cause()) ->
          log.debug("{} of {} is as unhealthy as before", unit.address(), name);
      case Health.Unhealthy sick -> {
        log.warn("{} of {} is unhealthy: {}", unit.address(), name, sick.cause());
        around.observer().turned(name, unit);
      }
    }
  }

  /** A kubelet has just begun to listen. */
  void kubeletStarted() {
    if (begun) {
      registration.kubeletStarted();
    }
  }

  /** {@code removed} is no longer in the folder. */
  void socketRemoved(String removed) {
    if (!gone && registration.served().at(removed) && !registration.served().there()) {
      log.debug("The socket {} of {} was removed", removed, name);
      registration.removed();
    }
  }

  /** Looks whether all is as it should be, in case that nobody told. */
  void check() {
    if (begun) {
      registration.check();
    } else {
      start();
    }
  }

  /** Stops; {@link #awaitGone} ends it. */
  void leave(Departure departure) {
    gone = true;
    registration.end();
    switch (departure) {
      case RESTARTING -> streams.end();
      case WITHDRAWN -> {
        streams.end(ListAndWatchResponse.getDefaultInstance());
        if (service.listing().resource().cdi()) {
          around.cdi().remove(name);
        }
      }
    }
    registration.served().end();
  }

  /**
   * Waits until kubelet has had the last list and let go, or patience ends, which began with {@link
   * #leave}. May be called on any thread after that.
   */
  void awaitGone() {
    registration.served().awaitGone();
  }

  private void streamOpened() {
    open++;
    registration.held();
    if (!gone) {
      say(service.listing().registered());
    }
  }

  private void streamClosed() {
    open--;
    if (open > 0 || gone) {
      return;
    }
    say(new ResourceState.Registering());
    registration.lost();
  }

  private void say(ResourceState state) {
    around.say(name, state);
  }
}
