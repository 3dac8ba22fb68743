package dev.passthrough.host.boot;

/** One way in which a distribution gives its kernel arguments. */
interface Loader {

  /** How the host's files are to be so that every kernel is started as {@code wanted} says. */
  Desired desired(Wanted wanted, Situation situation);
}
