package dev.passthrough.host.use;

import dev.passthrough.host.HostRoot;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads, in one pass, what a machine does with its devices. What can't be read becomes a blind
 * spot; nothing is thrown.
 */
public final class HostUseReader {

  private HostUseReader() {}

  /** What the machine below {@code root} does with its devices. */
  public static HostUse read(HostRoot root) {
    var blind = new ArrayList<BlindSpot>();
    var processes = processes(root);
    var mounts = MountReader.read(root, processes);
    var mounted = mounts.map(Mounts::all).orElse(List.of());
    var blocks = LoopDevices.joined(root, BlockReader.read(root), mounted);
    if (mounts.isEmpty()) {
      blind.add(new BlindSpot(BlindSpot.Kind.Mounts, "mounted file systems (/proc/*/mountinfo)"));
    }
    var routes = NetworkReader.routes(root);
    if (routes.isEmpty()) {
      blind.add(new BlindSpot(BlindSpot.Kind.Routes, "routes (/proc/net/route)"));
    }
    var apiServer = ApiServerReader.read(root);
    apiServer.notSeen().ifPresent(it -> blind.add(new BlindSpot(BlindSpot.Kind.ApiServer, it)));
    var open =
        OpenFileReader.read(
            root, processes, new DeviceNodes(root, blocks), mounts.orElse(Mounts.none()));
    if (processes.isEmpty()) {
      blind.add(new BlindSpot(BlindSpot.Kind.OpenFiles, "open files (/proc/*/fd)"));
    } else if (open.unreadable() > 0) {
      blind.add(
          new BlindSpot(
              BlindSpot.Kind.OpenFiles,
              "open files of " + open.unreadable() + " processes (/proc/*/fd, needs root)"));
    }
    var memory = root.lines("proc/iomem");
    if (memory.isEmpty()) {
      blind.add(new BlindSpot(BlindSpot.Kind.Framebuffers, "framebuffers (/proc/iomem)"));
    }
    return new HostUse(
        DiskUse.of(blocks, DiskUseReader.read(root, blocks, mounted)),
        NetworkUse.of(
            NetworkReader.interfaces(root), routes.orElse(List.of()), apiServer.addresses()),
        NetworkReader.moved(root),
        open.holders(),
        IoMemory.framebuffers(memory.orElse(List.of())),
        blind,
        ExposedReader.read(
            root,
            blocks.values(),
            NetworkUse.routed(NetworkReader.interfaces(root), routes.orElse(List.of()))));
  }

  private static List<String> processes(HostRoot root) {
    return root.proc().names().stream().filter(n -> n.matches("\\d{1,10}")).toList();
  }
}
