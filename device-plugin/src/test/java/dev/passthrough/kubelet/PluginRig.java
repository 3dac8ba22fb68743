package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.kubelet.testing.HostTree;
import dev.passthrough.kubelet.testing.KubeletStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host of two functions, a kubelet that does not run yet, and the plugins between them. */
final class PluginRig implements AutoCloseable {

  static final String NAME = "intel.com/igb-vf";
  static final String A = "0000:01:10.0";
  static final String B = "0000:01:10.2";

  /** Looks rarely, so that what is noticed at once was noticed by the folder's watch. */
  static final Timing WATCHING = checking(Duration.ofMinutes(5));

  private final Path tmp;
  private final Door door;
  private final HostTree host;
  private final KubeletStandIn kubelet;
  private final List<ResourceState> heard = new CopyOnWriteArrayList<>();
  private KubeletPlugins plugins;

  PluginRig(Path tmp, Door door, Timing timing) {
    this.tmp = tmp;
    this.door = door;
    host = new HostTree(tmp.resolve("host"));
    host.function(A, "vfio-pci", 13).function(B, "vfio-pci", 14);
    kubelet = new KubeletStandIn(tmp.resolve("kubelet"));
    plugins = begin(timing);
  }

  PluginRig(Path tmp) {
    this(tmp, Door.KubeletSocket, WATCHING);
  }

  static Timing checking(Duration often) {
    return new Timing(
        often,
        Duration.ofMillis(5),
        Duration.ofMillis(200),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Duration.ZERO);
  }

  /** Further plugins of the same host, as of an agent that overlaps with another. */
  KubeletPlugins begin(Timing timing) {
    return KubeletPlugins.start(
        tmp.resolve("host"),
        tmp.resolve("kubelet"),
        door,
        timing,
        (name, state) -> heard.add(state));
  }

  /** Other plugins in place of those that were. */
  void restart(Timing timing) {
    plugins.close();
    plugins = begin(timing);
  }

  HostTree host() {
    return host;
  }

  KubeletStandIn kubelet() {
    return kubelet;
  }

  KubeletPlugins plugins() {
    return plugins;
  }

  /** Every state of the resource that was told, the oldest first. */
  List<ResourceState> heard() {
    return heard;
  }

  static List<OfferedResource> two() {
    return List.of(OfferedResource.pci(NAME, List.of(DeviceUnit.of(A), DeviceUnit.of(B))));
  }

  /** Offers both functions to a kubelet that runs; it has them at the end. */
  void offerTwo() throws IOException {
    kubelet.start();
    plugins.offer(two());
    awaitAllocatable(A, B);
  }

  void awaitAllocatable(String... ids) {
    await().untilAsserted(() -> assertThat(kubelet.allocatable(NAME)).containsExactly(ids));
  }

  void awaitState(ResourceState state) {
    await().untilAsserted(() -> assertThat(plugins.states()).isEqualTo(Map.of(NAME, state)));
  }

  /** Those that kubelet could be told of. */
  List<String> sockets() throws IOException {
    return names(kubelet.folder()).stream().filter(it -> it.endsWith(".sock")).toList();
  }

  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void close() {
    plugins.close();
    kubelet.close();
  }
}
