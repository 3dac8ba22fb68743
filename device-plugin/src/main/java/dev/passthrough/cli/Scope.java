package dev.passthrough.cli;

import picocli.CommandLine.Option;

/** How much of a plan is meant. */
final class Scope {

  @Option(
      names = "--beyond-agent",
      description =
          "Leave to this node's agent what its rights suffice for: its devices, but for those of which it cannot see whether"
              + " a process has them open.")
  private boolean beyondAgent;

  boolean beyondAgent() {
    return beyondAgent;
  }
}
