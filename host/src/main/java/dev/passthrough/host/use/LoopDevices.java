package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loop devices over block devices, which show in neither {@code slaves} nor {@code holders}.
 * Kubelet keeps one over each raw volume that a pod has.
 */
final class LoopDevices {

  private static final String NODES = "devtmpfs";

  private LoopDevices() {}

  /** {@code blocks}, of which loop devices and what they are over know each other. */
  static Map<String, Block> joined(HostRoot root, Map<String, Block> blocks, List<Mount> mounts) {
    var joined = new LinkedHashMap<>(blocks);
    for (var name : blocks.keySet().stream().filter(it -> it.startsWith("loop")).toList()) {
      root.text("sys/class/block/" + name + "/loop/backing_file")
          .or(() -> root.text("sys/block/" + name + "/loop/backing_file"))
          .flatMap(it -> node(root, it, mounts))
          .filter(blocks::containsKey)
          .ifPresent(under -> {
            joined.computeIfPresent(name, (it, loop) -> loop.over(under));
            joined.computeIfPresent(under, (it, block) -> block.under(name));
          });
    }
    return joined;
  }

  /** A volume's node is mounted elsewhere; what is mounted then says which node it is. */
  private static Optional<String> node(HostRoot root, String backing, List<Mount> mounts) {
    return backing.startsWith("/dev/")
        ? Optional.of(DeviceNames.block(root, backing))
        : mounts.stream()
            .filter(it -> it.type().equals(NODES) && it.point().equals(backing))
            .map(it -> DeviceNames.last(it.root()))
            .findFirst();
  }
}
