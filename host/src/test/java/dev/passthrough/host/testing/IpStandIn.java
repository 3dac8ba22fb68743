package dev.passthrough.host.testing;

import dev.passthrough.host.apply.HostPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plays ip(8) and a network driver: holds virtual functions of interfaces to what {@code ip link
 * set … vf} says, and tells of them as iproute2 6 does.
 */
public final class IpStandIn implements HostPrograms {

  private static final int FUNCTIONS = 8;

  private final Map<String, Map<String, String>> held = new TreeMap<>();
  private final List<List<String>> commands = new ArrayList<>();
  private String refused = "";

  /** What was asked for so far, but for questions. */
  public List<String> commands() {
    return commands.stream().map(it -> String.join(" ", it)).toList();
  }

  /** The driver does not do what {@code word} asks for. */
  public IpStandIn refuse(String word) {
    refused = word;
    return this;
  }

  /** The driver was loaded anew: it holds no function to anything any more. */
  public void reload() {
    held.clear();
  }

  @Override
  public void run(List<String> command) throws IOException {
    commands.add(command);
    if (command.size() < 9 || !command.subList(0, 4).equals(List.of("ip", "link", "set", "dev"))) {
      throw new IOException("unknown command " + command);
    }
    if (command.contains(refused)) {
      throw new IOException("'ip' ended with 2; it printed: RTNETLINK answers: Not supported");
    }
    var function =
        held.computeIfAbsent(command.get(4) + " " + command.get(6), none -> new TreeMap<>());
    function.put(command.get(7), String.join(" ", command.subList(8, command.size())));
  }

  @Override
  public String output(List<String> command) throws IOException {
    if (!command.subList(0, 6).equals(List.of("ip", "-json", "-details", "link", "show", "dev"))) {
      throw new IOException("unknown question " + command);
    }
    var functions = new ArrayList<String>();
    for (int index = 0; index < FUNCTIONS; index++) {
      functions.add(text(index, held.getOrDefault(command.getLast() + " " + index, Map.of())));
    }
    return "[{\"ifname\":\"%s\",\"vfinfo_list\":[%s]}]"
        .formatted(command.getLast(), String.join(",", functions));
  }

  private static String text(int index, Map<String, String> it) {
    var vlan =
        ("\"vlan\":" + it.getOrDefault("vlan", "0"))
            .replace(" qos ", ",\"qos\":")
            .replaceFirst(" proto (.*)", ",\"protocol\":\"$1\"");
    return """
    {"vf":%d,"link_type":"ether","address":"%s","vlan_list":[{%s}],
     "rate":{"max_tx":%s,"min_tx":0},"spoofchk":%s,"link_state":"%s","trust":%s}\
    """
        .formatted(
            index,
            it.getOrDefault("mac", "00:00:00:00:00:00"),
            vlan,
            it.getOrDefault("max_tx_rate", "0"),
            it.getOrDefault("spoofchk", "on").equals("on"),
            it.getOrDefault("state", "auto"),
            it.getOrDefault("trust", "off").equals("on"));
  }
}
