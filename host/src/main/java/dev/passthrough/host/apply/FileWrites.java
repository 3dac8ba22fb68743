package dev.passthrough.host.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes into files that exist. One write(2) for all of the text: a sysfs attribute takes each
 * write as a whole value (Documentation/filesystems/sysfs.rst).
 */
record FileWrites() implements KernelWrites {

  @Override
  public void write(Path file, String value) throws IOException {
    var text = ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.UTF_8));
    try (var channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      int written = channel.write(text);
      if (text.hasRemaining()) {
        throw new IOException("only %d bytes were taken".formatted(written));
      }
    }
  }
}
