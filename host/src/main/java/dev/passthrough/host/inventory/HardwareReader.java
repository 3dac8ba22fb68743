package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.Acs;
import dev.passthrough.host.pci.ConfigSpace;
import dev.passthrough.host.pci.PcieCapability;
import dev.passthrough.host.pci.ResetCapability;
import dev.passthrough.host.pci.SriovCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads what a function is made of: link, regions, counters, configuration space. A virtual
 * function's link, power and errors are its physical function's (PCI Express Base 9.3.5 and 9.4.2:
 * its own registers are reserved but for a few errors), so they are not asked for.
 */
final class HardwareReader {

  /** include/linux/ioport.h */
  private static final long PORTS = 0x100;

  private static final long MEMORY = 0x200;
  private static final long PREFETCHABLE = 0x2000;

  /** The flags of a region that is not there. */
  private static final String NOTHING = " 0x0000000000000000";

  /**
   * Six regions and the option ROM; what follows belongs to virtual functions and bridge windows.
   */
  private static final int REGIONS = 7;

  private final Attributes device;
  private final boolean virtualFunction;
  private final Optional<String> powerState;
  private final Optional<ConfigSpace> config;
  private final boolean silent;

  HardwareReader(Attributes device, boolean virtualFunction, ConfigFile file) {
    this.device = device;
    this.virtualFunction = virtualFunction;
    this.powerState =
        virtualFunction
            ? Optional.empty()
            : device.text("power_state").filter(it -> !it.equals("unknown"));
    // Asking would wake a sleeping device, and a virtual function's ids read as ones.
    boolean asleep = powerState.equals(Optional.of("D3cold"));
    var space =
        virtualFunction || asleep || !device.has("config")
            ? Optional.<ConfigSpace>empty()
            : Optional.of(file.space());
    this.config = space.filter(ConfigSpace::answers);
    this.silent = space.isPresent() && config.isEmpty();
  }

  Hardware read() {
    return new Hardware(
        link(),
        bars(),
        errors(),
        configFacts(),
        device.text("reset_method").map(HardwareReader::words),
        device.text("boot_vga").equals(Optional.of("1")),
        powerState,
        silent);
  }

  /** Some of the files only. */
  VitalSigns vitalSigns() {
    return VitalSigns.of(silent, errors(), link());
  }

  /** The configuration space, if it may be asked. */
  Optional<ConfigSpace> config() {
    return config;
  }

  private Optional<ConfigFacts> configFacts() {
    return config.map(it -> {
      var pcie = PcieCapability.of(it);
      boolean complete = it.has(64, 4) && (pcie.isEmpty() || it.extendedReadable());
      return new ConfigFacts(
          it.multifunction(),
          pcie,
          Acs.of(it),
          ResetCapability.of(it),
          SriovCapability.of(it).stream().mapToInt(SriovCapability::totalVfs).findFirst(),
          complete);
    });
  }

  private Optional<Link> link() {
    if (virtualFunction) {
      return Optional.empty();
    }
    var link =
        new Link(
            speed("current_link_speed"),
            width("current_link_width"),
            speed("max_link_speed"),
            width("max_link_width"));
    return Optional.of(link).filter(it -> it.speed().isPresent() || it.maxSpeed().isPresent());
  }

  private Optional<String> speed(String name) {
    return device
        .text(name)
        .filter(it -> it.contains("GT/s"))
        .map(it -> it.substring(0, it.indexOf("GT/s") + 4));
  }

  /** The kernel writes 0 or 255 for a link that is down. */
  private OptionalInt width(String name) {
    var width = device.number(name);
    return width.isPresent() && width.getAsInt() > 0 && width.getAsInt() <= 32
        ? width
        : OptionalInt.empty();
  }

  private List<Bar> bars() {
    var bars = new ArrayList<Bar>();
    var text = device.text("resource").orElse("");
    int start = 0;
    for (int i = 0; i < REGIONS && start < text.length(); i++) {
      int end = text.indexOf('\n', start);
      var line = end < 0 ? text.substring(start) : text.substring(start, end);
      bar(i, line).ifPresent(bars::add);
      start += line.length() + 1;
    }
    return bars;
  }

  /** From {@code 0x00000000f0000000 0x00000000f0ffffff 0x0000000000040200}. */
  private static Optional<Bar> bar(int index, String line) {
    int second = line.indexOf(' ') + 1;
    int third = line.indexOf(' ', second) + 1;
    if (line.endsWith(NOTHING) || second == 0 || third == 0) {
      return Optional.empty();
    }
    var start = Numbers.hexadecimal(line.substring(0, second - 1));
    var end = Numbers.hexadecimal(line.substring(second, third - 1));
    var flags = Numbers.hexadecimal(line.substring(third));
    if (start.isEmpty() || end.isEmpty() || flags.isEmpty()) {
      return Optional.empty();
    }
    long kind = flags.getAsLong() & (PORTS | MEMORY);
    long size = end.getAsLong() - start.getAsLong() + 1;
    if (kind == 0 || size <= 0 || end.getAsLong() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Bar(
            index,
            start.getAsLong(),
            size,
            kind == PORTS ? Bar.Kind.PORTS : Bar.Kind.MEMORY,
            (flags.getAsLong() & PREFETCHABLE) != 0));
  }

  private Optional<ErrorCounters> errors() {
    if (virtualFunction || !device.has("aer_dev_fatal")) {
      return Optional.empty();
    }
    return Optional.of(
        new ErrorCounters(
            total("aer_dev_correctable", "TOTAL_ERR_COR"),
            total("aer_dev_nonfatal", "TOTAL_ERR_NONFATAL"),
            total("aer_dev_fatal", "TOTAL_ERR_FATAL")));
  }

  /** The number in the line {@code TOTAL_ERR_FATAL 0}, the last of many. */
  private long total(String name, String key) {
    var text = device.text(name).orElse("");
    int line = text.lastIndexOf(key + " ");
    if (line < 0 || (line > 0 && text.charAt(line - 1) != '\n')) {
      return 0;
    }
    int end = text.indexOf('\n', line);
    return Numbers.decimal(text.substring(line + key.length() + 1, end < 0 ? text.length() : end))
        .orElse(0);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
