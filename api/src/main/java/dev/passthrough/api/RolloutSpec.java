package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How changes that disturb workloads come over the nodes of a policy: some nodes at a time, drained
 * first.
 */
@ValidationRule(
    value =
        "type(self.maxUnavailable) == int ? self.maxUnavailable >= 1 && self.maxUnavailable <= 5000"
            + " : self.maxUnavailable.matches('^([1-9][0-9]?|100)%$')",
    message = "maxUnavailable must be a number from 1 to 5000, or a percentage from 1% to 100%")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutSpec(
    @Default("1")
        @JsonPropertyDescription(
            "How many of the policy's nodes may be unavailable at a time, for whatever reason: a number, or a percentage of its nodes, rounded down, at least 1.")
        IntOrString maxUnavailable,
    @Default("false")
        @JsonPropertyDescription(
            "Nothing new is started on any of the policy's nodes; what has begun is finished.")
        boolean paused,
    @Size(min = 1, max = 317)
        @JsonPropertyDescription(
            "A label whose values divide the nodes into zones, such as topology.kubernetes.io/zone. One zone is changed at a time. Absent: all nodes are one.")
        @Nullable String zoneLabel,
    @JsonPropertyDescription("How nodes are emptied before they are changed.") Drain drain) {

  private static final int PERCENT = 100;

  public RolloutSpec {
    maxUnavailable = maxUnavailable == null ? new IntOrString(1) : maxUnavailable;
    drain = drain == null ? Drain.usual() : drain;
  }

  /** Of so many nodes, how many may be unavailable. */
  public int most(int nodes) {
    @Nullable Integer number = maxUnavailable.getIntVal();
    if (number != null) {
      return number;
    }
    var percent = Integer.parseInt(maxUnavailable.getStrVal().replace("%", ""));
    return Math.max(1, nodes * percent / PERCENT);
  }

  /** How a node is emptied. */
  public record Drain(
      @Default(Drain.USUAL)
          @Pattern("^[1-9][0-9]{0,4}[smh]$")
          @Size(max = 6)
          @JsonPropertyDescription(
              "How long a node may take to be emptied, such as 10m. Then the node is left as it was, and nothing more is started.")
          String timeout) {

    static final String USUAL = "10m";

    public Drain {
      timeout = timeout == null ? USUAL : timeout;
    }

    /** Where nothing is said. */
    public static Drain usual() {
      return new Drain(USUAL);
    }

    /** As a length of time. */
    public Duration limit() {
      var number = Long.parseLong(timeout.substring(0, timeout.length() - 1));
      return switch (timeout.charAt(timeout.length() - 1)) {
        case 's' -> Duration.ofSeconds(number);
        case 'm' -> Duration.ofMinutes(number);
        default -> Duration.ofHours(number);
      };
    }
  }
}
