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
 * What one node passes through to virtual machines. Cluster-scoped; its name is the node's name.
 */
@Group(PassthroughNode.GROUP)
@Version(PassthroughNode.VERSION)
@Kind("PassthroughNode")
@Singular("passthroughnode")
@Plural("passthroughnodes")
@ShortNames("ptn")
@AdditionalPrinterColumn(
    name = "Mode",
    jsonPath = ".spec.mode",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Allocatable",
    jsonPath = ".status.allocatable",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "KubeVirt",
    jsonPath = ".status.conditions[?(@.type==\"Permitted\")].reason",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public final class PassthroughNode
    extends CustomResource<PassthroughNodeSpec, PassthroughNodeStatus> {

  public static final String GROUP = "passthrough.dev";
  public static final String VERSION = "v1alpha1";

  /** Keeps a deleted object until its host is as it was found; set and removed by the operator. */
  public static final String FINALIZER = "passthrough.dev/restore";

  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable PassthroughNodeSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable PassthroughNodeStatus initStatus() {
    return null;
  }
}
