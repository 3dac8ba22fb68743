package dev.passthrough.host.use;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A route that is up.
 *
 * @param network the destination's bytes, 4 or 16
 * @param prefix how many bits of it count
 * @param device the interface it leaves by
 */
record Route(List<Byte> network, int prefix, long metric, String device) {

  private static final int UP = 0x1;
  private static final int REJECT = 0x200;

  /** Within {@code fe80::/10} or {@code ff00::/8} (RFC 4291). */
  boolean linkLocal() {
    int first = network.get(0) & 0xff;
    return network.size() == 16
        && prefix >= 8
        && (first == 0xff || (first == 0xfe && (network.get(1) & 0xc0) == 0x80));
  }

  boolean isDefault() {
    return prefix == 0;
  }

  /**
   * {@code /proc/net/route}: a heading, then device, destination, gateway, flags, …, metric, mask
   * in the host's byte order. Of a route with several next hops the device is the first one's
   * (fib_route_seq_show in net/ipv4/fib_trie.c), and no file has the others.
   */
  static List<Route> parseIpv4(List<String> lines) {
    var routes = new ArrayList<Route>();
    for (var line : lines) {
      var f = line.strip().split("\\s+", -1);
      if (f.length < 8 || !f[1].matches("[0-9A-Fa-f]{8}") || !f[7].matches("[0-9A-Fa-f]{8}")) {
        continue;
      }
      int flags = hex(f[3]);
      if ((flags & UP) != 0 && (flags & REJECT) == 0) {
        int mask = Integer.bitCount(Integer.parseUnsignedInt(f[7], 16));
        routes.add(new Route(reversed(bytes(f[1])), mask, decimal(f[6]), f[0]));
      }
    }
    return routes;
  }

  /**
   * {@code /proc/net/ipv6_route}: destination, prefix length, source, its length, next hop, metric,
   * uses, use, flags, device.
   */
  static List<Route> parseIpv6(List<String> lines) {
    var routes = new ArrayList<Route>();
    for (var line : lines) {
      var f = line.strip().split("\\s+", -1);
      if (f.length < 10 || !f[0].matches("[0-9A-Fa-f]{32}") || !f[1].matches("[0-9A-Fa-f]{2}")) {
        continue;
      }
      int flags = hex(f[8]);
      if ((flags & UP) != 0 && (flags & REJECT) == 0 && !f[9].equals("lo")) {
        routes.add(new Route(bytes(f[0]), hex(f[1]), hex(f[5]) & 0xffffffffL, f[9]));
      }
    }
    return routes;
  }

  /**
   * The routes that a packet to {@code address} may take: those of the longest prefix, and of them
   * those of the smallest metric. IPv6 lists each path of a route of several on a line of its own.
   */
  static List<Route> to(InetAddress address, List<Route> routes) {
    var wanted = list(address.getAddress());
    var best = Comparator.comparingInt((Route r) -> -r.prefix()).thenComparingLong(Route::metric);
    var covering = routes.stream().filter(r -> r.covers(wanted)).sorted(best).toList();
    return covering.stream().filter(r -> best.compare(r, covering.getFirst()) == 0).toList();
  }

  private boolean covers(List<Byte> address) {
    if (address.size() != network.size()) {
      return false;
    }
    int rest = Math.max(0, address.size() * Byte.SIZE - prefix);
    return number(address).shiftRight(rest).equals(number(network).shiftRight(rest));
  }

  private static BigInteger number(List<Byte> bytes) {
    var array = new byte[bytes.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = bytes.get(i);
    }
    return new BigInteger(1, array);
  }

  private static List<Byte> bytes(String hex) {
    var bytes = new ArrayList<Byte>();
    for (int i = 0; i + 1 < hex.length(); i += 2) {
      bytes.add((byte) Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    return List.copyOf(bytes);
  }

  private static List<Byte> list(byte[] array) {
    var bytes = new ArrayList<Byte>();
    for (byte b : array) {
      bytes.add(b);
    }
    return bytes;
  }

  /** Every machine with PCI passthrough that Linux knows in the field writes it little-endian. */
  private static List<Byte> reversed(List<Byte> bytes) {
    return bytes.reversed();
  }

  private static int hex(String text) {
    return text.matches("[0-9A-Fa-f]{1,8}") ? Integer.parseUnsignedInt(text, 16) : 0;
  }

  private static long decimal(String text) {
    return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
  }
}
