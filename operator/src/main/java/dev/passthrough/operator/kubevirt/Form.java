package dev.passthrough.operator.kubevirt;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;

/**
 * A custom resource that holds the list of permitted host devices, and where in it. Where there is
 * a HyperConverged, its operator puts its own list over KubeVirt's, so that is where to write.
 *
 * <p>KubeVirt: {@code staging/src/kubevirt.io/api/core/v1/types.go}, whose lists are atomic.
 * HyperConverged: {@code api/v1beta1} and {@code api/v1/hyperconverged_types.go}, whose lists are
 * maps by selector: it takes one entry for each.
 */
enum Form {
  HYPERCONVERGED("hco.kubevirt.io", "v1beta1", "HyperConverged", "hyperconvergeds", "spec"),
  HYPERCONVERGED_V1(
      "hco.kubevirt.io", "v1", "HyperConverged", "hyperconvergeds", "spec.virtualization"),
  KUBEVIRT("kubevirt.io", "v1", "KubeVirt", "kubevirts", "spec.configuration");

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;
  private final String base;

  Form(String group, String version, String kind, String plural, String base) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
    this.base = base;
  }

  String group() {
    return group;
  }

  String version() {
    return version;
  }

  String kind() {
    return kind;
  }

  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /** Whether it takes only one entry for each selector. */
  boolean keyed() {
    return this != KUBEVIRT;
  }

  /** Where the lists are. */
  List<String> permitted() {
    return below("permittedHostDevices");
  }

  /** The configuration of KubeVirt's own mediated devices. */
  List<String> mediation() {
    return below("mediatedDevicesConfiguration");
  }

  static String list(Permit.Kind kind) {
    return switch (kind) {
      case PCI -> "pciHostDevices";
      case MEDIATED -> "mediatedDevices";
    };
  }

  /** The field of an entry that says which devices it is about. */
  String selector(Permit.Kind kind) {
    return switch (kind) {
      case PCI -> keyed() ? "pciDeviceSelector" : "pciVendorSelector";
      case MEDIATED -> "mdevNameSelector";
    };
  }

  private List<String> below(String name) {
    return List.of((base + "." + name).split("\\.", -1));
  }
}
