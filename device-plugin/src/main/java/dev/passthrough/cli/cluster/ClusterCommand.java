package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.cli.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code passthrough cluster}, which is {@code kubectl passthrough}. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "What the PassthroughNodes of a cluster say. As bin/kubectl-passthrough on the PATH it is 'kubectl passthrough'.")
public final class ClusterCommand implements Callable<Integer> {

  private static final int NOTHING_FOUND = 1;

  @Spec private CommandSpec command = CommandSpec.create();

  private final Function<Access, Cluster> clusters;

  public ClusterCommand() {
    this(KubernetesCluster::of);
  }

  ClusterCommand(Function<Access, Cluster> clusters) {
    this.clusters = clusters;
  }

  @Override
  public Integer call() {
    command.commandLine().usage(command.commandLine().getErr());
    return 2;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Every node in a line: is it well, and if not, why and what to do.")
  int status(
      @Mixin Access access,
      @Parameters(arity = "0..*", paramLabel = "NODE", description = "Only these.")
          @Nullable List<String> nodes) {
    var objects = clusters.apply(access).objects();
    if (nodes == null || nodes.isEmpty()) {
      StatusPage.print(objects, out());
    } else {
      StatusPage.print(nodes.stream().map(it -> find(objects, it)).toList(), out());
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Every policy in a line: are its nodes well, and if not, which and why.")
  int policies(
      @Mixin Access access,
      @Parameters(arity = "0..*", paramLabel = "POLICY", description = "Only these.")
          @Nullable List<String> names) {
    var all = clusters.apply(access).policies();
    if (names == null || names.isEmpty()) {
      PoliciesPage.print(all, out());
      return 0;
    }
    var found = all.stream().filter(it -> names.contains(it.getMetadata().getName())).toList();
    var missing = new ArrayList<>(names);
    found.forEach(it -> missing.remove(it.getMetadata().getName()));
    if (!missing.isEmpty()) {
      throw CommandFailure.failed(
          "there is no PassthroughPolicy %s. 'kubectl passthrough policies' lists them."
              .formatted(missing.getFirst()));
    }
    PoliciesPage.print(found, out());
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "What would be changed on a node, by its agent and as root.")
  int plan(@Mixin Access access, @Parameters(paramLabel = "NODE") String node) {
    PlanPage.print(find(clusters.apply(access).objects(), node), out());
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "All that is known of a device: who offers it, who has it, what is said of it.")
  int explain(
      @Mixin Access access,
      @Parameters(paramLabel = "DEVICE", description = "A PCI address, or a UUID.") String device) {
    if (!new DevicePage(device).print(clusters.apply(access).objects(), out())) {
      throw CommandFailure.failed(
          "no PassthroughNode says anything of %s. 'passthrough inspect' on the node knows every device it has."
              .formatted(device));
    }
    return 0;
  }

  @Command(
      name = "who-uses",
      mixinStandardHelpOptions = true,
      description = "The pods and virtual machines that have devices of a resource.")
  int whoUses(
      @Mixin Access access,
      @Parameters(paramLabel = "RESOURCE", description = "Such as intel.com/igb-vf.")
          String resource) {
    if (!UsesPage.print(clusters.apply(access).objects(), resource, out())) {
      out().printf("No node offers %s.%n", resource);
      return NOTHING_FOUND;
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Shows what a privileged pod would do on a node and, if you agree, lets it do exactly that.")
  int approve(
      @Mixin Access access,
      @Parameters(paramLabel = "NODE") String node,
      @Option(
              names = "--hash",
              paramLabel = "HASH",
              description = "Do not ask, and approve exactly the plan with this hash or none.")
          @Nullable String hash) {
    var cluster = clusters.apply(access);
    var object = find(cluster.objects(), node);
    var plan =
        Objects.rootPlan(object)
            .orElseThrow(() ->
                CommandFailure.failed(
                    "nothing waits for approval on %s. 'kubectl passthrough status %s' says how it stands."
                        .formatted(node, node)));
    if (hash != null && !hash.equals(plan.hash())) {
      throw CommandFailure.failed(
          "the plan for %s is not %s but %s: read it first ('kubectl passthrough plan %s'). Nothing was approved."
              .formatted(node, hash, plan.hash(), node));
    }
    PlanPage.print(plan, out());
    if (hash == null && !agreed()) {
      throw CommandFailure.failed("nothing was approved.");
    }
    if (!cluster.grant(node, plan.hash())) {
      throw CommandFailure.failed(
          "the plan for %s has changed since it was shown. Nothing was approved; look at it again."
              .formatted(node));
    }
    out().printf("Approved. 'kubectl passthrough status %s' says what becomes of it.%n", node);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Saves what helps others to understand this cluster's state in one file: objects, events, logs, and on request a snapshot of each host.",
        "No secret is read. The file names serial numbers and MAC addresses."
      })
  int bundle(
      @Mixin Access access,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              defaultValue = "passthrough-bundle.zip",
              description = "The file to write (default: ${DEFAULT-VALUE}).")
          Path file,
      @Option(
              names = "--snapshots",
              description = {
                "Also a snapshot of each host, taken by a second program in its agent's pod for some seconds.",
                "It needs some 80 MiB: an agent whose memory limit has no room for that is ended, and started again."
              })
          boolean snapshots) {
    if (Files.exists(file)) {
      throw CommandFailure.badInput("-o: '%s' is there already; name another.".formatted(file));
    }
    try {
      out().printf("%d files in %s%n", Bundle.write(clusters.apply(access), snapshots, file), file);
    } catch (IOException e) {
      throw CommandFailure.failed("could not write '%s' (%s).".formatted(file, e));
    }
    return 0;
  }

  private static PassthroughNode find(List<PassthroughNode> objects, String node) {
    return objects.stream()
        .filter(it -> it.getMetadata().getName().equals(node))
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.failed(
                "there is no PassthroughNode %s. 'kubectl passthrough status' lists them."
                    .formatted(node)));
  }

  private boolean agreed() {
    out().print("Approve this? Only 'yes' does: ");
    out().flush();
    try {
      var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      return "yes".equals(in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
