package dev.passthrough.walls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Expressions of alerts and dashboard")
final class MetricLabelsTest {

  private static final Path ALERTS =
      Path.of("..", "charts", "passthrough", "files", "monitoring", "alerts.yaml");
  private static final Path DASHBOARD = ALERTS.resolveSibling("dashboard.json");

  /** What Prometheus and the chart's PodMonitor add to each series, and a histogram's bounds. */
  private static final Set<String> ALWAYS = Set.of("instance", "node", "le");

  private static final Pattern ROW =
      Pattern.compile("^\\| `(passthrough_\\w+)` \\|[^|]*\\|([^|]*)");
  private static final Pattern IN_BACKTICKS = Pattern.compile("`(\\w+)`");
  private static final Pattern SERIES =
      Pattern.compile("\\b(passthrough_[a-z_]+[a-z])(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*[=!]~?");
  private static final Pattern GROUPS = Pattern.compile("\\bby \\(([^)]*)\\)");

  static Stream<String> expressions() throws IOException {
    var found = new ArrayList<String>();
    JsonNode alerts = Serialization.unmarshal(Files.readString(ALERTS), JsonNode.class);
    alerts.forEach(it -> found.add(it.path("expr").asText()));
    for (var panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      panel.path("targets").forEach(it -> found.add(it.path("expr").asText()));
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("expressions")
  @DisplayName("choose and group by labels that the reference gives their metrics, and no others")
  void labels(String expression) throws IOException {
    var reference = reference();
    assertThat(expression).containsPattern(SERIES);
    var known =
        SERIES
            .matcher(expression)
            .results()
            .flatMap(it -> {
              var name = it.group(1).replaceFirst("_(bucket|count|sum)$", "");
              assertThat(reference).containsKey(name);
              var labels = reference.getOrDefault(name, Set.of());
              if (it.group(2) != null) {
                assertThat(MATCHER.matcher(it.group(2)).results().map(label -> label.group(1)))
                    .as(it.group(1))
                    .isSubsetOf(labels);
              }
              return labels.stream();
            })
            .collect(Collectors.toSet());
    var groups =
        GROUPS
            .matcher(expression)
            .results()
            .flatMap(it -> Arrays.stream(it.group(1).split(",")))
            .map(String::strip)
            .filter(it -> !ALWAYS.contains(it));
    assertThat(groups).isSubsetOf(known);
  }

  @Test
  @DisplayName("are taken by promtool, where there is one")
  void promtool(@TempDir Path folder) throws IOException, InterruptedException {
    var program =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(it -> Path.of(it, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(program).as("promtool is not here: Debian's package prometheus has it").isPresent();
    List<?> rules = Serialization.unmarshal(Files.readString(ALERTS), List.class);
    var file =
        Files.writeString(
            folder.resolve("rules.yaml"),
            Serialization.asYaml(
                Map.of("groups", List.of(Map.of("name", "passthrough", "rules", rules)))));
    var check =
        new ProcessBuilder(program.orElseThrow().toString(), "check", "rules", file.toString())
            .redirectErrorStream(true)
            .start();
    var words = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(words).isZero();
  }

  /** The labels of each metric, by the reference's tables. */
  private static Map<String, Set<String>> reference() throws IOException {
    try (var lines = Files.lines(Path.of("..", "docs", "reference", "metrics.md"))) {
      return lines
          .map(ROW::matcher)
          .filter(it -> it.find())
          .collect(
              Collectors.toMap(
                  it -> it.group(1),
                  it ->
                      IN_BACKTICKS
                          .matcher(it.group(2).replaceAll("\\([^)]*\\)", ""))
                          .results()
                          .map(label -> label.group(1))
                          .collect(Collectors.toSet())));
    }
  }
}
