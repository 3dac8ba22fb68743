package dev.passthrough.kubelet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.RegisterRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.RegistrationGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells kubelet that resources are served. Those that are told of at one time share a connection;
 * it does not outlive them, so that none is bound to a kubelet that is gone.
 */
final class Registrar {

  private final UnixGrpc grpc;
  private final Path kubelet;
  private final Duration patience;

  @GuardedBy("this")
  private @Nullable Connection current;

  Registrar(UnixGrpc grpc, Path kubelet, Duration patience) {
    this.grpc = grpc;
    this.kubelet = kubelet;
    this.patience = patience;
  }

  /** What is registered from now on goes to whoever listens now. */
  synchronized void renew() {
    current = null; // its calls end it
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
    var connection = join();
    RegistrationGrpc.newStub(connection.channel)
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
                leave(connection, status);
                done.accept(status);
              }
            });
  }

  private synchronized Connection join() {
    var shared = current == null ? new Connection(grpc.dial(kubelet)) : current;
    current = shared;
    shared.calls++;
    return shared;
  }

  /** A connection that failed once is nobody's next one. */
  @SuppressWarnings("ReferenceEquality") // a connection is what it is
  private synchronized void leave(Connection connection, Status status) {
    connection.calls--;
    if (connection.calls == 0) {
      connection.channel.shutdownNow();
    }
    if (current == connection && (connection.calls == 0 || !status.isOk())) {
      current = null;
    }
  }

  /** Counted under the registrar's lock. */
  private static final class Connection {
    private final ManagedChannel channel;
    private int calls;

    Connection(ManagedChannel channel) {
      this.channel = channel;
    }
  }
}
