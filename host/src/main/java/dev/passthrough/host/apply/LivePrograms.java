package dev.passthrough.host.apply;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs with a fixed environment, no input and a deadline; of what they print the end is
 * kept.
 */
record LivePrograms(Duration deadline) implements HostPrograms {

  /** An initramfs for each of several kernels, on a slow disk. */
  static final Duration USUAL = Duration.ofMinutes(15);

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C",
          "HOME", "/root",
          "DEBIAN_FRONTEND", "noninteractive");

  private static final int MOST_OUTPUT = 4096;

  /** What is said of 256 virtual functions, several times over. */
  private static final int MOST_ANSWER = 1 << 20;

  @Override
  public void run(List<String> command) throws IOException, InterruptedException {
    run(command, true);
  }

  @Override
  public String output(List<String> command) throws IOException, InterruptedException {
    return run(command, false);
  }

  /**
   * @param together whether what it says of errors is kept among the rest; otherwise it goes where
   *     this program's own goes
   */
  private String run(List<String> command, boolean together)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(together)
            .redirectError(
                together ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    var process = builder.start();
    var tail = new Tail(together ? MOST_OUTPUT : MOST_ANSWER);
    var reader = Thread.ofVirtual().start(() -> tail.read(process.getInputStream()));
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "'%s' has not ended within %d s and was stopped%s"
                .formatted(String.join(" ", command), deadline.toSeconds(), tail.words()));
      }
      // What it left running may keep the output open; a moment is enough for what it said itself.
      reader.join(Duration.ofSeconds(1));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "'%s' ended with %d%s"
              .formatted(String.join(" ", command), process.exitValue(), tail.words()));
    }
    return tail.text();
  }

  /** The last of what a program printed. */
  private static final class Tail {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;

    Tail(int most) {
      this.most = most;
    }

    void read(InputStream from) {
      var buffer = new byte[1024];
      try {
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
          keep(buffer, count);
        }
      } catch (IOException ended) {
        // It was stopped; what it printed before is kept.
      }
    }

    private synchronized void keep(byte[] buffer, int count) {
      kept.write(buffer, 0, count);
      if (kept.size() > 2 * most) {
        var all = kept.toByteArray();
        kept.reset();
        kept.write(all, all.length - most, most);
      }
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }

    synchronized String words() {
      var all = kept.toString(StandardCharsets.UTF_8).strip();
      var end = all.substring(Math.max(0, all.length() - MOST_OUTPUT));
      return end.isEmpty() ? ", and printed nothing" : "; it printed: " + end;
    }
  }
}
