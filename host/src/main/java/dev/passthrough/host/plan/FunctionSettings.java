package dev.passthrough.host.plan;

import dev.passthrough.api.NetworkSettings;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.Setting;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an entry wants the card's driver to hold its functions to, function by function. */
record FunctionSettings(VirtualFunctions wanted) {

  /** As many addresses as one maker's number has: the last three bytes. */
  private static final long MACS = 1L << 24;

  /** What the function at {@code index} of its card is to have; nothing for that of others. */
  Map<Setting, String> at(int index) {
    var settings = new EnumMap<Setting, String>(Setting.class);
    var network = wanted.network();
    var nvme = wanted.nvme();
    if (nvme != null && wanted.has(index)) {
      settings.put(Setting.INTERRUPTS, "" + nvme.interrupts());
      settings.put(Setting.QUEUES, "" + nvme.queues());
      settings.put(Setting.CONTROLLER, "online");
    }
    if (network == null || !wanted.has(index)) {
      return settings;
    }
    if (network.macAddress() != null) {
      settings.put(Setting.MAC, mac(network.macAddress(), index - wanted.first()));
    }
    if (network.vlan() != null) {
      settings.put(Setting.VLAN, vlan(network.vlan()));
    }
    if (network.trust() != null) {
      settings.put(Setting.TRUST, onOff(network.trust()));
    }
    if (network.spoofCheck() != null) {
      settings.put(Setting.SPOOF_CHECK, onOff(network.spoofCheck()));
    }
    if (network.linkState() != null) {
      settings.put(Setting.LINK_STATE, network.linkState().name().toLowerCase(Locale.ROOT));
    }
    if (network.maxTxRate() != null) {
      settings.put(Setting.MAX_TX_RATE, "" + network.maxTxRate());
    }
    return settings;
  }

  /** What cannot be on any card: field and sentence; empty if all can. */
  Optional<String> flaw() {
    var network = wanted.network();
    var nvme = wanted.nvme();
    if (nvme != null && !nvme.possible()) {
      return Optional.of(
          "nvme: %d queues and %d interrupts are not possible; a controller needs 2 queues and 1 interrupt at least"
              .formatted(nvme.queues(), nvme.interrupts()));
    }
    if (network == null) {
      return Optional.empty();
    }
    if (!network.possibleMac()) {
      return Optional.of(
          "network.macAddress: %s is no address of one function; write six bytes in lower-case hex, the first one even, such as 02:00:00:00:10:00"
              .formatted(network.macAddress()));
    }
    if (network.macAddress() != null
        && (number(network.macAddress()) & (MACS - 1)) + wanted.count() > MACS) {
      return Optional.of(
          "network.macAddress: counting up from %s, %d functions run out of the last three bytes; begin lower"
              .formatted(network.macAddress(), wanted.count()));
    }
    return network.vlan() != null && !network.vlan().possible()
        ? Optional.of(
            "network.vlan: an id is 0 to 4094, a priority 0 to 7, a protocol 802.1Q or 802.1ad; %s is not"
                .formatted(vlan(network.vlan())))
        : Optional.empty();
  }

  /** Whether an address of one is an address of the other. */
  boolean sharesMac(FunctionSettings other) {
    var own = wanted.network();
    var others = other.wanted.network();
    if (own == null || others == null || own.macAddress() == null || others.macAddress() == null) {
      return false;
    }
    long first = number(own.macAddress());
    long second = number(others.macAddress());
    return first < second + other.wanted.count() && second < first + wanted.count();
  }

  /** Whether the function at {@code index} has not all that it is to have. */
  boolean lacks(int index, Map<Setting, String> now) {
    return !now.entrySet().containsAll(at(index).entrySet());
  }

  private static String onOff(NetworkSettings.Switch wanted) {
    return switch (wanted) {
      case Enabled -> "on";
      case Disabled -> "off";
    };
  }

  private static String vlan(NetworkSettings.Vlan vlan) {
    if (vlan.id() == 0) {
      return "0";
    }
    var text = new StringBuilder().append(vlan.id());
    if (vlan.priority() != null && vlan.priority() > 0) {
      text.append(" qos ").append(vlan.priority());
    }
    if ("802.1ad".equals(vlan.protocol())) {
      text.append(" proto 802.1ad");
    }
    return text.toString();
  }

  private static String mac(String first, int further) {
    var hex = HexFormat.of().toHexDigits(number(first) + further, 12);
    return String.join(":", hex.split("(?<=\\G..)", -1)).replaceAll(":$", "");
  }

  private static long number(String mac) {
    return HexFormat.fromHexDigitsToLong(mac.replace(":", ""));
  }
}
