package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of a node and its object is a rollout's own. */
public final class RolloutFields {

  /** Owns {@code spec.grant} and {@code status.maintenance} under server-side apply. */
  public static final String MANAGER = "passthrough-operator-rollout";

  /**
   * On a node whose cordon is a rollout's. It comes and goes in one request with the cordon, and
   * where somebody else took the cordon off it is taken off too, so that another's cordon is never
   * taken for one.
   */
  public static final String CORDON = "passthrough.dev/cordoned-by-rollout";

  private static final int DIGITS = 16;

  private RolloutFields() {}

  public static boolean isCordoned(Node node) {
    return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  public static boolean cordonIsOurs(Node node) {
    return isCordoned(node) && isMarked(node);
  }

  /** Whether a rollout has cordoned it, and somebody else may have taken that off. */
  static boolean isMarked(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.<String, String>of())
        .containsKey(CORDON);
  }

  public static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }

  /** The work on a node that is noted in its object. */
  static Optional<MaintenanceStatus> record(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return Optional.ofNullable(status == null ? null : status.maintenance());
  }

  static boolean grantIsOurs(PassthroughNode object) {
    return object.getSpec().grant() != null
        && object.getMetadata().getManagedFields().stream()
            .anyMatch(
                it -> it.getManager().equals(MANAGER) && !"status".equals(it.getSubresource()));
  }

  /** What the object asks of its node, the grant aside, as a hash. */
  static String asked(PassthroughNode object) {
    var spec = object.getSpec();
    var text =
        Serialization.asJson(
            new PassthroughNodeSpec(spec.mode(), spec.host(), spec.resources(), spec.overrides()));
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
