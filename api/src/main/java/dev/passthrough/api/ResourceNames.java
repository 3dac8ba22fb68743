package dev.passthrough.api;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What kubelet and KubeVirt make of a resource's name. Kubelet: {@code IsExtendedResourceName} in
 * pkg/apis/core/v1/helper, where {@code requests.NAME} must be a qualified name too. KubeVirt:
 * {@code ResourceNameToEnvVar} in pkg/util.
 */
public final class ResourceNames {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_DOMAIN = 253 - "requests.".length();

  private ResourceNames() {}

  /**
   * Why kubelet would refuse {@code resourceName}, as the end of a sentence; empty if it takes it.
   */
  public static Optional<String> complaint(String resourceName) {
    int slash = resourceName.indexOf('/');
    if (slash < 0 || slash != resourceName.lastIndexOf('/')) {
      return Optional.of("is not of the form domain/name");
    }
    var domain = resourceName.substring(0, slash);
    var name = resourceName.substring(slash + 1);
    if (resourceName.contains("kubernetes.io/")) {
      return Optional.of("is below kubernetes.io, which is kept for Kubernetes itself");
    }
    if (domain.startsWith("requests.")) {
      return Optional.of("begins with requests., which is kept for quotas");
    }
    if (domain.length() > LONGEST_DOMAIN || !DOMAIN.matcher(domain).matches()) {
      return Optional.of(
          "has a part before the slash that is no DNS name of at most %d lower-case letters, digits, '-' and '.'"
              .formatted(LONGEST_DOMAIN));
    }
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      return Optional.of(
          "has a part after the slash that is not 1 to %d letters, digits, '-', '_' or '.' with a letter or digit at both ends"
              .formatted(LONGEST_NAME));
    }
    return Optional.empty();
  }

  /**
   * The form of {@code resourceName} in the variables in which KubeVirt's launcher looks for
   * addresses, without their prefix: two resources of one form cannot be told apart there.
   */
  public static String variable(String resourceName) {
    return resourceName.toUpperCase(Locale.ROOT).replace('/', '_').replace('.', '_');
  }
}
