package dev.passthrough.cluster;

import java.util.List;
import org.testcontainers.DockerClientFactory;

/** Clusters of test runs that were killed before they could end them. */
final class Leftovers {

  /** Holds the id of the process that a cluster belongs to. */
  static final String LABEL = "dev.passthrough.rig";

  private Leftovers() {}

  static void remove() {
    var docker = DockerClientFactory.lazyClient();
    var containers =
        docker.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec();
    for (var container : containers) {
      var process = ProcessHandle.of(Long.parseLong(container.getLabels().get(LABEL)));
      if (process.isEmpty()) {
        docker.removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true).exec();
      }
    }
  }
}
