package dev.passthrough.agent;

/** What an exception comes from: libraries wrap it in words of their own. */
final class RootCause {

  private RootCause() {}

  /** The first line of what the innermost cause of {@code wrong} says; never blank. */
  static String words(Throwable wrong) {
    var cause = wrong;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
  }
}
