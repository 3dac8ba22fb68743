package dev.passthrough.operator.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Reason;
import dev.passthrough.operator.testing.Answering;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An event that the API server refuses")
class WarningsTest {

  private final AtomicInteger asked = new AtomicInteger();
  private volatile int answer;
  private Answering server;

  @BeforeEach
  void serve() throws IOException {
    server =
        new Answering(exchange -> {
          asked.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
  }

  @AfterEach
  void end() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 422})
  @DisplayName("for good, or because it is there, keeps none of the others from being made")
  void forGood(int code) {
    answer = code;
    warn();
    assertThat(asked).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503})
  @DisplayName("for now is told again in the next round")
  void forNow(int code) {
    answer = code;
    assertThatThrownBy(this::warn).isInstanceOf(KubernetesClientException.class);
  }

  private void warn() {
    new Warnings(server.client(), "operator-1", Clock.systemUTC())
        .warn(
            Objects.object("worker-1"),
            ConditionType.Permitted,
            Reason.RivalProvider,
            "what a person needs to know",
            "once");
  }
}
