package dev.passthrough.host.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.use.HostUseReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A function whose interface the host's network needs is kept")
class NetworkInUseGuardTest {

  private static final String IT = "0000:00:1f.2";

  @TempDir Path folder;
  private SysfsTree tree;
  private UsedMachine machine;
  private SysfsFunction function;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
    machine = new UsedMachine(tree);
    function = tree.function(IT);
  }

  private Optional<String> message() {
    return message(IT);
  }

  private Optional<String> message(String address) {
    var snapshot = new InventoryReader().read(tree.root());
    return new NetworkInUseGuard()
        .refusal(
            snapshot,
            HostUseReader.read(tree.root()),
            snapshot.function(PciAddress.of(address)).orElseThrow())
        .map(Refusal::message);
  }

  @Test
  @DisplayName("an interface without a route or a master is free")
  void unused() {
    machine.network(function, "eth0").defaultRoute("eth9");
    assertThat(message()).isEmpty();
  }

  @Test
  @DisplayName("the default route keeps its interface")
  void defaultRoute() {
    machine.network(function, "eth0").defaultRoute("eth0");
    assertThat(message()).contains("The host's network needs it: eth0 carries the default route.");
  }

  @Test
  @DisplayName("the default route over a bond keeps every member")
  void bond() {
    machine.network(function, "eth0").master("bond0", "bonding", "eth0").defaultRoute("bond0");
    assertThat(message())
        .contains(
            "The host's network needs it: eth0 (below bond0) carries the default route; eth0 is part of bond bond0.");
  }

  @Test
  @DisplayName("a bridge keeps its members though no route leads over it")
  void bridge() {
    machine.network(function, "eth0").master("br0", "bridge", "eth0");
    assertThat(message()).contains("The host's network needs it: eth0 is part of bridge br0.");
  }

  @Test
  @DisplayName("the route to the API server that kubelet names keeps its interface")
  void apiServer() {
    machine.network(function, "eth0");
    tree.file("proc/net/route", heading() + route("eth0", "0000000A", "000000FF"));
    assertThat(message()).isEmpty();
    apiServer("https://10.3.2.1:6443");
    assertThat(message())
        .contains(
            "The host's network needs it: eth0 carries the route to the API server 10.3.2.1.");
  }

  @Test
  @DisplayName("the longest of the routes that lead to it counts")
  void longestPrefix() {
    machine.network(function, "eth0").network(tree.function("0000:00:03.0"), "eth1");
    tree.file(
        "proc/net/route",
        heading()
            + route("eth1", "00000000", "00000000")
            + route("eth0", "0002030A", "00FFFFFF")
            + route("eth1", "0000030A", "0000FFFF"));
    apiServer("https://10.3.2.1:6443");
    assertThat(message()).isPresent();
    apiServer("https://10.3.3.1:6443");
    assertThat(message()).isEmpty();
  }

  @Test
  @DisplayName("over IPv6, a VLAN and a bond every card below is kept, on each path alike")
  void apiServerByIpv6() {
    var second = tree.function("0000:00:03.0");
    var third = tree.function("0000:00:04.0");
    machine.network(function, "eth0").network(second, "eth1").network(third, "eth2");
    machine.master("bond0", "bonding", "eth0", "eth1");
    var vlan = tree.folder("sys/devices/virtual/net/bond0.7");
    tree.link("sys/class/net/bond0.7", vlan);
    tree.link(
        "sys/devices/virtual/net/bond0.7/lower_bond0",
        folder.resolve("sys/devices/virtual/net/bond0"));
    var to = "fd000000000000000000000000000000 40 " + "0".repeat(32) + " 00 " + "0".repeat(32);
    var end = " 00000400 00000001 00000000 00000001 ";
    tree.file("proc/net/ipv6_route", to + end + "bond0.7\n" + to + end + "eth2");
    apiServer("https://[fd00::7]:6443");
    assertThat(List.of(IT, "0000:00:03.0", "0000:00:04.0"))
        .allSatisfy(it ->
            assertThat(message(it).orElse("")).contains("carries the route to the API server"));
  }

  @Test
  @DisplayName("an API server that is not known makes only cards with a route uncertain")
  void apiServerUnknown() {
    var other = tree.function("0000:00:03.0");
    machine.network(function, "eth0").network(other, "eth1");
    function.file("net/eth0/address", "02:00:00:00:00:01");
    other.file("net/eth1/address", "02:00:00:00:00:02");
    tree.file("proc/net/route", heading() + route("eth0", "0000030A", "0000FFFF"));
    var linkLocal =
        "fe800000000000000000000000000000 40 " + "0".repeat(32) + " 00 " + "0".repeat(32);
    tree.file("proc/net/ipv6_route", linkLocal + " 00000100 00000001 00000000 00000001 eth1");
    apiServer("https://api.example.com:6443");
    assertThat(uncertain(IT)).isTrue();
    assertThat(uncertain("0000:00:03.0")).isFalse();
  }

  @Test
  @DisplayName(
      "in the agent's pod, without /etc, only cards with a route of their own are uncertain")
  void inPod() {
    var other = tree.function("0000:00:03.0");
    machine.network(function, "eth1").network(other, "eth2");
    other.file("net/eth2/address", "02:00:00:00:00:02");
    tree.file(
        "proc/1/net/route",
        heading() + route("eth0", "00000000", "00000000") + route("eth1", "0000000A", "00FFFFFF"));
    assertThat(message()).isEmpty();
    assertThat(uncertain(IT)).isTrue();
    assertThat(uncertain("0000:00:03.0")).isFalse();
    tree.file("etc/hostname", "no kubelet here");
    assertThat(uncertain(IT)).isFalse();
  }

  private boolean uncertain(String address) {
    var at = PciAddress.of(address);
    return new NetworkInUseGuard()
        .unseen(
            HostUseReader.read(tree.root()),
            new InventoryReader().read(tree.root()).function(at).orElseThrow())
        .isPresent();
  }

  @Test
  @DisplayName("a card on a USB controller keeps the controller")
  void usb() {
    tree.link(
        "sys/class/net/enx0",
        tree.folder("sys/devices/pci0000:00/" + IT + "/usb2/2-1/2-1:1.0/net/enx0"));
    machine.defaultRoute("enx0");
    assertThat(message()).contains("The host's network needs it: enx0 carries the default route.");
  }

  @Test
  @DisplayName("an interface in another network namespace, such as a pod's, keeps its card")
  void moved() {
    tree.folder("sys/bus/pci/devices/" + IT + "/net");
    assertThat(message()).as("nothing drives it").isEmpty();
    function.driver("igb");
    assertThat(message())
        .contains("Its interface is in another network namespace, such as a pod's.");
    machine.network(function, "eth0");
    assertThat(message()).isEmpty();
  }

  @Test
  @DisplayName("so does the interface of a virtio device on top of it")
  void movedVirtio() {
    function.driver("virtio-pci");
    tree.folder("sys/bus/pci/devices/" + IT + "/virtio0");
    assertThat(message()).isEmpty();
    tree.folder("sys/bus/pci/devices/" + IT + "/virtio0/net");
    assertThat(message()).isPresent();
    tree.folder("sys/bus/pci/devices/" + IT + "/virtio0/net/eth0");
    assertThat(message()).isEmpty();
  }

  @Test
  @DisplayName("so does the interface of a subfunction")
  void movedSubfunction() {
    var part = "sys/devices/pci0000:00/" + IT + "/mlx5_core.sf.4";
    function.driver("mlx5_core");
    machine.network(function, "eth0");
    tree.link("sys/bus/auxiliary/devices/mlx5_core.sf.4", tree.folder(part));
    assertThat(message()).isEmpty();
    tree.folder(part + "/net");
    assertThat(message())
        .contains("Its interface is in another network namespace, such as a pod's.");
    tree.folder(part + "/net/eth1");
    assertThat(message()).isEmpty();
  }

  private void apiServer(String url) {
    tree.file(
        "etc/kubernetes/kubelet.conf",
        "clusters:\n- cluster:\n    server: " + url + "\n  name: default");
  }

  private static String heading() {
    return "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n";
  }

  private static String route(String device, String destination, String mask) {
    return "%s\t%s\t00000000\t0001\t0\t0\t0\t%s\t0\t0\t0\n".formatted(device, destination, mask);
  }
}
