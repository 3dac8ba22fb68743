package dev.passthrough.kubelet;

import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.RegisterRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.RegistrationGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells kubelet that a resource is served. A connection for each try, so that none is bound to a
 * kubelet that is gone.
 */
final class Registrar {

  private final UnixGrpc grpc;
  private final Path kubelet;
  private final Duration patience;

  Registrar(UnixGrpc grpc, Path kubelet, Duration patience) {
    this.grpc = grpc;
    this.kubelet = kubelet;
    this.patience = patience;
  }

  /** Registers, and calls {@code done} once, on another thread, with what came of it. */
  void register(String resourceName, String endpoint, Consumer<Status> done) {
    var request =
        RegisterRequest.newBuilder()
            .setVersion(Registration.VERSION)
            .setEndpoint(endpoint)
            .setResourceName(resourceName)
            .setOptions(PluginService.OPTIONS)
            .build();
    var channel = grpc.dial(kubelet);
    RegistrationGrpc.newStub(channel)
        .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
        .register(
            request,
            new StreamObserver<Empty>() {
              @Override
              public void onNext(Empty answer) {}

              @Override
              public void onError(Throwable error) {
                finish(Status.fromThrowable(error));
              }

              @Override
              public void onCompleted() {
                finish(Status.OK);
              }

              private void finish(Status status) {
                channel.shutdownNow();
                done.accept(status);
              }
            });
  }
}
