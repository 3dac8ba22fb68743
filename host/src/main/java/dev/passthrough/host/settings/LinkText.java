package dev.passthrough.host.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.passthrough.host.inventory.Setting;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what {@code ip -json -details link show} says of virtual functions ({@code vfinfo_list};
 * iproute2, ip/ipaddress.c, print_vfinfo). A driver that does not know a setting leaves it out.
 */
final class LinkText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LinkText() {}

  /**
   * The settings of each function, by index.
   *
   * @throws IOException if it is not what ip prints
   */
  static Map<Integer, Map<Setting, String>> parse(String text) throws IOException {
    var all = new TreeMap<Integer, Map<Setting, String>>();
    for (var function : tree(text).path(0).path("vfinfo_list")) {
      if (function.path("vf").canConvertToInt()) {
        all.put(function.path("vf").intValue(), settings(function));
      }
    }
    return all;
  }

  private static JsonNode tree(String text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new IOException(
          "ip does not answer in JSON; iproute2 4.16 or later is needed", notJson);
    }
  }

  private static Map<Setting, String> settings(JsonNode function) {
    var settings = new EnumMap<Setting, String>(Setting.class);
    var mac = function.path(function.has("address") ? "address" : "mac");
    if (mac.isTextual()) {
      settings.put(Setting.MAC, mac.textValue().toLowerCase(Locale.ROOT));
    }
    settings.put(
        Setting.VLAN,
        vlan(function.has("vlan_list") ? function.path("vlan_list").path(0) : function));
    onOff(function.path("trust"), Setting.TRUST, settings);
    onOff(function.path("spoofchk"), Setting.SPOOF_CHECK, settings);
    if (function.path("link_state").isTextual()) {
      settings.put(Setting.LINK_STATE, function.path("link_state").textValue());
    }
    var rate = function.path("rate").path("max_tx");
    settings.put(
        Setting.MAX_TX_RATE, "" + (rate.isNumber() ? rate : function.path("tx_rate")).asInt(0));
    return settings;
  }

  private static String vlan(JsonNode it) {
    var id = it.path("vlan").asInt(0);
    if (id == 0) {
      return "0";
    }
    var qos = it.path("qos").asInt(0);
    var protocol = it.path("protocol").asText("").toLowerCase(Locale.ROOT);
    return id
        + (qos == 0 ? "" : " qos " + qos)
        + (protocol.equals("802.1ad") ? " proto 802.1ad" : "");
  }

  private static void onOff(JsonNode it, Setting setting, Map<Setting, String> settings) {
    if (it.isBoolean()) {
      settings.put(setting, it.booleanValue() ? "on" : "off");
    } else if (it.isTextual()) {
      settings.put(setting, it.textValue());
    }
  }
}
