package dev.passthrough.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes that a selector chooses pass through. Cluster-scoped; rendered into the {@link
 * PassthroughNode} of each of them.
 */
@Group(PassthroughNode.GROUP)
@Version(PassthroughNode.VERSION)
@Kind("PassthroughPolicy")
@Singular("passthroughpolicy")
@Plural("passthroughpolicies")
@ShortNames("ptp")
@AdditionalPrinterColumn(
    name = "Priority",
    jsonPath = ".spec.priority",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Nodes",
    jsonPath = ".status.matched",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "OK",
    jsonPath = ".status.ready",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Waiting",
    jsonPath = ".status.waiting",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Failed",
    jsonPath = ".status.failed",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Rollout",
    jsonPath = ".status.conditions[?(@.type==\"RolledOut\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public final class PassthroughPolicy
    extends CustomResource<PassthroughPolicySpec, PassthroughPolicyStatus> {

  /** Keeps a deleted policy until nothing of it is left in any node's object. */
  public static final String FINALIZER = "passthrough.dev/policy";

  /** Followed by a policy's name: the field manager as which it owns what it says in an object. */
  public static final String FIELD_MANAGER = "passthrough-policy/";

  /** The longest name: it is part of the name under which the policy owns fields. */
  static final int LONGEST_NAME = 63;

  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable PassthroughPolicySpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable PassthroughPolicyStatus initStatus() {
    return null;
  }
}
