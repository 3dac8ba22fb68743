package dev.passthrough.host.kernellog;

/** Takes the lines of a log, whatever boots it holds, and keeps what the last of them tells. */
final class LastBoot {

  private LogReading reading = new LogReading();

  void take(String line) {
    if (line.contains("Linux version ") && LogWords.FIRST.matcher(line).find()) {
      reading = new LogReading();
    }
    reading.take(line);
  }

  KernelLog result() {
    return reading.result();
  }
}
