package dev.passthrough.operator.announce;

import static dev.passthrough.operator.announce.Objects.condition;
import static dev.passthrough.operator.announce.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A node's label says whether all is there")
class ReadyLabelTest {

  @Test
  @DisplayName("it is put right where it differs, goes with the object, and is not written twice")
  void changes() {
    var well = condition("Ready", "True", "AsDesired");
    var bad = condition("Ready", "False", "InUse");
    var objects =
        List.of(
            object("a", well), object("b", bad), object("c", well), object("d", bad), object("x"));
    var nodes =
        List.of(
            node("a", null),
            node("b", "true"),
            node("c", "true"),
            node("d", "false"),
            node("e", "true"),
            node("f", null));
    assertThat(ReadyLabel.changes(objects, nodes))
        .isEqualTo(
            Map.of("a", Optional.of("true"), "b", Optional.of("false"), "e", Optional.empty()));
  }

  private static Node node(String name, @Nullable String value) {
    var node = new NodeBuilder().withNewMetadata().withName(name).endMetadata();
    return value == null
        ? node.build()
        : node.editMetadata().addToLabels(ReadyLabel.KEY, value).endMetadata().build();
  }
}
