package dev.passthrough.cli;

import dev.passthrough.agent.FileNodeObject;
import dev.passthrough.api.PassthroughNode;
import java.nio.file.Path;

/** The object in a file. */
final class SpecFile {

  private SpecFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is none or lacks something; the message names the field
   */
  static PassthroughNode read(Path file) {
    return FileNodeObject.read(file).current().orElseThrow();
  }

  /** The name of the node that {@code wanted} is for; empty if the file does not say. */
  static String node(PassthroughNode wanted) {
    var name = wanted.getMetadata().getName();
    return name == null ? "" : name;
  }
}
