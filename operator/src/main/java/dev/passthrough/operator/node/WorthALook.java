package dev.passthrough.operator.node;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.privileged.PrivilegedWork;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets through the changes of an object that mean work for the operator: of its spec, its deletion
 * (both are a new generation), its finalizers, and the agent's word that the host is restored, that
 * its rights do not suffice, or that the last pod lets go of devices that root waits for. What else
 * agents write into thousands of statuses passes by.
 */
public final class WorthALook implements OnUpdateFilter<PassthroughNode> {

  @Override
  public boolean accept(PassthroughNode now, PassthroughNode before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(now.getFinalizers(), before.getFinalizers())
        || Conditions.holds(now, ConditionType.Restored)
            != Conditions.holds(before, ConditionType.Restored)
        || !need(now).equals(need(before))
        || (PrivilegedWork.isFreed(now) && !PrivilegedWork.isFreed(before));
  }

  private static Optional<Condition> need(PassthroughNode object) {
    return Stream.of(ConditionType.AgentSuffices, ConditionType.Restored)
        .flatMap(it -> Conditions.find(Conditions.current(object), it).stream())
        .filter(it -> it.status().equals("False"))
        .findFirst();
  }
}
