package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an admin can say about the agents' pods.
 *
 * @param namespace where the DaemonSet lives, which is where the operator does
 * @param maxUnavailable agents replaced at a time by a new version, the old one first
 * @param maxSurge agents replaced at a time, the old one once the new one is ready; one of both is
 *     0
 * @param registration by which door the resources come to kubelet: {@code KubeletSocket} or {@code
 *     PluginWatcher}
 * @param seLinuxType the SELinux type of the agents' process; empty for what the runtime gives
 * @param cdi whether the agents may write specs of the Container Device Interface on their nodes
 * @param kubeletDir kubelet's folder on the nodes, absolute
 * @param hostRoot where the host's folders are found on the node: {@code /}, or a folder that
 *     imitates a host in tests
 * @param environment further variables of the agent
 */
public record AgentOptions(
    String namespace,
    String name,
    String serviceAccount,
    String image,
    String pullPolicy,
    List<String> pullSecrets,
    String priorityClass,
    IntOrString maxUnavailable,
    IntOrString maxSurge,
    String registration,
    Optional<String> seLinuxType,
    boolean cdi,
    ResourceRequirements resources,
    String kubeletDir,
    String hostRoot,
    Map<String, String> environment) {

  /** In the image of the agents. */
  public static final String PROGRAM = "/opt/passthrough/bin/passthrough";

  public AgentOptions {
    pullSecrets = List.copyOf(pullSecrets);
    environment = Map.copyOf(environment);
  }
}
