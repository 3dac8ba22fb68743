package dev.passthrough.cluster;

import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The node's root file system as an image of the engine; made once for each recipe. */
final class NodeImage {

  private static final String REPOSITORY = "passthrough/rig-node";

  private NodeImage() {}

  /** The image's name; {@code tar} is named after its recipe. */
  static String of(Path tar) {
    var name = REPOSITORY + ":" + tar.getFileName().toString().replace(".tar", "");
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(name).exec();
      return name;
    } catch (NotFoundException absent) {
      return new ImageFromDockerfile(name, false)
          .withFileFromPath("root.tar", tar)
          .withDockerfileFromBuilder(it -> it.from("scratch").add("root.tar", "/").build())
          .get();
    }
  }
}
