package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What the commands need of a cluster. */
interface Cluster {

  /** All there are, by name. */
  List<PassthroughNode> objects();

  /** All there are, by name. */
  List<PassthroughPolicy> policies();

  /**
   * Grants the plan {@code hash} of the node, if it is still the one that is shown.
   *
   * @return false if it is another one by now, or none; nothing was changed then
   */
  boolean grant(String node, String hash);

  /**
   * What helps to understand the cluster from afar: nothing that is secret.
   *
   * @param snapshots also what each host's agent sees of it
   * @param file is given each file, by its path
   * @param missing is told what could not be had, and why, a sentence each
   */
  void evidence(boolean snapshots, BiConsumer<String, byte[]> file, Consumer<String> missing);
}
