package dev.passthrough.host.plan;

import java.nio.charset.StandardCharsets;

/**
 * A file's bytes, or that there is none.
 *
 * @param content one char for each byte (ISO 8859-1), so that any bytes come back as they were
 * @param executable whether a file that is made anew may be run; one that exists keeps its mode
 */
public record FileState(boolean present, String content, boolean executable) {

  private static final FileState ABSENT = new FileState(false, "", false);

  public static FileState absent() {
    return ABSENT;
  }

  public static FileState of(byte[] bytes) {
    return of(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  public static FileState of(String content) {
    return new FileState(true, content, false);
  }

  public static FileState program(String content) {
    return new FileState(true, content, true);
  }

  public byte[] bytes() {
    return content.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether the bytes are the same; modes are not compared. */
  public boolean same(FileState other) {
    return present == other.present && content.equals(other.content);
  }

  /** The first twelve digits of the SHA-256 of its bytes, or {@code absent}. */
  public String digest() {
    return present ? Canonical.sha256(content).substring(0, 12) : "absent";
  }
}
