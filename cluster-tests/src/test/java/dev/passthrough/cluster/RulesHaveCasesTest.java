package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By their words: a case says, in a literal, a part of the message of the rule that it breaks. */
@DisplayName("Each rule that the definitions hold in CEL")
class RulesHaveCasesTest {

  private static final Pattern WORDS = Pattern.compile("[\"|\\s]*([^\"|]{12,})[\"|]");

  @ParameterizedTest
  @CsvSource({"passthroughnodes,CrdRulesIT", "passthroughpolicies,PolicyRulesIT"})
  @DisplayName("is broken by a case of its own on the real API server")
  void cases(String plural, String test) throws IOException {
    var source = Files.readString(Path.of("src/test/java/dev/passthrough/cluster", test + ".java"));
    var words = WORDS.matcher(source).results().map(it -> it.group(1).strip()).toList();
    var definition = Files.readString(Path.of("..", "crds", "passthrough.dev_" + plural + ".yaml"));
    var rules = new TreeSet<String>();
    collect(Serialization.unmarshal(definition, JsonNode.class), rules);
    assertThat(rules)
        .hasSizeGreaterThan(5)
        .allSatisfy(rule -> assertThat(words).as("cases of: %s", rule).anyMatch(rule::contains));
  }

  private static void collect(JsonNode node, Set<String> rules) {
    Stream.of(node.path("x-kubernetes-validations"))
        .flatMap(JsonNode::valueStream)
        .map(it -> it.path("message").asText())
        .forEach(rules::add);
    node.forEach(it -> collect(it, rules));
  }
}
