package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings agents to nodes and takes them away, in the cluster. */
public final class AgentSet {

  private static final Logger logger = LoggerFactory.getLogger(AgentSet.class);

  private final KubernetesClient client;
  private final AgentOptions options;
  private final NodeLabels labels;
  private final String fieldManager;

  private record Version(String uid, @Nullable Long generation) {
    static Version of(DaemonSet set) {
      return new Version(set.getMetadata().getUid(), set.getMetadata().getGeneration());
    }
  }

  /** What the last apply led to; a DaemonSet that differs was changed by somebody else. */
  private Optional<Version> applied = Optional.empty();

  public AgentSet(KubernetesClient client, AgentOptions options, String fieldManager) {
    this.client = client;
    this.options = options;
    this.labels = new NodeLabels(client);
    this.fieldManager = fieldManager;
  }

  public String namespace() {
    return options.namespace();
  }

  public String name() {
    return options.name();
  }

  /**
   * Sees to it that {@code node} gets an agent.
   *
   * @param seen the DaemonSet as the cluster has it, perhaps some moments ago
   */
  public void bring(Node node, Optional<DaemonSet> seen) {
    if (!NodeLabel.on(node)) {
      label(node.getMetadata().getName(), Optional.of(NodeLabel.VALUE));
    }
    upToDate(seen);
  }

  /** Takes the agent away from the node, and the DaemonSet with the last of them. */
  public void withdraw(String node) {
    label(node, Optional.empty());
    endIfUnused();
  }

  public boolean runsOn(String node) {
    return !client
        .pods()
        .inNamespace(options.namespace())
        .withLabels(AgentDaemonSet.selector(options))
        .withField("spec.nodeName", node)
        .list(new ListOptionsBuilder().withLimit(1L).build())
        .getItems()
        .isEmpty();
  }

  /** Ends the DaemonSet if no node wants an agent; asks the API server, not a cache. */
  public synchronized void endIfUnused() {
    var wanted =
        client
            .nodes()
            .withLabels(NodeLabel.asMap())
            .list(new ListOptionsBuilder().withLimit(1L).build());
    if (wanted.getItems().isEmpty()) {
      var ended =
          client
              .apps()
              .daemonSets()
              .inNamespace(options.namespace())
              .withName(options.name())
              .delete();
      if (!ended.isEmpty()) {
        logger.info("DaemonSet {} ended: no node wants an agent any more", options.name());
      }
      applied = Optional.empty();
    }
  }

  private synchronized void upToDate(Optional<DaemonSet> seen) {
    if (seen.isPresent() && seen.map(Version::of).equals(applied)) {
      return;
    }
    var result =
        client
            .apps()
            .daemonSets()
            .inNamespace(options.namespace())
            .resource(AgentDaemonSet.desired(options, owner()))
            .fieldManager(fieldManager)
            .forceConflicts()
            .serverSideApply();
    applied = Optional.of(Version.of(result));
    logger.info(
        "DaemonSet {} applied, generation {}",
        options.name(),
        result.getMetadata().getGeneration());
  }

  private OwnerReference owner() {
    var account =
        client
            .serviceAccounts()
            .inNamespace(options.namespace())
            .withName(options.serviceAccount())
            .get();
    if (account == null) {
      throw new IllegalStateException(
          "The agents' service account %s is not in namespace %s; the chart installs it"
              .formatted(options.serviceAccount(), options.namespace()));
    }
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("ServiceAccount")
        .withName(account.getMetadata().getName())
        .withUid(account.getMetadata().getUid())
        .build();
  }

  private void label(String node, Optional<String> value) {
    if (labels.set(node, NodeLabel.KEY, value)) {
      logger.info("Node {} {} an agent", node, value.isEmpty() ? "no longer gets" : "gets");
    } else {
      logger.info("Node {} is gone", node);
    }
  }
}
