package dev.passthrough.walls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.metrics.AgentMetrics;
import dev.passthrough.operator.metrics.Census;
import dev.passthrough.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Dashboards, alerts and docs speak of metrics that there are")
final class MetricNamesTest {

  private static final Pattern NAME = Pattern.compile("\\bpassthrough_[a-z_]+[a-z]");
  private static final Pattern OF_SERIES = Pattern.compile("_(total|bucket|count|sum)$");

  @Test
  @DisplayName("the reference lists each, and no other")
  void reference() throws IOException {
    assertThat(namesIn(Path.of("..", "docs", "reference", "metrics.md"))).isEqualTo(exported());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "charts/passthrough/files/monitoring/alerts.yaml",
        "charts/passthrough/files/monitoring/dashboard.json"
      })
  @DisplayName("alerts and dashboard name no other")
  void users(String file) throws IOException {
    assertThat(namesIn(Path.of("..").resolve(file))).isNotEmpty().isSubsetOf(exported());
  }

  private static SortedSet<String> exported() {
    var registry = new PrometheusRegistry();
    var census = new Census(List::of, List::of, () -> Optional.of(agents()), () -> _ -> false);
    assertThat(List.of(new AgentMetrics(registry), new OperatorMetrics(registry, census)))
        .hasSize(2);
    return registry.scrape().stream()
        .map(it -> OF_SERIES.matcher(it.getMetadata().getPrometheusName()).replaceFirst(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static DaemonSet agents() {
    return new DaemonSetBuilder().withNewStatus().endStatus().build();
  }

  private static SortedSet<String> namesIn(Path file) throws IOException {
    return NAME.matcher(Files.readString(file))
        .results()
        .map(it -> OF_SERIES.matcher(it.group()).replaceFirst(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
