package dev.passthrough.kubelet;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** By calling kubelet's own socket, each time that kubelet does not hold the list. */
final class SocketRegistration implements Registration {

  private final String resourceName;
  private final Surroundings around;
  private final Served served;
  private final Retry retry;
  private boolean held;
  private boolean asking;
  private boolean askAgain;
  private boolean gone;

  SocketRegistration(String resourceName, PluginService service, Surroundings around) {
    this.resourceName = resourceName;
    this.around = around;
    this.served = new Served(resourceName, around, List.of(service));
    this.retry = new Retry(around, this::check);
  }

  @Override
  public Served served() {
    return served;
  }

  @Override
  public void begin() {
    ask();
  }

  /** Whatever list was held, this kubelet has not heard of it. */
  @Override
  public void kubeletStarted() {
    held = false;
    retry.reset();
    ask();
  }

  /**
   * A kubelet that starts removes all sockets, and tells of its own a moment later: that comes
   * first, if it is what happened.
   */
  @Override
  public void removed() {
    retry.after(around.timing().firstRetry());
  }

  @Override
  public void check() {
    if (!asking && !retry.due() && (!held || !served.there())) {
      ask();
    }
  }

  @Override
  public void held() {
    held = true;
    retry.calm();
  }

  /**
   * Kubelet does this when it ends; kubelet 1.36 also when another agent that served the same
   * resource ends ({@code devicemanager/plugin/v1beta1/handler.go}, runClient: it disconnects the
   * newest client, not its own). The first pause is not nothing for that reason: what kubelet still
   * does at that end, it would do to a registration that is there already, and forget the resource
   * five minutes later ({@code devicemanager/endpoint.go}, setStopTime).
   */
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

  private void ask() {
    if (gone) {
      return;
    }
    retry.cancel();
    if (asking) {
      askAgain = true;
      return;
    }
    around.folder().watch(); // before looking, so that nothing falls between
    var kubelet = around.folder().kubeletSocket();
    String endpoint;
    try {
      endpoint = served.serve();
    } catch (IOException e) {
      say(ResourceState.KubeletAbsent.unserved(around.folder().path(), e));
      return;
    }
    if (!Files.exists(kubelet)) {
      say(new ResourceState.KubeletAbsent(kubelet + " is not there"));
      return;
    }
    asking = true;
    around
        .registrar()
        .register(resourceName, endpoint, status -> around.run(() -> answered(status)));
  }

  private void answered(Status status) {
    asking = false;
    if (gone) {
      return;
    }
    boolean asked = askAgain;
    askAgain = false;
    if ((asked && !status.isOk()) || !served.there()) {
      ask();
      return;
    }
    switch (status.getCode()) {
      case OK -> {
        if (!held) {
          retry.after(around.timing().answer()); // unless the stream opens before
        }
      }
      case UNAVAILABLE -> {
        say(ResourceState.KubeletAbsent.unavailable(around.folder().kubeletSocket(), status));
        retry.later();
      }
      default -> {
        var words = status.getDescription();
        say(new ResourceState.Refused(words == null ? status.getCode().toString() : words));
        retry.later();
      }
    }
  }

  private void say(ResourceState state) {
    around.say(resourceName, state);
  }
}
