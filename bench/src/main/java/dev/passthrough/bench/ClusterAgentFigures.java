package dev.passthrough.bench;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.bench.process.ControlPlane;
import dev.passthrough.bench.process.Program;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * Measures an agent whose object is in an API server, and prints a table: {@code
 * ClusterAgentFigures PROGRAM ETCD KUBERNETES CRDS FOLDER}, where FOLDER is empty.
 */
final class ClusterAgentFigures {

  private ClusterAgentFigures() {}

  static void main(String[] args) throws IOException {
    var program = new Program(Path.of(args[0]).toAbsolutePath());
    var folder = Path.of(args[4]);
    var host = Figures.manyFunctions(folder);
    var figures = new ArrayList<Figure>();
    try (var plane =
            new ControlPlane(Path.of(args[1]), Path.of(args[2]), folder.resolve("control-plane"));
        var client = plane.client()) {
      plane.define(Path.of(args[3]));
      create(client, host);
      try (var agent =
          AgentUnderTest.inCluster(program, host, folder.resolve("agent"), plane.kubeconfig())) {
        agent.awaitLists();
        var _ = new AllocateFigures(agent).figures();
        figures.addAll(AgentFigures.idle(agent, "in a cluster", "96 MiB"));
      }
    }
    System.out.println("| figure | goal | measured |\n| --- | --- | --- |");
    figures.forEach(System.out::println);
  }

  private static void create(KubernetesClient client, SyntheticHost host) {
    client.resource(Serialization.unmarshal(host.object(), PassthroughNode.class)).create();
  }
}
