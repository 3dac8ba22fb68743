package dev.passthrough.host.inventory;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.pci.ConfigSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** A function's {@code config} file, opened at the first question and once only. */
final class ConfigFile implements AutoCloseable {

  private final HostFolder folder;
  private Optional<SeekableByteChannel> channel = Optional.empty();
  private boolean tried;

  ConfigFile(HostFolder folder) {
    this.folder = folder;
  }

  ConfigSpace space() {
    return new ConfigSpace(this::read);
  }

  private int read(int offset, byte[] into) {
    if (!tried) {
      tried = true;
      channel = open();
    }
    if (channel.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, channel.get().position(offset).read(ByteBuffer.wrap(into)));
    } catch (IOException unreadable) {
      return 0;
    }
  }

  private Optional<SeekableByteChannel> open() {
    try {
      return Optional.of(folder.open("config"));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException nothingToDo) {
      // It was read only, so nothing is lost.
    }
  }
}
