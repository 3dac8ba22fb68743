package dev.passthrough.kubelet;

import dev.passthrough.proto.deviceplugin.v1beta1.AllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.AllocateResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.CDIDevice;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerAllocateResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerPreferredAllocationResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginGrpc;
import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginOptions;
import dev.passthrough.proto.deviceplugin.v1beta1.DeviceSpec;
import dev.passthrough.proto.deviceplugin.v1beta1.Empty;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.PreferredAllocationResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What kubelet calls, for one resource. Safe for calls on many threads. */
final class PluginService extends DevicePluginGrpc.DevicePluginImplBase {

  static final DevicePluginOptions OPTIONS =
      DevicePluginOptions.newBuilder().setGetPreferredAllocationAvailable(true).build();

  private static final Logger log = LoggerFactory.getLogger(PluginService.class);

  private final LiveReader reader;
  private final CdiFolder cdi;
  private final ListStreams streams;
  private final StateObserver observer;
  private volatile Listing listing;

  PluginService(
      Listing listing,
      ListStreams streams,
      LiveReader reader,
      CdiFolder cdi,
      StateObserver observer) {
    this.listing = listing;
    this.reader = reader;
    this.cdi = cdi;
    this.streams = streams;
    this.observer = observer;
  }

  Listing listing() {
    return listing;
  }

  /** Answers by {@code newer} from now on, and sends it to kubelet. */
  void replace(Listing newer) {
    listing = newer;
    streams.send(newer.message());
  }

  @Override
  public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> responses) {
    responses.onNext(OPTIONS);
    responses.onCompleted();
  }

  @Override
  public void listAndWatch(Empty request, StreamObserver<ListAndWatchResponse> responses) {
    streams.open((ServerCallStreamObserver<ListAndWatchResponse>) responses);
  }

  @Override
  public void getPreferredAllocation(
      PreferredAllocationRequest request, StreamObserver<PreferredAllocationResponse> responses) {
    var current = listing;
    var answer = PreferredAllocationResponse.newBuilder();
    for (var container : request.getContainerRequestsList()) {
      answer.addContainerResponses(
          ContainerPreferredAllocationResponse.newBuilder()
              .addAllDeviceIDs(
                  PreferredChoice.choose(
                      current,
                      container.getAvailableDeviceIDsList(),
                      container.getMustIncludeDeviceIDsList(),
                      container.getAllocationSize())));
    }
    responses.onNext(answer.build());
    responses.onCompleted();
  }

  @Override
  public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> responses) {
    var current = listing;
    var answer = AllocateResponse.newBuilder();
    var given = new HashSet<String>();
    if (request.getContainerRequestsCount() == 0) {
      responses.onError(
          Status.INVALID_ARGUMENT
              .withDescription("A request to allocate names no container.")
              .asRuntimeException());
      return;
    }
    for (var container : request.getContainerRequestsList()) {
      switch (allocate(current, container.getDevicesIdsList())) {
        case Allocation.Denied denied -> {
          refuse(responses, current, denied);
          return;
        }
        case Allocation.Answer granted -> {
          for (var address : granted.addresses()) {
            if (!given.add(address)) {
              refuse(responses, current, twice(address));
              return;
            }
          }
          answer.addContainerResponses(response(current, granted, container.getDevicesIdsList()));
        }
      }
    }
    responses.onNext(answer.build());
    responses.onCompleted();
    observer.allocated(current.resource().resourceName(), given.size());
  }

  private Allocation allocate(Listing current, List<String> ids) {
    return switch (Decision.select(current, ids)) {
      case Decision.Selection.NotFound(var why) -> why;
      case Decision.Selection.Found(var units) -> {
        LiveHost host;
        try {
          host = reader.read(current.resource().kind(), units);
        } catch (IOException e) {
          yield new Allocation.Denied(
              Allocation.Cause.NOT_READY,
              "The host's state can't be read, so nothing is handed out: " + e + ".");
        }
        var decision = Decision.decide(current, units, host);
        yield current.resource().cdi() ? named(decision, current, units, host) : decision;
      }
    };
  }

  /** A runtime that finds no spec for a name, or an old one, would fail later and say less. */
  private Allocation named(
      Allocation decision, Listing current, List<DeviceUnit> units, LiveHost host) {
    if (decision instanceof Allocation.Answer) {
      try {
        cdi.confirm(current, units, host);
      } catch (IOException e) {
        return new Allocation.Denied(
            Allocation.Cause.NOT_READY, "Nothing is handed out: " + e.getMessage() + ".");
      }
    }
    return decision;
  }

  private static Allocation.Denied twice(String address) {
    return new Allocation.Denied(
        Allocation.Cause.MALFORMED,
        "Two containers of one request name the device " + address + ".");
  }

  private void refuse(
      StreamObserver<AllocateResponse> responses, Listing current, Allocation.Denied denied) {
    log.debug("Allocation of {} refused: {}", current.resource().resourceName(), denied.sentence());
    var status =
        switch (denied.cause()) {
          case MALFORMED -> Status.INVALID_ARGUMENT;
          case UNKNOWN -> Status.NOT_FOUND;
          case NOT_READY -> Status.FAILED_PRECONDITION;
        };
    responses.onError(status.withDescription(denied.sentence()).asRuntimeException());
    observer.refused(current.resource().resourceName(), denied.cause().word(), denied.sentence());
  }

  private static ContainerAllocateResponse response(
      Listing current, Allocation.Answer answer, List<String> ids) {
    var response = ContainerAllocateResponse.newBuilder();
    for (var node : answer.nodes()) {
      response.addDevices(
          DeviceSpec.newBuilder().setContainerPath(node).setHostPath(node).setPermissions("mrw"));
    }
    if (current.resource().cdi()) {
      ids.forEach(id -> response.addCdiDevices(CDIDevice.newBuilder().setName(CdiSpec.name(id))));
    }
    return response.putEnvs(answer.variable(), String.join(",", answer.addresses())).build();
  }
}
