package dev.passthrough.cluster;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/** The node's root file system as an image of the engine; imported once for each recipe. */
final class NodeImage {

  private static final String REPOSITORY = "passthrough/rig-node";

  private NodeImage() {}

  /** The image's name; {@code tar} is named after its recipe. */
  static String imported(Path tar) throws IOException {
    var docker = DockerClientFactory.lazyClient();
    var tag = tar.getFileName().toString().replace(".tar", "");
    var name = REPOSITORY + ":" + tag;
    try {
      docker.inspectImageCmd(name).exec();
    } catch (NotFoundException absent) {
      try (var content = Files.newInputStream(tar)) {
        docker.createImageCmd(REPOSITORY, content).withTag(tag).exec();
      }
    }
    return name;
  }
}
