package dev.passthrough.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the kernel says of a process (proc(5)), and its end. */
public final class Processes {

  private static final int SECONDS_TO_END = 30;

  private Processes() {}

  /** Resident memory now, in MiB. */
  public static long residentMiB(Process process) throws IOException {
    return mebibytes(process, "VmRSS:");
  }

  /** The most that was resident since its start, in MiB. */
  public static long peakMiB(Process process) throws IOException {
    return mebibytes(process, "VmHWM:");
  }

  /** User and system time so far, in milliseconds (fields 14 and 15 in hundredths). */
  public static long cpuMillis(Process process) throws IOException {
    var stat = Files.readString(file(process, "stat"));
    var fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * 10;
  }

  /** Asks it to end, and insists after half a minute. */
  public static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long mebibytes(Process process, String line) throws IOException {
    return Files.readAllLines(file(process, "status")).stream()
        .filter(it -> it.startsWith(line))
        .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static Path file(Process process, String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }
}
