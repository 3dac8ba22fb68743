package dev.passthrough.operator;

import dev.passthrough.operator.agent.AgentOptions;
import dev.passthrough.operator.kubevirt.Allowed;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's settings, each read from one environment variable.
 *
 * @param privilegedAccount the service account of privileged pods; empty where none are started
 * @param rollouts whether policies' rollouts grant plans and empty nodes
 * @param kubevirt what may be changed of a KubeVirt; empty where it is none of the operator's
 *     business
 * @param bootTaint how long a node is tainted after a boot at most; empty where none is
 */
record Settings(
    int healthPort,
    String instance,
    Optional<String> privilegedAccount,
    boolean rollouts,
    Optional<Allowed> kubevirt,
    Optional<Duration> bootTaint,
    AgentOptions agent) {

  static final Variable<String> NAMESPACE =
      Variable.text("NAMESPACE", "where the operator and the agents live", null);
  static final Variable<Integer> HEALTH_PORT =
      Variable.number("HEALTH_PORT", "port of /healthz/live, /healthz/ready and /metrics", 8080);
  static final Variable<String> INSTANCE =
      Variable.text("INSTANCE", "name of this replica, in events", "passthrough-operator");
  static final Variable<String> LOG_LEVEL =
      Variable.text("LOG_LEVEL", "TRACE, DEBUG, INFO, WARN or ERROR; agents get the same", "INFO");
  static final Variable<String> LOG_FORMAT =
      Variable.text("LOG_FORMAT", "text or json; agents get the same", "text");
  static final Variable<String> KUBELET_DIR =
      Variable.text("KUBELET_DIR", "kubelet's folder on the nodes", "/var/lib/kubelet");
  static final Variable<String> PRIVILEGED_SERVICE_ACCOUNT =
      Variable.text(
          "PRIVILEGED_SERVICE_ACCOUNT",
          "service account of privileged pods; empty: none are started",
          "");
  static final Variable<Boolean> ROLLOUTS =
      Variable.flag("ROLLOUTS", "policies' rollouts grant plans and empty nodes", false);
  static final Variable<Boolean> KUBEVIRT =
      Variable.flag(
          "KUBEVIRT",
          "keep KubeVirt's list of permitted host devices in step; agents get the same",
          false);
  static final Variable<Boolean> KUBEVIRT_FEATURE_GATE =
      Variable.flag(
          "KUBEVIRT_FEATURE_GATE", "switch KubeVirt's feature gate HostDevices on", false);
  static final Variable<Boolean> KUBEVIRT_KEEP_MEDIATED_DEVICES =
      Variable.flag(
          "KUBEVIRT_KEEP_MEDIATED_DEVICES",
          "stop KubeVirt from making and removing mediated devices",
          false);
  static final Variable<Boolean> BOOT_TAINT =
      Variable.flag(
          "BOOT_TAINT", "taint nodes after a boot until they offer their resources", false);
  static final Variable<Duration> BOOT_TAINT_TIMEOUT =
      Variable.time("BOOT_TAINT_TIMEOUT", "how long such a taint stays at most", "10m");
  static final Variable<String> AGENT_NAME =
      Variable.text("AGENT_NAME", "name of the agent's DaemonSet", "passthrough-agent");
  static final Variable<String> AGENT_SERVICE_ACCOUNT =
      Variable.text("AGENT_SERVICE_ACCOUNT", "service account of the agents", "passthrough-agent");
  static final Variable<String> AGENT_IMAGE =
      Variable.text("AGENT_IMAGE", "image of the agents", null);
  static final Variable<String> AGENT_PULL_POLICY =
      Variable.text("AGENT_PULL_POLICY", "when nodes pull that image", "IfNotPresent");
  static final Variable<List<String>> AGENT_PULL_SECRETS =
      Variable.words("AGENT_PULL_SECRETS", "names of the secrets to pull it with");
  static final Variable<String> AGENT_PRIORITY_CLASS =
      Variable.text("AGENT_PRIORITY_CLASS", "priority class of the agents", "system-node-critical");
  static final Variable<IntOrString> AGENT_MAX_UNAVAILABLE =
      new Variable<>(
          "AGENT_MAX_UNAVAILABLE",
          "agents replaced at a time by a new version, the old one first: a number or a percentage",
          "0",
          Settings::share);
  static final Variable<IntOrString> AGENT_MAX_SURGE =
      new Variable<>(
          "AGENT_MAX_SURGE",
          "agents replaced at a time, the new one first: a number or a percentage",
          "1",
          Settings::share);
  static final Variable<String> AGENT_REGISTRATION =
      new Variable<>(
          "AGENT_REGISTRATION",
          "how kubelet gets to know of the devices",
          "KubeletSocket",
          Settings::door);
  static final Variable<String> AGENT_SELINUX_TYPE =
      Variable.text(
          "AGENT_SELINUX_TYPE", "SELinux type of the agents; empty: what the runtime gives", "");
  static final Variable<Boolean> AGENT_CDI =
      Variable.flag(
          "AGENT_CDI", "agents may write CDI specs into /var/run/cdi of their nodes", false);
  static final Variable<ResourceRequirements> AGENT_RESOURCES =
      new Variable<>(
          "AGENT_RESOURCES",
          "what an agent requests and may use, as JSON",
          "{\"requests\":{\"cpu\":\"10m\",\"memory\":\"96Mi\"},\"limits\":{\"memory\":\"192Mi\"}}",
          text -> Serialization.unmarshal(text, ResourceRequirements.class));
  static final Variable<String> AGENT_HOST_ROOT =
      Variable.text("AGENT_HOST_ROOT", "where the agents find the host's folders", "/");

  /** Every variable; docs and tests go by this list. */
  static final List<Variable<?>> ALL =
      List.of(
          NAMESPACE,
          HEALTH_PORT,
          INSTANCE,
          LOG_LEVEL,
          LOG_FORMAT,
          KUBELET_DIR,
          PRIVILEGED_SERVICE_ACCOUNT,
          ROLLOUTS,
          KUBEVIRT,
          KUBEVIRT_FEATURE_GATE,
          KUBEVIRT_KEEP_MEDIATED_DEVICES,
          BOOT_TAINT,
          BOOT_TAINT_TIMEOUT,
          AGENT_NAME,
          AGENT_SERVICE_ACCOUNT,
          AGENT_IMAGE,
          AGENT_PULL_POLICY,
          AGENT_PULL_SECRETS,
          AGENT_PRIORITY_CLASS,
          AGENT_MAX_UNAVAILABLE,
          AGENT_MAX_SURGE,
          AGENT_REGISTRATION,
          AGENT_SELINUX_TYPE,
          AGENT_CDI,
          AGENT_RESOURCES,
          AGENT_HOST_ROOT);

  /**
   * Throws {@link IllegalArgumentException} that names the variable which is missing or unreadable.
   */
  static Settings of(Map<String, String> environment) {
    return new Settings(
        HEALTH_PORT.of(environment),
        INSTANCE.of(environment),
        Optional.of(PRIVILEGED_SERVICE_ACCOUNT.of(environment)).filter(it -> !it.isEmpty()),
        ROLLOUTS.of(environment),
        Optional.of(
                new Allowed(
                    KUBEVIRT_FEATURE_GATE.of(environment),
                    KUBEVIRT_KEEP_MEDIATED_DEVICES.of(environment)))
            .filter(_ -> KUBEVIRT.of(environment)),
        Optional.of(BOOT_TAINT_TIMEOUT.of(environment)).filter(_ -> BOOT_TAINT.of(environment)),
        new AgentOptions(
            NAMESPACE.of(environment),
            AGENT_NAME.of(environment),
            AGENT_SERVICE_ACCOUNT.of(environment),
            AGENT_IMAGE.of(environment),
            AGENT_PULL_POLICY.of(environment),
            AGENT_PULL_SECRETS.of(environment),
            AGENT_PRIORITY_CLASS.of(environment),
            AGENT_MAX_UNAVAILABLE.of(environment),
            AGENT_MAX_SURGE.of(environment),
            AGENT_REGISTRATION.of(environment),
            Optional.of(AGENT_SELINUX_TYPE.of(environment)).filter(it -> !it.isEmpty()),
            AGENT_CDI.of(environment),
            AGENT_RESOURCES.of(environment),
            KUBELET_DIR.of(environment),
            AGENT_HOST_ROOT.of(environment),
            Map.of(
                LOG_LEVEL.name(), LOG_LEVEL.of(environment),
                LOG_FORMAT.name(), LOG_FORMAT.of(environment),
                KUBEVIRT.name(), KUBEVIRT.of(environment).toString())));
  }

  private static IntOrString share(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
  }

  private static String door(String text) {
    return switch (text) {
      case "KubeletSocket", "PluginWatcher" -> text;
      default -> throw new IllegalArgumentException("must be KubeletSocket or PluginWatcher");
    };
  }
}
