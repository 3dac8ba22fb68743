package dev.passthrough.kubelet;

import dev.passthrough.proto.pluginregistration.v1.InfoRequest;
import dev.passthrough.proto.pluginregistration.v1.PluginInfo;
import dev.passthrough.proto.pluginregistration.v1.RegistrationGrpc;
import dev.passthrough.proto.pluginregistration.v1.RegistrationStatus;
import dev.passthrough.proto.pluginregistration.v1.RegistrationStatusResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** Tells a kubelet that found the socket which resource is served there. */
final class Introduction extends RegistrationGrpc.RegistrationImplBase {

  private final PluginInfo info;
  private final Consumer<RegistrationStatus> notified;

  /**
   * @param notified hears, on any thread, what came of it
   */
  Introduction(String resourceName, Consumer<RegistrationStatus> notified) {
    this.info =
        PluginInfo.newBuilder()
            .setType("DevicePlugin")
            .setName(resourceName)
            .addSupportedVersions(Registration.VERSION)
            .build();
    this.notified = notified;
  }

  @Override
  public void getInfo(InfoRequest request, StreamObserver<PluginInfo> responses) {
    responses.onNext(info);
    responses.onCompleted();
  }

  @Override
  public void notifyRegistrationStatus(
      RegistrationStatus status, StreamObserver<RegistrationStatusResponse> responses) {
    responses.onNext(RegistrationStatusResponse.getDefaultInstance());
    responses.onCompleted();
    notified.accept(status);
  }
}
