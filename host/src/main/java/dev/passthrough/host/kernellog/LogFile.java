package dev.passthrough.host.kernellog;

import dev.passthrough.host.HostRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A log that a daemon keeps, which may have grown for months: it is read line by line, and of a
 * very large one the beginning, where a boot is told of, and the newest part.
 */
final class LogFile {

  /** All messages of a boot are a megabyte or two. */
  static final long BEGINNING = 16 << 20;

  static final long NEWEST = 48 << 20;

  private LogFile() {}

  /** The last boot in the file {@code path}; empty if it cannot be read. */
  static Optional<KernelLog> parse(HostRoot root, String path) {
    int name = path.lastIndexOf('/') + 1;
    try (var file = root.folder(path.substring(0, name)).open(path.substring(name))) {
      long size = file.size();
      var boot = new LastBoot();
      if (size <= BEGINNING + NEWEST) {
        lines(file, 0, size).forEach(boot::take);
      } else {
        lines(file, 0, BEGINNING).forEach(boot::take);
        // The first line of the newest part began somewhere before it.
        lines(file, size - NEWEST, NEWEST).skip(1).forEach(boot::take);
      }
      return Optional.of(boot.result());
    } catch (IOException | UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  private static Stream<String> lines(SeekableByteChannel file, long start, long length)
      throws IOException {
    var part = new Part(Channels.newInputStream(file.position(start)), length);
    return new BufferedReader(new InputStreamReader(part, StandardCharsets.UTF_8)).lines();
  }

  /** No more than {@code left} bytes of a stream. */
  private static final class Part extends InputStream {

    private final InputStream from;
    private long left;

    Part(InputStream from, long left) {
      this.from = from;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = from.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
