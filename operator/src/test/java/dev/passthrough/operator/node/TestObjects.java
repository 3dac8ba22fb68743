package dev.passthrough.operator.node;

import dev.passthrough.api.Condition;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TestObjects as the API server has them. */
final class TestObjects {

  private TestObjects() {}

  static PassthroughNode object(
      long generation, @Nullable Long reportedGeneration, Condition... conditions) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName("worker-1")
            .withGeneration(generation)
            .withFinalizers(PassthroughNode.FINALIZER)
            .build());
    if (reportedGeneration != null || conditions.length > 0) {
      object.setStatus(
          new PassthroughNodeStatus(reportedGeneration, null, List.of(), List.of(conditions)));
    }
    return object;
  }

  static Condition condition(String type, String status, String reason, long generation) {
    return new Condition(type, status, generation, "2026-01-01T00:00:00Z", reason, "");
  }
}
