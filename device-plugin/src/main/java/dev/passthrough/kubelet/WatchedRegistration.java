package dev.passthrough.kubelet;

import dev.passthrough.proto.pluginregistration.v1.RegistrationStatus;
import java.io.IOException;
import java.util.List;

/**
 * By a socket that kubelet finds. It comes to each socket once ({@code pluginmanager/reconciler}),
 * so that another one is made whenever it let go of the list.
 */
final class WatchedRegistration implements Registration {

  private final String resourceName;
  private final Surroundings around;
  private final Served served;
  private final Retry retry;
  private boolean held;
  private boolean refused;
  private boolean gone;

  WatchedRegistration(String resourceName, PluginService service, Surroundings around) {
    this.resourceName = resourceName;
    this.around = around;
    var introduction = new Introduction(resourceName, status -> around.run(() -> notified(status)));
    this.served = new Served(resourceName, around, List.of(service, introduction));
    this.retry = new Retry(around, this::renew);
  }

  @Override
  public Served served() {
    return served;
  }

  @Override
  public void begin() {
    if (gone) {
      return;
    }
    around.folder().watch();
    try {
      served.serve();
    } catch (IOException e) {
      around.say(resourceName, ResourceState.KubeletAbsent.unserved(around.folder().path(), e));
    }
  }

  /** Nobody tells: the next kubelet finds the socket by itself. */
  @Override
  public void kubeletStarted() {}

  @Override
  public void removed() {
    begin();
  }

  @Override
  public void check() {
    if (!served.there()) {
      begin();
    } else if (!held && !refused && !retry.due()) {
      around.say(
          resourceName,
          new ResourceState.KubeletAbsent(
              "no kubelet has come to the socket in " + around.folder().path() + " yet"));
    }
  }

  @Override
  public void held() {
    held = true;
    refused = false;
    retry.calm();
  }

  @Override
  public void lost() {
    held = false;
    retry.disturbed();
    retry.later();
  }

  @Override
  public void end() {
    gone = true;
  }

  private void renew() {
    if (!gone && !held) {
      served.remove();
      begin();
    }
  }

  /** A refusal is kubelet's to reconsider: it comes again with growing pauses. */
  private void notified(RegistrationStatus status) {
    refused = !status.getPluginRegistered();
    if (refused && !gone) {
      around.say(resourceName, new ResourceState.Refused(status.getError()));
    }
  }
}
