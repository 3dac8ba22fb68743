package dev.passthrough.host.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.passthrough.host.inventory.Setting;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Reads what {@code nvme list-secondary -o json} says (nvme-cli, nvme-list-secondary(1)). */
final class SecondaryText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Bit 0 of the state; the others are reserved (NVM Express Base 2.0, figure 283). */
  private static final int ONLINE = 1;

  /**
   * The secondary controller of a function.
   *
   * @param id its controller identifier
   */
  record Secondary(int id, Map<Setting, String> settings) {}

  private SecondaryText() {}

  /**
   * The secondary controllers by the index of their function, which the drive counts from 1 on.
   *
   * @throws IOException if it is not what nvme prints
   */
  static Map<Integer, Secondary> parse(String text) throws IOException {
    var all = new TreeMap<Integer, Secondary>();
    for (var it : tree(text).path("secondary-controllers")) {
      int index = it.path("virtual-function-number").asInt(0) - 1;
      int id = it.path("secondary-controller-identifier").asInt(-1);
      if (index >= 0 && index <= 0xffff && id >= 0) {
        all.put(index, new Secondary(id, settings(it)));
      }
    }
    return all;
  }

  private static JsonNode tree(String text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new IOException("nvme does not answer in JSON; see what it prints", notJson);
    }
  }

  private static Map<Setting, String> settings(JsonNode it) {
    boolean online = (it.path("secondary-controller-state").asInt(0) & ONLINE) != 0;
    return Map.of(
        Setting.QUEUES, "" + it.path("num-virtual-queues").asInt(0),
        Setting.INTERRUPTS, "" + it.path("num-virtual-interrupts").asInt(0),
        Setting.CONTROLLER, online ? "online" : "offline");
  }
}
