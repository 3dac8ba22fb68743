package dev.passthrough.host.plan;

import dev.passthrough.api.DeviceSelector;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.pci.PciClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which functions a selector means. What a function loses with the host's driver counts as it was
 * found, so that a device that was taken stays selected.
 */
record Selection(DeviceSelector select, Ledger ledger) {

  /** Whether all that is given matches. Bridges never do; virtual functions only by address. */
  boolean matches(PciFunction it) {
    boolean byAddress = select.address() != null;
    return !it.isBridge()
        && (byAddress || !it.isVirtualFunction())
        && asked(select.address(), it.address().toString())
        && asked(select.vendor(), it.ids().vendor())
        && asked(select.device(), it.ids().device())
        && asked(select.slot(), it.identity().slot())
        && asked(select.driver(), driver(it))
        && inClass(it)
        && (select.serial() == null || serials(it).contains(select.serial()));
  }

  /** What is not spelled as it would have to be; empty if all of it is. */
  Optional<String> flaw() {
    if (given().isEmpty()) {
      return Optional.of(
          "names nothing; give an address, ids, a class, a slot, a serial or a driver");
    }
    var address = select.address();
    if (address != null && PciAddress.parse(address).isEmpty()) {
      return Optional.of(
          "has the address %s, which is none; write it as lspci -D prints it, such as 0000:01:00.0"
              .formatted(address));
    }
    for (var id : new @Nullable String[] {select.vendor(), select.device()}) {
      if (id != null && !id.matches("[0-9a-fA-F]{4}")) {
        return Optional.of("has the id %s; an id has four hex digits, such as 10de".formatted(id));
      }
    }
    var code = select.pciClass();
    return code == null || code.matches("([0-9a-fA-F]{2}){1,3}")
        ? Optional.empty()
        : Optional.of(
            "has the class %s; a class has two, four or six hex digits, such as 0302"
                .formatted(code));
  }

  /** As it is written, for a person: {@code vendor 10de, device 1eb8}. */
  String text() {
    return given().entrySet().stream()
        .map(it -> it.getKey() + " " + it.getValue())
        .collect(Collectors.joining(", "));
  }

  private Map<String, String> given() {
    var given = new LinkedHashMap<String, String>();
    put(given, "address", select.address());
    put(given, "vendor", select.vendor());
    put(given, "device", select.device());
    put(given, "serial", select.serial());
    put(given, "slot", select.slot());
    put(given, "class", select.pciClass());
    put(given, "driver", select.driver());
    return given;
  }

  private static void put(Map<String, String> given, String name, @Nullable String value) {
    if (value != null) {
      given.put(name, value);
    }
  }

  private boolean inClass(PciFunction it) {
    var code = select.pciClass();
    return code == null
        || it.ids()
            .pciClass()
            .map(PciClass::toString)
            .filter(has -> has.startsWith(code.toLowerCase(Locale.ROOT)))
            .isPresent();
  }

  private Optional<String> driver(PciFunction it) {
    return ledger.found(it.address(), Attribute.DRIVER).or(it::driver);
  }

  private List<String> serials(PciFunction it) {
    var now = it.identity().serials().all();
    return ledger
        .found(it.address(), Attribute.SERIAL)
        .map(found -> found.lines().toList())
        .orElse(now);
  }

  private static boolean asked(@Nullable String wanted, Optional<String> has) {
    return wanted == null || has.filter(wanted::equalsIgnoreCase).isPresent();
  }

  private static boolean asked(@Nullable String wanted, String has) {
    return asked(wanted, Optional.of(has));
  }
}
