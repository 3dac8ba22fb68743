package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the API server in what kubelet is configured with. Those files hold secrets: of each, the
 * server alone is kept.
 */
final class ApiServerReader {

  /** Of kubelet, in each way of installing it that is common. */
  private static final List<String> KUBECONFIGS =
      List.of(
          "etc/kubernetes/kubelet.conf", // kubeadm
          "var/lib/kubelet/kubeconfig", // kops and the clouds' images
          "etc/kubernetes/kubeconfig", // OpenShift
          "etc/kubernetes/kubeconfig-kubelet", // Talos
          "var/lib/k0s/kubelet.conf",
          "var/lib/rancher/k3s/agent/kubelet.kubeconfig",
          "var/lib/rancher/rke2/agent/kubelet.kubeconfig",
          "var/snap/microk8s/current/credentials/kubelet.config");

  /** Where the servers are named that a proxy on this machine leads to. */
  private static final List<String> BEHIND_PROXY =
      List.of(
          "etc/rancher/k3s/config.yaml",
          "etc/rancher/rke2/config.yaml",
          "var/lib/rancher/k3s/agent/etc/k3s-agent-load-balancer.json",
          "var/lib/rancher/rke2/agent/etc/rke2-api-server-agent-load-balancer.json",
          "var/lib/rancher/rke2/agent/etc/rke2-agent-load-balancer.json");

  /** There only where the API server runs on this very machine. */
  private static final List<String> SERVED_HERE =
      List.of(
          "etc/kubernetes/manifests/kube-apiserver.yaml",
          "var/lib/rancher/k3s/server",
          "var/lib/rancher/rke2/server",
          "var/snap/microk8s/current/args/kube-apiserver",
          "var/lib/k0s/pki/server.key");

  private final HostRoot root;
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private final List<String> unknown = new ArrayList<>();

  private ApiServerReader(HostRoot root) {
    this.root = root;
  }

  static ApiServer read(HostRoot root) {
    return new ApiServerReader(root).read();
  }

  private ApiServer read() {
    boolean proxied = false;
    for (var place : KUBECONFIGS) {
      if (exists(place)) {
        proxied |= take(place);
      }
    }
    if (proxied && addresses.isEmpty() && !servedHere()) {
      BEHIND_PROXY.stream().filter(this::exists).forEach(this::take);
      if (addresses.isEmpty()) {
        unknown.add("kubelet talks to a proxy on this machine");
      }
    }
    if (KUBECONFIGS.stream().noneMatch(this::exists) && !exists("etc")) {
      // A container has only what it was given of the host's folders.
      unknown.add("/etc is not visible");
    }
    var notSeen =
        addresses.isEmpty() && !unknown.isEmpty()
            ? Optional.of("the route to the API server (" + String.join(", ", unknown) + ")")
            : Optional.<String>empty();
    return new ApiServer(addresses, notSeen);
  }

  /** Takes the servers of a file; true if one of them is this machine itself. */
  private boolean take(String place) {
    var text = root.text(place);
    if (text.isEmpty()) {
      unknown.add("/" + place + ", needs root");
      return false;
    }
    boolean here = false;
    var endpoints = Endpoint.in(text.get());
    if (endpoints.isEmpty()) {
      unknown.add("/" + place + " names no server");
    }
    for (var endpoint : endpoints) {
      var found = addresses(endpoint);
      here |= found.stream().anyMatch(InetAddress::isLoopbackAddress);
      found.stream().filter(it -> !it.isLoopbackAddress()).forEach(addresses::add);
      if (found.isEmpty()) {
        unknown.add(endpoint.host() + " of /" + place + " is not in /etc/hosts");
      }
    }
    return here;
  }

  private Set<InetAddress> addresses(Endpoint endpoint) {
    return endpoint.address().map(Set::of).orElseGet(() -> named(endpoint.host()));
  }

  /**
   * By {@code /etc/hosts} (hosts(5)): an address, then its names; case does not matter. {@code
   * localhost} is this machine in any case (RFC 6761, 6.3).
   */
  private Set<InetAddress> named(String name) {
    var found = new LinkedHashSet<InetAddress>();
    var wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.equals("localhost")) {
      found.add(InetAddress.getLoopbackAddress());
    }
    for (var line : root.lines("etc/hosts").orElse(List.of())) {
      var words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
      for (int i = 1; i < words.length; i++) {
        if (words[i].toLowerCase(Locale.ROOT).equals(wanted)) {
          Endpoint.literal(words[0]).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private boolean servedHere() {
    return SERVED_HERE.stream().anyMatch(this::exists);
  }

  private boolean exists(String place) {
    return root.resolve(place).isPresent();
  }
}
