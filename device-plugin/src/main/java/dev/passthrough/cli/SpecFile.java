package dev.passthrough.cli;

import dev.passthrough.agent.FileNodeObject;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The spec in a file, with what the API server would otherwise insist on. */
final class SpecFile {

  private SpecFile() {}

  /**
   * @throws IllegalArgumentException if it is none or lacks something; the message names the field
   */
  static PassthroughNodeSpec read(Path file) {
    var spec = FileNodeObject.read(file).current().orElseThrow().getSpec();
    for (int i = 0; i < spec.resources().size(); i++) {
      check("spec.resources[%d]".formatted(i), spec.resources().get(i));
    }
    return spec;
  }

  private static void check(String path, ResourceEntry entry) {
    require(path + ".name", entry.name());
    require(path + ".resourceName", entry.resourceName());
    VirtualFunctions functions = require(path + ".virtualFunctions", entry.virtualFunctions());
    var card = require(path + ".virtualFunctions.physicalFunction", functions.physicalFunction());
    require(path + ".virtualFunctions.physicalFunction.address", card.address());
  }

  private static <T> T require(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }
}
