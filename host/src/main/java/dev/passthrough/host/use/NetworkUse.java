package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Follows routes and memberships down to the functions that carry them. */
final class NetworkUse {

  private final Map<String, NetworkInterface> interfaces;
  private final Map<PciAddress, Set<String>> uses = new TreeMap<>();

  private NetworkUse(Map<String, NetworkInterface> interfaces) {
    this.interfaces = interfaces;
  }

  /**
   * Sentences for each function whose interface the host needs.
   *
   * @param apiServer addresses of the API server that this node talks to, where known
   */
  static Map<PciAddress, List<String>> of(
      Map<String, NetworkInterface> interfaces,
      List<Route> routes,
      Collection<InetAddress> apiServer) {
    var network = new NetworkUse(interfaces);
    routes.stream()
        .filter(Route::isDefault)
        .forEach(r -> network.follow(r.device(), "carries the default route"));
    apiServer.forEach(address ->
        Route.to(address, routes)
            .forEach(r ->
                network.follow(
                    r.device(),
                    "carries the route to the API server " + address.getHostAddress())));
    interfaces.values().forEach(network::membership);
    var all = new LinkedHashMap<PciAddress, List<String>>();
    network.uses.forEach((address, sentences) -> all.put(address, List.copyOf(sentences)));
    return all;
  }

  /**
   * Functions that a packet to another machine may leave by: an interface that is merely up has the
   * link-local and multicast routes of IPv6 and no other.
   */
  static Set<PciAddress> routed(Map<String, NetworkInterface> interfaces, List<Route> routes) {
    var network = new NetworkUse(interfaces);
    routes.stream()
        .filter(it -> !it.linkLocal())
        .forEach(it -> network.follow(it.device(), "carries a route"));
    return network.uses.keySet();
  }

  private void membership(NetworkInterface member) {
    member
        .master()
        .ifPresent(master -> {
          var above = interfaces.get(master);
          var kind = above == null ? "interface" : above.kind();
          follow(member.name(), "is part of " + kind + " " + master);
        });
  }

  private void follow(String name, String why) {
    var seen = new LinkedHashSet<String>();
    var rest = new ArrayList<>(List.of(name));
    while (!rest.isEmpty()) {
      var next = rest.removeLast();
      var it = interfaces.get(next);
      if (it == null || !seen.add(next)) {
        continue;
      }
      rest.addAll(it.below());
      // A bridge has its members as lower links on newer kernels only; their own link upward is
      // always there.
      interfaces.values().stream()
          .filter(member -> member.master().filter(next::equals).isPresent())
          .forEach(member -> rest.add(member.name()));
      var sentence = next + (next.equals(name) ? " " : " (below " + name + ") ") + why;
      it.functions()
          .forEach(f -> uses.computeIfAbsent(f, none -> new LinkedHashSet<>()).add(sentence));
    }
  }
}
