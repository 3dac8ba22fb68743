package dev.passthrough.host.bootconfig;

import com.fasterxml.jackson.annotation.JsonValue;

/** How this machine's boot loader gets the kernel's arguments. */
public enum BootLoader {
  /** GRUB with {@code /etc/default/grub} and a generated grub.cfg. */
  GRUB("grub"),
  /** GRUB where {@code /etc/default/grub} feeds new Boot Loader Specification entries only. */
  GRUB_WITH_BLS("grub+bls"),
  /** GRUB reading Boot Loader Specification entries, which hold the arguments. */
  BLS("bls"),
  /** The same, the entries naming {@code $kernelopts} of the GRUB environment block. */
  BLS_WITH_GRUBENV("bls+grubenv"),
  /** A generated grub.cfg without the file it came from. */
  GENERATED_GRUB("grub2 generated config"),
  SYSTEMD_BOOT("systemd-boot"),
  /** Proxmox VE's copies of kernels to the EFI partitions, started by systemd-boot. */
  PROXMOX_BOOT_TOOL("proxmox-boot-tool (systemd-boot)"),
  RPM_OSTREE("rpm-ostree"),
  /** A kernel, its initramfs and its arguments in one signed EFI program. */
  UNIFIED_KERNEL_IMAGE("unified kernel image"),
  UNKNOWN("unknown");

  private final String label;

  BootLoader(String label) {
    this.label = label;
  }

  @JsonValue
  public String label() {
    return label;
  }
}
