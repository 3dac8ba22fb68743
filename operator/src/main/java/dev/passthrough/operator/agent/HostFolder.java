package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of the node in the agent's pod.
 *
 * @param path on the node
 * @param mountPath in the pod
 * @param type of the hostPath volume: what is made where it is missing
 */
record HostFolder(String name, String path, String mountPath, String type, boolean readOnly) {

  private static final String PRESENT = "Directory";
  private static final String MADE_IF_MISSING = "DirectoryOrCreate";

  /**
   * All that the agent sees of its node. {@code /dev/vfio} is absent until the vfio module is
   * loaded, and what the kernel adds to it later shows up in the pod; all of {@code /dev} would
   * bring shared memory and terminals along. The agent makes no file there. {@code /lib/modules}
   * says which VFIO driver is made for which device ({@code modules.alias}).
   */
  static List<HostFolder> all(AgentOptions options) {
    var kubelet = options.kubeletDir();
    var always =
        List.of(
            ofHost(options, "sys", "/sys", PRESENT, false),
            ofHost(options, "proc", "/proc", PRESENT, true),
            ofHost(options, "vfio", "/dev/vfio", MADE_IF_MISSING, true),
            ofHost(options, "modules", "/lib/modules", MADE_IF_MISSING, true),
            ofHost(options, "state", "/var/lib/passthrough", MADE_IF_MISSING, false),
            sockets(options),
            ofKubelet("pod-resources", kubelet + "/pod-resources", true));
    return options.cdi()
        ? Stream.concat(always.stream(), Stream.of(cdi(options))).toList()
        : always;
  }

  /** What stands there is done as root by the node's container runtime, hooks too. */
  private static HostFolder cdi(AgentOptions options) {
    return ofHost(options, "cdi", "/var/run/cdi", MADE_IF_MISSING, false);
  }

  /** The folder of the door that is used; of the other one, nothing is seen. */
  private static HostFolder sockets(AgentOptions options) {
    var kubelet = options.kubeletDir();
    return options.registration().equals("PluginWatcher")
        ? ofKubelet("plugins-registry", kubelet + "/plugins_registry", false)
        : ofKubelet("device-plugins", kubelet + "/device-plugins", false);
  }

  private static HostFolder ofHost(
      AgentOptions options, String name, String path, String type, boolean readOnly) {
    var root = options.hostRoot().replaceAll("/+$", "");
    return new HostFolder(name, root + path, "/host" + path, type, readOnly);
  }

  private static HostFolder ofKubelet(String name, String path, boolean readOnly) {
    return new HostFolder(name, path, path, MADE_IF_MISSING, readOnly);
  }

  Volume volume() {
    return new VolumeBuilder()
        .withName(name)
        .withNewHostPath()
        .withPath(path)
        .withType(type)
        .endHostPath()
        .build();
  }

  VolumeMount mount() {
    return new VolumeMountBuilder()
        .withName(name)
        .withMountPath(mountPath)
        .withReadOnly(readOnly)
        .withMountPropagation("HostToContainer")
        .build();
  }
}
