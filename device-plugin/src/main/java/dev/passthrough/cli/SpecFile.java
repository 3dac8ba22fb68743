package dev.passthrough.cli;

import dev.passthrough.agent.FileNodeObject;
import dev.passthrough.api.PassthroughNodeSpec;
import java.nio.file.Path;

/** The spec in a file. */
final class SpecFile {

  private SpecFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is none or lacks something; the message names the field
   */
  static PassthroughNodeSpec read(Path file) {
    return FileNodeObject.read(file).current().orElseThrow().getSpec();
  }
}
