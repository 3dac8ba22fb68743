package dev.passthrough.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.ResourceStatus;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.ResourceState;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The agent's page")
class MetricsPageTest {

  private static final String NAME = "intel.com/igb-vf";

  private final AtomicBoolean live = new AtomicBoolean(true);
  private final Readiness readiness = new Readiness();
  private AgentMetrics metrics;
  private MetricsPage page;

  @BeforeEach
  void serve() throws IOException {
    var registry = new PrometheusRegistry();
    metrics = new AgentMetrics(registry);
    page = MetricsPage.start(0, registry, live::get, readiness::isReady);
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  @DisplayName("shows a resource's devices by their health while it is offered, and not afterwards")
  void devices() throws Exception {
    metrics.changed(NAME, new ResourceState.Registered(3, 2));
    assertThat(get("/metrics").body())
        .contains(
            "passthrough_devices{health=\"healthy\",resource=\"intel.com/igb-vf\"} 2.0",
            "passthrough_devices{health=\"unhealthy\",resource=\"intel.com/igb-vf\"} 1.0",
            "passthrough_resource_registered{resource=\"intel.com/igb-vf\"} 1.0");
    metrics.changed(NAME, new ResourceState.Refused("no"));
    assertThat(get("/metrics").body())
        .contains("passthrough_resource_registered{resource=\"intel.com/igb-vf\"} 0.0");
    metrics.turned(
        NAME, DeviceUnit.of("0000:01:10.0").withHealth(Health.unhealthy("its reset failed")));
    assertThat(get("/metrics").body())
        .contains(
            "passthrough_device_health_changes_total{health=\"unhealthy\",resource=\"intel.com/igb-vf\"} 1.0");
    metrics.withdrawn(NAME);
    assertThat(get("/metrics").body())
        .doesNotContain("passthrough_devices{", "passthrough_resource_registered{");
  }

  @Test
  @DisplayName("counts devices handed out, and requests that were refused")
  void allocations() throws Exception {
    metrics.allocated(NAME, 2);
    metrics.allocated(NAME, 1);
    metrics.refused(NAME, "not_ready", "Device 0000:01:10.0 is gone from the host.");
    assertThat(get("/metrics").body())
        .contains(
            "passthrough_allocations_total{resource=\"intel.com/igb-vf\"} 3.0",
            "passthrough_allocations_refused_total{reason=\"not_ready\",resource=\"intel.com/igb-vf\"} 1.0");
  }

  @Test
  @DisplayName("counts refusals of a resource from zero on, for each reason, until it is withdrawn")
  void refusals() throws Exception {
    metrics.changed(NAME, new ResourceState.Registered(3, 2));
    assertThat(get("/metrics").body())
        .contains(refused("malformed", 0), refused("unknown", 0), refused("not_ready", 0));
    metrics.refused(NAME, "not_ready", "Device 0000:01:10.0 is gone from the host.");
    metrics.changed(NAME, new ResourceState.Registered(3, 3));
    assertThat(get("/metrics").body()).contains(refused("unknown", 0), refused("not_ready", 1));
    metrics.withdrawn(NAME);
    assertThat(get("/metrics").body()).doesNotContain("passthrough_allocations_refused_total{");
  }

  private static String refused(String reason, int times) {
    return "passthrough_allocations_refused_total{reason=\"%s\",resource=\"%s\"} %d.0"
        .formatted(reason, NAME, times);
  }

  @Test
  @DisplayName("shows who has which device and the conditions, those of the last turn only")
  void turn() throws Exception {
    var use = DeviceUse.of("0000:01:10.0", "shop/virt-launcher-cashier-x2x9k");
    metrics.ended(status("AsDesired", "True", List.of(use)), Duration.ofMillis(40));
    assertThat(get("/metrics").body())
        .contains(
            "passthrough_device_in_use{device=\"0000:01:10.0\",namespace=\"shop\",pod=\"virt-launcher-cashier-x2x9k\",resource=\"intel.com/igb-vf\",virtual_machine=\"cashier\"} 1.0",
            "passthrough_condition{reason=\"AsDesired\",type=\"Ready\"} 1.0",
            "passthrough_turn_duration_seconds_count 1");
    metrics.ended(status("StepFailed", "False", List.of()), Duration.ofMillis(40));
    assertThat(get("/metrics").body())
        .contains("passthrough_condition{reason=\"StepFailed\",type=\"Ready\"} 0.0")
        .doesNotContain("AsDesired", "cashier");
  }

  @Test
  @DisplayName("counts and times plans, and what was carried out, by how it ended")
  void plans() throws Exception {
    metrics.planned(Duration.ofMillis(40));
    metrics.planned(Duration.ofMillis(40));
    metrics.applied(Duration.ofSeconds(3), false);
    metrics.applied(Duration.ofSeconds(7), true);
    assertThat(get("/metrics").body())
        .contains(
            "passthrough_plan_duration_seconds_count 2",
            "passthrough_apply_duration_seconds_sum{outcome=\"done\"} 3.0",
            "passthrough_apply_duration_seconds_sum{outcome=\"failed\"} 7.0");
  }

  @Test
  @DisplayName("says whether the loop goes round")
  void live() throws Exception {
    assertThat(get("/healthz/live").statusCode()).isEqualTo(200);
    live.set(false);
    assertThat(get("/healthz/live").statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("answers while a request that was begun before does not come to its end")
  @Timeout(60)
  void halfSent() throws Exception {
    try (var slow = new Socket(InetAddress.getLoopbackAddress(), page.port())) {
      slow.getOutputStream().write('G');
      assertThat(get("/healthz/live").statusCode()).isEqualTo(200);
      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("is ready once a turn has ended with nothing on its way to kubelet, and stays so")
  void ready() throws Exception {
    assertThat(get("/healthz/ready").statusCode()).isEqualTo(503);
    readiness.failed();
    readiness.ended(status("Advertised", "Registering", "False", List.of()), Duration.ZERO);
    assertThat(get("/healthz/ready").statusCode()).isEqualTo(503);
    readiness.ended(status("Advertised", "Registered", "True", List.of()), Duration.ZERO);
    assertThat(get("/healthz/ready").statusCode()).isEqualTo(200);
    readiness.ended(status("Advertised", "Registering", "False", List.of()), Duration.ZERO);
    assertThat(get("/healthz/ready").statusCode()).isEqualTo(200);
  }

  private static PassthroughNodeStatus status(String reason, String state, List<DeviceUse> uses) {
    return status("Ready", reason, state, uses);
  }

  private static PassthroughNodeStatus status(
      String type, String reason, String state, List<DeviceUse> uses) {
    var condition = new Condition(type, state, 1L, "2026-01-01T00:00:00Z", reason, "");
    return new PassthroughNodeStatus(
        1L,
        null,
        List.of(new ResourceStatus("nic", NAME, 1, 1, List.of("0000:01:10.0"), uses)),
        List.of(condition));
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
