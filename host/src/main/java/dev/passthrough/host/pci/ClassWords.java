package dev.passthrough.host.pci;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What a class is called where {@code pci.ids} is absent: the words of the PCI Code and ID
 * Assignment Specification, shortened.
 */
public final class ClassWords {

  private static final Map<String, String> BY_SUBCLASS =
      Map.ofEntries(
          entry("0101", "IDE controller"),
          entry("0104", "RAID controller"),
          entry("0106", "SATA controller"),
          entry("0107", "SAS controller"),
          entry("0108", "NVMe controller"),
          entry("0200", "Ethernet controller"),
          entry("0207", "InfiniBand controller"),
          entry("0280", "Network controller"),
          entry("0300", "VGA controller"),
          entry("0302", "3D controller"),
          entry("0380", "Display controller"),
          entry("0403", "Audio device"),
          entry("0600", "Host bridge"),
          entry("0601", "ISA bridge"),
          entry("0604", "PCI bridge"),
          entry("0780", "Communication controller"),
          entry("0806", "IOMMU"),
          entry("0c03", "USB controller"),
          entry("0c05", "SMBus"),
          entry("1180", "Signal processing controller"),
          entry("1200", "Processing accelerator"));

  private static final Map<Integer, String> BY_BASE =
      Map.ofEntries(
          entry(0x01, "Storage controller"),
          entry(0x02, "Network controller"),
          entry(0x03, "Display controller"),
          entry(0x04, "Multimedia device"),
          entry(0x05, "Memory controller"),
          entry(0x06, "Bridge"),
          entry(0x07, "Communication controller"),
          entry(0x08, "System peripheral"),
          entry(0x09, "Input device"),
          entry(0x0b, "Processor"),
          entry(0x0c, "Serial bus controller"),
          entry(0x0d, "Wireless controller"),
          entry(0x10, "Encryption controller"),
          entry(0x11, "Signal processing controller"),
          entry(0x12, "Processing accelerator"),
          entry(0x13, "Instrumentation"));

  private ClassWords() {}

  public static String of(PciClass pciClass) {
    return BY_SUBCLASS.getOrDefault(
        pciClass.shortForm(), BY_BASE.getOrDefault(pciClass.base(), "Device"));
  }
}
