package dev.passthrough.kubelet;

import dev.passthrough.api.ResourceNames;
import java.util.regex.Pattern;

/**
 * What the addresses of a resource are, and the variable under which KubeVirt's launcher looks for
 * them (KubeVirt {@code api/core/v1/types.go}: PCIResourcePrefix, MDevResourcePrefix).
 */
public enum AddressKind {
  /** PCI functions, {@code 0000:65:00.0}. */
  PCI("PCI_RESOURCE", "[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]"),
  /** Mediated devices, by UUID. */
  MDEV("MDEV_PCI_RESOURCE", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final String prefix;
  private final Pattern form;

  AddressKind(String prefix, String form) {
    this.prefix = prefix;
    this.form = Pattern.compile(form);
  }

  /** The variable for the resource {@code name}. */
  String variable(String name) {
    return prefix + "_" + ResourceNames.variable(name);
  }

  /**
   * Whether {@code address} is spelled as the kernel spells one; only then may it become part of a
   * path.
   */
  boolean spells(String address) {
    return form.matcher(address).matches();
  }
}
