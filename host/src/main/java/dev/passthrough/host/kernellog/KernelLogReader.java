package dev.passthrough.host.kernellog;

import dev.passthrough.host.HostRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds the kernel's log of the running boot: the ring buffer on the machine itself, or the files
 * that log daemons keep.
 */
public final class KernelLogReader {

  /** A log and where it was read. */
  public record Source(String name, KernelLog log) {}

  private static final List<String> FILES =
      List.of("var/log/dmesg", "var/log/kern.log", "var/log/messages", "var/log/syslog");

  /** Far more than dmesg takes; it only copies a buffer. */
  private static final long SECONDS = 5;

  private KernelLogReader() {}

  /**
   * The first log that is of the running kernel; a file of another boot's kernel is passed over.
   *
   * @param running the release of the running kernel, where known
   */
  public static Optional<Source> read(HostRoot root, Optional<String> running) {
    var ring = root.path().equals(Path.of("/")) ? ringBuffer() : Optional.<Source>empty();
    return ring.or(() ->
        FILES.stream()
            .flatMap(p -> LogFile.parse(root, p).map(log -> new Source("/" + p, log)).stream())
            .filter(s -> !s.log().notes().isEmpty() || s.log().release().isPresent())
            .filter(s -> ofKernel(s.log(), running))
            .findFirst());
  }

  public static Source source(String name, List<String> lines) {
    return new Source(name, KernelLog.parse(lines));
  }

  private static boolean ofKernel(KernelLog log, Optional<String> running) {
    return log.release().isEmpty() || running.isEmpty() || log.release().equals(running);
  }

  /** By {@code dmesg}, which needs no privilege unless kernel.dmesg_restrict is set. */
  private static Optional<Source> ringBuffer() {
    try {
      var process =
          new ProcessBuilder("dmesg").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0
          ? Optional.of(source("dmesg", text.lines().toList()))
          : Optional.empty();
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
