package dev.passthrough.cli.cluster;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, as kubectl is told. */
final class Access {

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context of the kubeconfig to use (default: its current one).")
  @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "passthrough-system",
      description = "Where the operator is installed (default: ${DEFAULT-VALUE}).")
  String namespace = "passthrough-system";
}
