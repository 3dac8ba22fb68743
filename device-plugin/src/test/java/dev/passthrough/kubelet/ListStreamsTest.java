package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.proto.deviceplugin.v1beta1.Device;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream that opens after the end of all")
class ListStreamsTest {

  private static final ListAndWatchResponse FULL =
      ListAndWatchResponse.newBuilder().addDevices(Device.newBuilder().setID("a")).build();
  private static final ListAndWatchResponse EMPTY = ListAndWatchResponse.getDefaultInstance();

  private final List<String> told = new ArrayList<>();
  private final ListStreams streams =
      new ListStreams(
          FULL,
          new ListStreams.Listener() {
            @Override
            public void opened() {
              told.add("opened");
            }

            @Override
            public void closed() {
              told.add("closed");
            }
          });

  @Test
  @DisplayName("of a withdrawn resource hears the empty list and ends")
  void withdrawn() {
    var early = open();
    streams.end(EMPTY);
    var late = open();
    assertThat(early.lists).containsExactly(FULL, EMPTY);
    assertThat(late.lists).containsExactly(EMPTY);
    assertThat(List.of(early.completed, late.completed)).containsExactly(true, true);
    assertThat(told).as("the late one counts for nothing").containsExactly("opened");
  }

  @Test
  @DisplayName("before a restart hears the list as it was and ends")
  void restarting() {
    streams.end();
    var late = open();
    assertThat(late.lists).containsExactly(FULL);
    assertThat(late.completed).isTrue();
  }

  private Call open() {
    var call = new Call();
    streams.open(call);
    return call;
  }

  /** kubelet's end of a stream; it reads whatever comes. */
  private static final class Call extends ServerCallStreamObserver<ListAndWatchResponse> {

    private final List<ListAndWatchResponse> lists = new ArrayList<>();
    private boolean completed;

    @Override
    public void onNext(ListAndWatchResponse list) {
      assertThat(completed).isFalse();
      lists.add(list);
    }

    @Override
    public void onCompleted() {
      assertThat(completed).isFalse();
      completed = true;
    }

    @Override
    public void onError(Throwable error) {
      throw new AssertionError(error);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}
  }
}
