package dev.passthrough.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ClusterTest
@DisplayName("kubectl passthrough, on a node with an agent")
class PluginIT {

  private static final Path PROGRAMS = Path.of("..", "device-plugin", "target", "dist", "bin");

  @TempDir Path folder;

  private final Product product;

  PluginIT(Product product) {
    this.product = product;
  }

  private record Said(int code, String words) {}

  @BeforeEach
  void offer() {
    product.offer(Product.functions(3));
  }

  @AfterEach
  void withdraw() {
    product.withdraw();
  }

  @Test
  @DisplayName("says how the node stands, what its devices are for, and whose entry they come from")
  void asks() throws IOException, InterruptedException {
    assertThat(plugin("status").words()).contains(Rig.NODE, "AsDesired", Product.RESOURCE + "=3");
    assertThat(plugin("policies").words()).contains("There is no PassthroughPolicy");
    assertThat(plugin("plan", Rig.NODE).words())
        .contains("Nothing is to be changed on " + Rig.NODE, "entry nic-vfs");
    var device =
        product.object(Rig.NODE).require().getStatus().resources().getFirst().devices().getFirst();
    assertThat(plugin("explain", device).words())
        .contains("offered as", Product.RESOURCE + ", entry nic-vfs", "asked for by");
    assertThat(plugin("who-uses", Product.RESOURCE).words()).contains("3 of 3 devices are free");
    assertThat(plugin("approve", Rig.NODE, "--hash", "0".repeat(64)))
        .returns(1, Said::code)
        .extracting(Said::words)
        .asString()
        .contains("nothing waits for approval");
  }

  @Test
  @DisplayName("bundles objects, logs, and a snapshot of the host that inspect reads elsewhere")
  void bundle() throws IOException, InterruptedException {
    var file = folder.resolve("bundle.zip");
    assertThat(plugin("bundle", "--snapshots", "-o", file.toString()).code()).isZero();
    var snapshot = folder.resolve("snapshot.json");
    try (var zip = new ZipFile(file.toFile())) {
      var missing = zip.getEntry("missing.txt");
      assertThat(
              missing == null ? "" : new String(zip.getInputStream(missing).readAllBytes(), UTF_8))
          .isEmpty();
      assertThat(zip.stream().map(it -> it.getName()))
          .contains("passthroughnodes.yaml", "nodes.yaml", "events.yaml", "daemonsets.yaml")
          .anyMatch(it -> it.startsWith("logs/"));
      var entry = zip.getEntry("snapshots/" + Rig.NODE + ".json");
      Files.copy(zip.getInputStream(entry), snapshot);
    }
    var inspected = run("passthrough", "inspect", "--snapshot", snapshot.toString(), "-o", "json");
    assertThat(inspected.code()).as(inspected.words()).isZero();
    assertThat(new ObjectMapper().readTree(inspected.words()).toString())
        .contains(FixtureHost.CARD);
  }

  @Test
  @DisplayName("beside it the node's label and its events say that all is there")
  void outside() {
    Product.eventually("the label")
        .untilAsserted(() ->
            assertThat(
                    product.client().nodes().withName(Rig.NODE).require().getMetadata().getLabels())
                .containsEntry("passthrough.dev/ready", "true"));
    Product.eventually("the node's event")
        .untilAsserted(() ->
            assertThat(
                    product
                        .client()
                        .events()
                        .v1()
                        .events()
                        .inNamespace("default")
                        .list()
                        .getItems())
                .filteredOn(it -> "AsDesired".equals(it.getReason()))
                .extracting(Event::getRegarding)
                .anyMatch(it -> it.getKind().equals("Node") && it.getName().equals(Rig.NODE)));
  }

  private Said plugin(String... arguments) throws IOException, InterruptedException {
    return run("kubectl-passthrough", arguments);
  }

  private Said run(String program, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(PROGRAMS.resolve(program).toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .put(
            "KUBECONFIG",
            Files.writeString(folder.resolve("kubeconfig"), product.rig().kubeconfig()).toString());
    var process = builder.start();
    var words = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Said(process.waitFor(), words);
  }
}
