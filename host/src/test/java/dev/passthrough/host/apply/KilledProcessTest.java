package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A process killed with SIGKILL at any write leaves a host that the next one finishes")
class KilledProcessTest {

  private static final PassthroughNodeSpec ONE = spec(functions("nic", LabHost.CARD, 1));
  private static final String REACHED = "reached";

  @TempDir(factory = InMemory.class)
  Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "1, true",
    "2, true",
    "3, true",
    "0, false",
    "1, false",
    "2, false",
    "3, false"
  })
  void killed(int at, boolean before) throws Exception {
    var root = folder.resolve("host");
    var lab = new LabHost(root);
    var found = Tree.contents(root.resolve("sys"));

    var child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                root.toString(),
                "" + at,
                "" + before)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo(REACHED);
    } finally {
      child.destroyForcibly().waitFor();
    }

    var host = new HostUnderTest(root, lab.kernel());
    host.recover();
    assertThat(host.plan(ONE).steps()).isEmpty();
    assertThat(host.restore().ok()).isTrue();
    assertThat(host.sys()).isEqualTo(found);
  }

  /** The process: applies a plan and stands still at one of its writes. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
      var root = Path.of(args[0]);
      int at = Integer.parseInt(args[1]);
      boolean before = Boolean.parseBoolean(args[2]);
      var kernel = new KernelStandIn(root);
      var count = new int[1];
      KernelWrites still =
          (file, value) -> {
            boolean now = count[0]++ == at;
            if (!now || !before) {
              kernel.write(file, value);
            }
            if (now) {
              standStill();
            }
          };
      new HostUnderTest(root, still).apply(ONE);
    }

    private static void standStill() throws IOException {
      System.out.println(REACHED);
      System.out.flush();
      while (System.in.read() >= 0) {}
    }
  }
}
