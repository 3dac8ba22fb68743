package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSelectorTest {

  private static final Map<String, String> LABELS = Map.of("zone", "a", "gpu", "");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | true",
        "{matchLabels: {zone: a}} | true",
        "{matchLabels: {zone: b}} | false",
        "{matchLabels: {zone: a, rack: '1'}} | false",
        "{matchLabels: {gpu: ''}} | true",
        "{matchExpressions: [{key: zone, operator: In, values: [a, b]}]} | true",
        "{matchExpressions: [{key: zone, operator: In, values: [b]}]} | false",
        "{matchExpressions: [{key: rack, operator: In, values: ['1']}]} | false",
        "{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]} | false",
        "{matchExpressions: [{key: rack, operator: NotIn, values: ['1']}]} | true",
        "{matchExpressions: [{key: gpu, operator: Exists}]} | true",
        "{matchExpressions: [{key: rack, operator: Exists}]} | false",
        "{matchExpressions: [{key: gpu, operator: DoesNotExist}]} | false",
        "{matchExpressions: [{key: rack, operator: DoesNotExist}]} | true",
        "{matchLabels: {zone: a}, matchExpressions: [{key: gpu, operator: DoesNotExist}]} | false",
      })
  @DisplayName("chooses as metav1.LabelSelector does")
  void matches(String selector, boolean chosen) {
    var read = Serialization.unmarshal("---\n" + selector, NodeSelector.class);
    assertThat(read.matches(LABELS)).isEqualTo(chosen);
  }
}
