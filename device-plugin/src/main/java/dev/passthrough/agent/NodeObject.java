package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import java.util.Optional;

/** The {@code PassthroughNode} of this node, wherever it is kept. Safe for use by many threads. */
public interface NodeObject extends AutoCloseable {

  /** The newest that is known; empty while there is none. */
  Optional<PassthroughNode> current();

  /**
   * Runs {@code listener} soon after each change of what is wanted; it must return quickly. Only
   * one listener.
   */
  void onChange(Runnable listener);

  /**
   * Makes {@code status} the object's, if it is not yet.
   *
   * @return whether it is; where it cannot be written now, that is in the log, once
   */
  boolean report(PassthroughNode node, PassthroughNodeStatus status);

  /** Whether what was reported last is still the object's status, as far as is known. */
  boolean isReported();

  /**
   * Tells whoever follows the object that something happened to it, once for each time; returns
   * quickly, on any thread.
   */
  void announce(Happening happening);

  /**
   * Whether there is a KubeVirt that is told of each resource, which is to happen before it is
   * offered first. May take as long as a report.
   */
  boolean hasKubeVirt();

  @Override
  void close();
}
