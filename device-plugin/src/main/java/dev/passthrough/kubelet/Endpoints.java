package dev.passthrough.kubelet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Names sockets in kubelet's folder. Each name is used once: two agents of a rolling update, or a
 * server and its successor after a kubelet restart, never meet at one path.
 */
final class Endpoints {

  static final String PREFIX = "passthrough-";
  static final String SUFFIX = ".sock";

  /** {@code sun_path} of Linux: 108 bytes with the NUL. */
  private static final int PATH_LIMIT = 107;

  /** kubelet's own view of the longer of its folders, which may be mounted elsewhere here. */
  private static final int KUBELET_FOLDER = "/var/lib/kubelet/plugins_registry/".length();

  private final Path folder;
  private final String started;
  private int count;

  /**
   * @param started when this process began; tells its sockets from another agent's
   */
  Endpoints(Path folder, Instant started) {
    this.folder = folder;
    this.started = Long.toString(started.toEpochMilli(), Character.MAX_RADIX);
  }

  /**
   * A new base name for a socket of {@code resourceName}.
   *
   * @throws IOException if the folder's own path leaves no room for one
   */
  String next(String resourceName) throws IOException {
    var token = "-" + started + "." + count++ + SUFFIX;
    int room =
        PATH_LIMIT
            - Math.max(
                KUBELET_FOLDER, folder.toString().getBytes(StandardCharsets.UTF_8).length + 1)
            - PREFIX.length()
            - token.length();
    var readable = resourceName.replace('/', '_');
    if (readable.length() <= room) {
      return PREFIX + readable + token;
    }
    var hashed = hash(resourceName);
    if (hashed.length() > room) {
      throw new IOException(
          folder + " is too long for a unix socket in it: a socket's path has at most 107 bytes");
    }
    return PREFIX + hashed + token;
  }

  /** A new base name for a socket that gets its name for kubelet by a link. */
  String berth() {
    return started + "." + count++ + SUFFIX;
  }

  /** Whether an agent of this project made the socket {@code name}, in this or another process. */
  static boolean ours(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  private static String hash(String name) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
