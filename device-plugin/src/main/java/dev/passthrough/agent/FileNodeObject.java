package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An object in a file, read once; its status goes to the log when its conditions change. */
public final class FileNodeObject implements NodeObject {

  private static final Logger logger = LoggerFactory.getLogger(FileNodeObject.class);

  private PassthroughNode node;

  private FileNodeObject(PassthroughNode node) {
    this.node = node;
  }

  /**
   * The object in {@code file}, YAML or JSON.
   *
   * @throws IllegalArgumentException if it holds no {@code PassthroughNode}; the message says what
   *     is wrong
   * @throws UncheckedIOException if it cannot be read
   */
  public static FileNodeObject read(Path file) {
    try {
      return new FileNodeObject(parse(file, Files.readString(file)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + file, unreadable);
    }
  }

  private static PassthroughNode parse(Path file, String text) {
    @Nullable PassthroughNode node;
    try {
      node = PlainObject.read(text).orElseGet(() -> whole(text));
    } catch (RuntimeException wrong) {
      throw new IllegalArgumentException(
          "%s holds no PassthroughNode: %s".formatted(file, RootCause.words(wrong)), wrong);
    }
    if (node == null || !"PassthroughNode".equals(node.getKind())) {
      throw new IllegalArgumentException(
          "%s holds no PassthroughNode; it must begin with apiVersion: %s/%s, kind: PassthroughNode"
              .formatted(file, PassthroughNode.GROUP, PassthroughNode.VERSION));
    }
    if (node.getSpec() == null) {
      throw new IllegalArgumentException(file + " has no spec");
    }
    RequiredFields.check(node.getSpec());
    var metadata =
        node.getMetadata() == null ? new ObjectMetaBuilder().build() : node.getMetadata();
    metadata.setGeneration(1L);
    node.setMetadata(metadata);
    return node;
  }

  static PassthroughNode whole(String text) {
    return Serialization.unmarshal(text, PassthroughNode.class);
  }

  @Override
  public synchronized Optional<PassthroughNode> current() {
    return Optional.of(node);
  }

  @Override
  public void onChange(Runnable listener) {
    // Read once: it never changes.
  }

  @Override
  public synchronized boolean report(PassthroughNode reported, PassthroughNodeStatus status) {
    var before = node.getStatus();
    if (before != null && before.conditions().equals(status.conditions())) {
      return true;
    }
    status.conditions().stream()
        .filter(it -> before == null || !before.conditions().contains(it))
        .forEach(
            it -> logger.info("{}={} {}: {}", it.type(), it.status(), it.reason(), it.message()));
    var next = new PassthroughNode();
    next.setMetadata(node.getMetadata());
    next.setSpec(node.getSpec());
    next.setStatus(status);
    node = next;
    return true;
  }

  @Override
  public boolean isReported() {
    return true;
  }

  @Override
  public void announce(Happening happening) {
    // Nobody follows a file; the log has it.
  }

  @Override
  public boolean hasKubeVirt() {
    return false;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
