package dev.passthrough.host.use;

/**
 * Something that could not be looked at.
 *
 * @param text what, and where it would have been
 */
public record BlindSpot(Kind kind, String text) {

  public enum Kind {
    Mounts,
    Routes,
    ApiServer,
    OpenFiles,
    Framebuffers
  }
}
