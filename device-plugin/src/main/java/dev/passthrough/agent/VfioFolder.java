package dev.passthrough.agent;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;

import dev.passthrough.host.HostFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a node comes to or goes from {@code /dev/vfio}, by inotify: whoever removes one by
 * hand causes no event of the kernel.
 */
final class VfioFolder implements Closeable {

  private static final Logger logger = LoggerFactory.getLogger(VfioFolder.class);

  private final Supplier<HostFolder> folder;
  private final Consumer<String> changed;
  private final WatchService watcher;
  private @Nullable WatchKey key;

  /**
   * @param folder finds it anew for each {@link #watch}; need not be there
   * @param changed hears the name of the node, which is a group's number in most cases
   */
  VfioFolder(Supplier<HostFolder> folder, Consumer<String> changed) throws IOException {
    this.folder = folder;
    this.changed = changed;
    this.watcher = FileSystems.getDefault().newWatchService();
    Thread.ofVirtual().name("vfio-folder").start(this::listen);
  }

  /**
   * Begins to watch, or again where the folder came or was made anew.
   *
   * @return whether it was watched already, so that nothing was missed
   */
  synchronized boolean watch() {
    if (key != null && key.isValid()) {
      return true;
    }
    key = folder.get().path().map(this::register).orElse(null);
    return false;
  }

  private @Nullable WatchKey register(Path path) {
    try {
      return path.register(watcher, ENTRY_CREATE, ENTRY_DELETE);
    } catch (IOException gone) {
      logger.debug("{} cannot be watched now", path, gone);
      return null;
    }
  }

  private void listen() {
    try {
      while (true) {
        var happened = watcher.take();
        happened.pollEvents().forEach(it -> changed.accept(String.valueOf(it.context())));
        happened.reset();
      }
    } catch (ClosedWatchServiceException | InterruptedException ended) {
      logger.trace("No longer watching", ended);
    }
  }

  @Override
  public void close() throws IOException {
    watcher.close();
  }
}
