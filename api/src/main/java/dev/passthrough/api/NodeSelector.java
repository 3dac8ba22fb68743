package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * Chooses nodes by their labels; all that is given must hold, and an empty one chooses every node.
 * The form and meaning of Kubernetes' {@code metav1.LabelSelector}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeSelector(
    @JsonPropertyDescription("Labels that a node has, with these values.")
        Map<String, String> matchLabels,
    @Size(max = 16) @JsonPropertyDescription("What else must hold of a node's labels.")
        List<Expression> matchExpressions) {

  public NodeSelector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
  }

  /** What is asked of one label. */
  @ValidationRule(
      value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
      message = "In and NotIn need values, Exists and DoesNotExist have none")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Expression(
      @Required @Size(min = 1, max = 317) @JsonPropertyDescription("The label's key.") String key,
      @Required
          @JsonPropertyDescription(
              "In: the value is one of values. NotIn: it is none of them, or the label is absent. Exists, DoesNotExist: whether the label is there.")
          Operator operator,
      @Size(max = 64) @JsonPropertyDescription("For In and NotIn.")
          List<@Size(max = 63) String> values) {

    public Expression {
      values = values == null ? List.of() : List.copyOf(values);
    }

    boolean holds(Map<String, String> labels) {
      return switch (operator) {
        case In -> labels.containsKey(key) && values.contains(labels.get(key));
        case NotIn -> !labels.containsKey(key) || !values.contains(labels.get(key));
        case Exists -> labels.containsKey(key);
        case DoesNotExist -> !labels.containsKey(key);
      };
    }
  }

  /** What an expression asks. */
  public enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist
  }

  /** Whether a node with {@code labels} is chosen. */
  public boolean matches(Map<String, String> labels) {
    return matchLabels.entrySet().stream()
            .allMatch(it -> it.getValue().equals(labels.get(it.getKey())))
        && matchExpressions.stream().allMatch(it -> it.holds(labels));
  }
}
