package dev.passthrough.kubelet;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for resource names: kubelet's, and the way from a name to KubeVirt's variable. */
final class ResourceNames {

  private static final int NAME_LIMIT = 63;
  private static final int PREFIX_LIMIT = 253 - "requests.".length();
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private ResourceNames() {}

  /**
   * Why kubelet would refuse {@code name}; empty if it would not (Kubernetes {@code
   * pkg/apis/core/v1/helper}: IsExtendedResourceName, {@code IsQualifiedName}).
   */
  static Optional<String> complaint(String name) {
    int slash = name.indexOf('/');
    if (slash < 0 || slash != name.lastIndexOf('/')) {
      return because(name, "has the form <domain>/<name>, with exactly one slash");
    }
    var prefix = name.substring(0, slash);
    var last = name.substring(slash + 1);
    if (name.contains("kubernetes.io/")) {
      return because(name, "is outside of kubernetes.io");
    }
    if (prefix.startsWith("requests.")) {
      return because(name, "does not begin with 'requests.'");
    }
    if (prefix.length() > PREFIX_LIMIT || !PREFIX.matcher(prefix).matches()) {
      return because(
          name, "begins with a DNS domain of at most " + PREFIX_LIMIT + " characters: 'intel.com'");
    }
    if (last.length() > NAME_LIMIT) {
      return because(
          name, "has at most 63 characters after the slash, and this has " + last.length());
    }
    if (!NAME.matcher(last).matches()) {
      return because(
          name,
          "has letters, digits, '-', '_' and '.' after the slash, a letter or digit at both ends");
    }
    return Optional.empty();
  }

  /**
   * The variable in which a VM's pod finds the addresses (KubeVirt {@code pkg/util}:
   * ResourceNameToEnvVar).
   */
  static String variable(AddressKind kind, String name) {
    return kind.prefix() + "_" + name.toUpperCase(Locale.ROOT).replace('/', '_').replace('.', '_');
  }

  private static Optional<String> because(String name, String rule) {
    return Optional.of(
        "kubelet would refuse the resource name '"
            + name
            + "': a resource name "
            + rule
            + ". Change resourceName.");
  }
}
