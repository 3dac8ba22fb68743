package dev.passthrough.kubelet;

import static dev.passthrough.kubelet.PluginRig.A;
import static dev.passthrough.kubelet.PluginRig.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.proto.deviceplugin.v1beta1.DevicePluginGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no request at all, on a resource's socket. */
class OddBytesTest {

  private static final long SEED = 20261123;

  /** How a client of HTTP/2 begins (RFC 9113, 3.4). */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Random random = new Random(SEED);
  private PluginRig rig;

  @BeforeEach
  void offer(@TempDir Path tmp) throws IOException {
    rig = new PluginRig(tmp);
    rig.offerTwo();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  @DisplayName("bytes that are no gRPC end their connection and nothing else")
  void noGrpc() throws IOException {
    var endpoint = rig.kubelet().registrations().getFirst().getEndpoint();
    var address = UnixDomainSocketAddress.of(rig.kubelet().folder().resolve(endpoint));
    for (int round = 0; round < 20; round++) {
      try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        socket.connect(address);
        if (round % 2 == 0) {
          socket.write(ByteBuffer.wrap(PREFACE));
        }
        socket.write(ByteBuffer.wrap(bytes(4096)));
      } catch (IOException closedAtOnce) {
        assertThat(closedAtOnce).as("round %d of seed %d", round, SEED).isNotNull();
      }
    }
    stillServes();
  }

  @Test
  @DisplayName(
      "a message that is no protobuf, or over 4 MiB, is an error of that call and nothing else")
  void noMessage() {
    for (var method : DevicePluginGrpc.getServiceDescriptor().getMethods()) {
      for (int round = 0; round < 20; round++) {
        var odd = bytes(200);
        odd[0] = (byte) 0xff; // no field begins like this
        odd[1] = (byte) 0xff;
        assertThatThrownBy(() -> call(method.getFullMethodName(), odd))
            .as("%s, round %d of seed %d", method.getFullMethodName(), round, SEED)
            .isInstanceOf(StatusRuntimeException.class);
      }
    }
    assertThatThrownBy(() -> call("v1beta1.DevicePlugin/Allocate", new byte[5 << 20]))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            it -> assertThat(it.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    stillServes();
  }

  private void stillServes() {
    var answer = rig.kubelet().plugin(NAME).orElseThrow().allocate(List.of(A));
    assertThat(answer.getEnvsMap()).containsValue(A);
    assertThat(rig.kubelet().registrations()).hasSize(1);
  }

  private byte[] bytes(int most) {
    var bytes = new byte[2 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private void call(String method, byte[] message) {
    var raw =
        MethodDescriptor.newBuilder(Bytes.AS_THEY_ARE, Bytes.AS_THEY_ARE)
            .setFullMethodName(method)
            .setType(MethodDescriptor.MethodType.UNARY)
            .build();
    var channel = rig.kubelet().plugin(NAME).orElseThrow().stub().getChannel();
    var _ =
        ClientCalls.blockingUnaryCall(
            channel, raw, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), message);
  }

  /** A message as its bytes. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    AS_THEY_ARE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
