package dev.passthrough.host.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.testing.Garbage;
import dev.passthrough.host.testing.SysfsTree;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The API server is found in what kubelet is configured with")
class ApiServerReaderTest {

  private static final String HOSTS =
      "127.0.0.1 localhost\n10.0.0.9\tapi.example.com  Api # the virtual address\n# 10.0.0.8 api\n";
  private static final String SECRET = "c2VjcmV0";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "etc/kubernetes/kubelet.conf, https://10.0.0.1:6443, 10.0.0.1",
    "etc/kubernetes/kubelet.conf, 10.0.0.1:6443, 10.0.0.1",
    "etc/kubernetes/kubelet.conf, '\"https://10.0.0.1:6443/\"', 10.0.0.1",
    "var/lib/kubelet/kubeconfig, https://[fd00::1]:6443, fd00:0:0:0:0:0:0:1",
    "etc/kubernetes/kubeconfig, https://api.example.com, 10.0.0.9",
    "var/lib/k0s/kubelet.conf, https://API:6443, 10.0.0.9",
    "var/lib/rancher/k3s/agent/kubelet.kubeconfig, https://10.0.0.1:6443, 10.0.0.1",
    "var/lib/rancher/rke2/agent/kubelet.kubeconfig, https://10.0.0.1:6443, 10.0.0.1",
    "var/snap/microk8s/current/credentials/kubelet.config, https://10.0.0.1:16443, 10.0.0.1",
  })
  @DisplayName("in each place, by address or by a name of /etc/hosts, and nothing else is kept")
  void found(String place, String server, String address) {
    var tree = new SysfsTree(folder).file("etc/hosts", HOSTS).file(place, kubeconfig(server));
    var found = ApiServerReader.read(tree.root());
    assertThat(found.addresses()).extracting(InetAddress::getHostAddress).containsExactly(address);
    assertThat(found.notSeen()).isEmpty();
    assertThat(HostUseReader.read(tree.root()).toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "etc/kubernetes/kubelet.conf, https://other.example.com:6443, other.example.com of /etc/kubernetes/kubelet.conf is not in /etc/hosts",
    "etc/kubernetes/kubelet.conf, https://localhost:6443, kubelet talks to a proxy on this machine",
    "etc/kubernetes/kubelet.conf, 'ftp://10.0.0.1', /etc/kubernetes/kubelet.conf names no server",
  })
  @DisplayName("where kubelet is and the server is not known, that is a blind spot")
  void notSeen(String place, String server, String why) {
    var tree = new SysfsTree(folder).file("etc/hosts", HOSTS).file(place, kubeconfig(server));
    assertThat(ApiServerReader.read(tree.root()).addresses()).isEmpty();
    assertThat(HostUseReader.read(tree.root()).blindSpots())
        .extracting(BlindSpot::text)
        .contains("the route to the API server (" + why + ")")
        .noneMatch(it -> it.contains(SECRET));
  }

  @Test
  @DisplayName("without a kubelet there is nothing to know")
  void noKubelet() {
    var found = ApiServerReader.read(new SysfsTree(folder).file("etc/hosts", HOSTS).root());
    assertThat(found.addresses()).isEmpty();
    assertThat(found.notSeen()).isEmpty();
  }

  @Test
  @DisplayName("without /etc, as in the agent's pod, it is not known whether there is a kubelet")
  void noEtc() {
    var tree = new SysfsTree(folder);
    tree.folder("var/lib/passthrough");
    assertThat(ApiServerReader.read(tree.root()).addresses()).isEmpty();
    assertThat(ApiServerReader.read(tree.root()).notSeen())
        .contains("the route to the API server (/etc is not visible)");
    tree.file("var/lib/k0s/kubelet.conf", kubeconfig("https://10.0.0.1:6443"));
    assertThat(ApiServerReader.read(tree.root()).notSeen()).isEmpty();
  }

  @Test
  @DisplayName("where the API server runs on this machine, no route leads to it")
  void servedHere() {
    var tree =
        new SysfsTree(folder)
            .file("etc/kubernetes/kubelet.conf", kubeconfig("https://127.0.0.1:6443"))
            .file("etc/kubernetes/manifests/kube-apiserver.yaml", "kind: Pod");
    assertThat(ApiServerReader.read(tree.root()).notSeen()).isEmpty();
  }

  @Test
  @DisplayName("behind k3s's own proxy are the servers that k3s names")
  void behindProxy() {
    var tree =
        new SysfsTree(folder)
            .file(
                "var/lib/rancher/k3s/agent/kubelet.kubeconfig",
                kubeconfig("https://127.0.0.1:6444"))
            .file(
                "var/lib/rancher/k3s/agent/etc/k3s-agent-load-balancer.json",
                "{\"ServerURL\":\"https://10.0.0.1:6443\",\"ServerAddresses\":[\"10.0.0.2:6443\", \"[fd00::3]:6443\"]}");
    assertThat(ApiServerReader.read(tree.root()).addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2", "fd00:0:0:0:0:0:0:3");
  }

  @Test
  @DisplayName("no text, however broken, makes the search throw")
  void garbage() {
    Garbage.of(
            4000,
            "    server: https://10.0.0.1:6443",
            "server: https://[::1%eth0]:99999/",
            "\"ServerAddresses\":[\"10.0.0.2:6443\", \"",
            "server: 999.1.1.1:0")
        .forEach(lines ->
            assertThatCode(
                    () -> Endpoint.in(String.join("\n", lines)).stream().forEach(Endpoint::address))
                .doesNotThrowAnyException());
    assertThat(Arrays.asList("", "https://", "a b", "h:0", "h:65536", "[zz]:1"))
        .allSatisfy(it -> assertThat(Endpoint.parse(it)).isEmpty());
    assertThat(Endpoint.in("myserver: https://10.0.0.1")).isEqualTo(List.of());
  }

  private static String kubeconfig(String server) {
    return """
    apiVersion: v1
    clusters:
    - cluster:
        certificate-authority-data: %1$s
        server: %2$s
      name: default-cluster
    users:
    - name: default-auth
      user:
        token: %1$s
    """
        .formatted(SECRET, server);
  }
}
