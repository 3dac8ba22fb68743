package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * What the host itself has to be before devices can be passed through. Nothing of it is touched
 * unless it is asked for.
 */
public record HostSpec(
    @Default("AsFound")
        @JsonPropertyDescription(
            "Required sets the IOMMU and the vfio modules up where they are not; AsFound uses what is there.")
        Iommu iommu,
    @Size(max = HostSpec.MAX_ARGUMENTS)
        @ValidationRule(
            value =
                "self.all(a, !a.matches('^(root|rootflags|rootfstype|init|rdinit|initrd|ostree|resume|BOOT_IMAGE)(=|$)'))",
            message =
                "an argument says what is started, not how devices are passed through: root, rootflags, rootfstype,"
                    + " init, rdinit, initrd, ostree, resume and BOOT_IMAGE are the distribution's")
        @JsonPropertyDescription(
            "Further arguments of the kernel, such as iommu=pt. Added token by token, and taken out again when they are not asked for any more.")
        List<@Pattern(HostSpec.ARGUMENT) @Size(min = 1, max = HostSpec.LONGEST_ARGUMENT) String>
            kernelArguments,
    @Default("AsFound")
        @JsonPropertyDescription(
            "Managed has the initramfs give the whole devices that entries ask for to their VFIO driver, by address, before any driver of the host; AsFound leaves it as it is.")
        Initramfs initramfs,
    @Default("Never")
        @JsonPropertyDescription(
            "WhenNeeded lets the node be rebooted, once, for what takes a reboot; Never says that one is needed, and waits.")
        Reboot reboot) {

  /** Bounds what the API server's rules cost. */
  static final int MAX_ARGUMENTS = 64;

  static final int LONGEST_ARGUMENT = 256;

  /**
   * Characters that neither a shell, nor GRUB's script language, nor the kernel's own splitting
   * takes for anything but themselves.
   */
  static final String ARGUMENT = "^[A-Za-z0-9_][A-Za-z0-9_.,:=/@+%~-]*$";

  private static final java.util.regex.Pattern SAFE = java.util.regex.Pattern.compile(ARGUMENT);

  /** Whether the IOMMU is to be set up. */
  public enum Iommu {
    Required,
    AsFound
  }

  /** Whether devices are bound as early as in the initramfs. */
  public enum Initramfs {
    Managed,
    AsFound
  }

  /** Whether the node may be rebooted. */
  public enum Reboot {
    WhenNeeded,
    Never
  }

  public HostSpec {
    iommu = iommu == null ? Iommu.AsFound : iommu;
    kernelArguments = kernelArguments == null ? List.of() : List.copyOf(kernelArguments);
    initramfs = initramfs == null ? Initramfs.AsFound : initramfs;
    reboot = reboot == null ? Reboot.Never : reboot;
  }

  /** One that leaves the initramfs as it is. */
  public HostSpec(Iommu iommu, List<String> kernelArguments, Reboot reboot) {
    this(iommu, kernelArguments, Initramfs.AsFound, reboot);
  }

  /** Asks for nothing. */
  public static HostSpec asFound() {
    return new HostSpec(Iommu.AsFound, List.of(), Reboot.Never);
  }

  /** Whether there is nothing to prepare. */
  public boolean asksForNothing() {
    return iommu == Iommu.AsFound && kernelArguments.isEmpty() && initramfs == Initramfs.AsFound;
  }

  /** The arguments that the API server would not take, for a spec that did not come from it. */
  public List<String> unsafeArguments() {
    return kernelArguments.stream()
        .filter(it -> it.length() > LONGEST_ARGUMENT || !SAFE.matcher(it).matches())
        .toList();
  }
}
