package dev.passthrough.host.use;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a server listens, as a configuration file says it.
 *
 * @param host a name or an address without brackets
 */
record Endpoint(String host, int port) {

  private static final int HTTPS = 443;
  private static final int MOST_PORTS = 65535;

  /**
   * {@code server: https://10.0.0.1:6443} in YAML (kubeconfig, config.yaml of k3s and rke2), {@code
   * "ServerURL": …} and the elements of {@code "ServerAddresses": […]} in k3s's JSON.
   */
  private static final Pattern SERVER =
      Pattern.compile(
          "(?m)(?:^|[\\s{,])[\"']?(?:server|ServerURL)[\"']?\\s*:\\s*[\"']?([^\\s\"',}#]+)");

  /** An IPv6 address has brackets of its own. */
  private static final Pattern LIST =
      Pattern.compile("\"ServerAddresses\"\\s*:\\s*\\[((?:[^\\[\\]]++|\\[[^\\[\\]]*+\\])*+)\\]");

  private static final Pattern URL =
      Pattern.compile(
          "(?:https?://)?(?:\\[([0-9A-Fa-f:.]+)(?:%\\w+)?\\]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?(?:/.*)?");

  /** Every server that {@code text} names; nothing else of it is looked at or kept. */
  static List<Endpoint> in(String text) {
    var all = new ArrayList<Endpoint>();
    SERVER.matcher(text).results().forEach(m -> parse(m.group(1)).ifPresent(all::add));
    LIST.matcher(text)
        .results()
        .flatMap(m -> List.of(m.group(1).split("[\\s\",]+", -1)).stream())
        .forEach(it -> parse(it).ifPresent(all::add));
    return all.stream().distinct().toList();
  }

  /** A URL, or an address as client-go takes it, without a scheme. */
  static Optional<Endpoint> parse(String url) {
    var m = URL.matcher(url);
    if (!m.matches()) {
      return Optional.empty();
    }
    var host = m.group(1) == null ? m.group(2) : m.group(1);
    int port = m.group(3) == null ? HTTPS : Integer.parseInt(m.group(3));
    return port < 1 || port > MOST_PORTS ? Optional.empty() : Optional.of(new Endpoint(host, port));
  }

  /** The address, if the host is written as one; no name is looked up. */
  Optional<InetAddress> address() {
    return literal(host);
  }

  /** {@code text} as an address; empty if it is a name. */
  static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }
}
