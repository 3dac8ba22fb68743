package dev.passthrough.host.plan;

import java.util.List;

/**
 * Replaces a file, makes one or removes one: as a whole or not at all, with owner and mode kept.
 *
 * @param path from the host's root, without a leading slash
 * @param before what is there
 * @param after what is to be there
 * @param without what would be there if this program had never come; restore brings that back
 * @param folders those that are made for it, outermost first; with the file they go again, if empty
 * @param why one sentence for a person
 */
public record WriteFile(
    String path,
    FileState before,
    FileState after,
    FileState without,
    List<String> folders,
    String why)
    implements HostStep {

  public WriteFile {
    folders = List.copyOf(folders);
  }

  @Override
  public String sentence() {
    var verb =
        before.same(after)
            ? "forget"
            : !after.present() ? "remove" : before.present() ? "change" : "make";
    return "/%s: %s it: %s".formatted(path, verb, why);
  }

  @Override
  public String verified() {
    return after.present()
        ? "/%s has the SHA-256 %s…".formatted(path, after.digest())
        : "/%s is gone".formatted(path);
  }

  @Override
  public String undone() {
    return without.present() ? "its bytes as found, SHA-256 " + without.digest() + "…" : "removed";
  }
}
