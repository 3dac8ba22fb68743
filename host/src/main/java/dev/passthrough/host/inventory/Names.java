package dev.passthrough.host.inventory;

import java.util.Optional;

/** What people call it ({@code pci.ids}); empty where that file is absent or does not know it. */
public record Names(Optional<String> vendor, Optional<String> device, Optional<String> pciClass) {

  static final Names UNKNOWN = new Names(Optional.empty(), Optional.empty(), Optional.empty());
}
