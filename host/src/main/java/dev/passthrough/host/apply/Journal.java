package dev.passthrough.host.apply;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines on disk, each there for good before the next thing happens. A last line that a crash tore
 * is cut off; damage before it is an error, since nobody could say then what the host was like.
 *
 * <p>Not a {@code FileChannel}: an interrupt of the writing thread would close it.
 */
final class Journal implements AutoCloseable {

  static final String FILE = "journal";

  /** The lines that were dropped last, for {@link History}. */
  static final String OLDER = "journal.old";

  /** Beyond this size, lines that no longer matter are dropped when the journal is opened. */
  private static final long LONGEST = 1 << 20;

  private final RandomAccessFile file;
  private final Runnable onDisk;
  private JournalState state;
  private boolean torn;

  /** Opens the file at a path to write to it, and makes it where it is absent. */
  @FunctionalInterface
  interface Disk {
    RandomAccessFile open(Path path) throws IOException;
  }

  private Journal(RandomAccessFile file, JournalState state, Runnable onDisk) {
    this.onDisk = onDisk;
    this.file = file;
    this.state = state;
  }

  /**
   * The journal in {@code folder}, which is made if absent.
   *
   * @param bootId of the running kernel
   * @param onDisk runs after each line is on disk
   */
  static Journal open(Path folder, String bootId, Runnable onDisk) throws IOException {
    return open(folder, bootId, onDisk, path -> new RandomAccessFile(path.toFile(), "rw"));
  }

  /** As {@link #open(Path, String, Runnable)}, on another disk. */
  static Journal open(Path folder, String bootId, Runnable onDisk, Disk disk) throws IOException {
    var path = folder.resolve(FILE);
    var lines = new ArrayList<String>();
    long whole = Files.exists(path) ? read(path, lines) : 0;
    var state = fold(path, lines);
    if (whole > LONGEST && state.open().isEmpty()) {
      whole = shorten(folder, path, state);
    }
    var file = disk.open(path);
    file.setLength(whole);
    file.seek(whole);
    var journal = new Journal(file, state, onDisk);
    if (!state.bootId().equals(bootId)) {
      journal.append(new JournalEntry.Booted(bootId));
    }
    Folders.sync(folder);
    return journal;
  }

  /** What the journal at {@code path} says to the running kernel; it is left as it is. */
  static JournalState look(Path path, String bootId) throws IOException {
    var lines = new ArrayList<String>();
    read(path, lines);
    return fold(path, lines).and(new JournalEntry.Booted(bootId));
  }

  JournalState state() {
    return state;
  }

  /**
   * Returns when {@code entry} is on disk.
   *
   * @throws IOException if it is not; of its line nothing is left then, or no further line is taken
   */
  void append(JournalEntry entry) throws IOException {
    if (torn) {
      throw new IOException(
          "the last line of the journal is torn; it is cut off when the journal is opened again");
    }
    var next = state.and(entry);
    long end = file.getFilePointer();
    try {
      file.write(JournalLine.write(entry).getBytes(StandardCharsets.UTF_8));
      file.getFD().sync();
    } catch (IOException failed) {
      cutBack(end, failed);
      throw failed;
    }
    state = next;
    onDisk.run();
  }

  /** A full disk takes a part of a line: the next one must not come to stand behind it. */
  private void cutBack(long end, IOException failed) {
    try {
      file.setLength(end);
    } catch (IOException stays) {
      torn = true;
      failed.addSuppressed(stays);
    }
  }

  /** Adds the whole lines of {@code path} to {@code lines}; the answer is how long they are. */
  static long read(Path path, List<String> lines) throws IOException {
    var bytes = Files.readAllBytes(path);
    int from = 0;
    int last = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        lines.add(new String(bytes, from, at - from, StandardCharsets.UTF_8));
        last = from;
        from = at + 1;
      }
    }
    if (!lines.isEmpty() && JournalLine.read(lines.getLast()).isEmpty()) {
      lines.removeLast();
      from = last;
    }
    return from;
  }

  private static JournalState fold(Path path, List<String> lines) throws IOException {
    var state = JournalState.empty();
    for (int i = 0; i < lines.size(); i++) {
      int number = i + 1;
      var entry =
          JournalLine.read(lines.get(i))
              .orElseThrow(() ->
                  new IOException(
                      "line %d of %s is damaged, so it cannot be known how this host was found; look at it, bring the host back by hand, then move the file away"
                          .formatted(number, path)));
      state = state.and(entry);
    }
    return state;
  }

  private static long shorten(Path folder, Path path, JournalState state) throws IOException {
    var text =
        new StringBuilder(JournalLine.write(new JournalEntry.Booted(state.bootId())))
            .append(JournalLine.write(new JournalEntry.Holding(state.ledger().facts())))
            .append(JournalLine.write(new JournalEntry.HoldingHost(state.host())));
    state
        .quarantine()
        .forEach((card, it) ->
            text.append(
                JournalLine.write(new JournalEntry.Quarantined(card, it.device(), it.what()))));
    var fresh = folder.resolve(FILE + ".new");
    try (var out = new RandomAccessFile(fresh.toFile(), "rw")) {
      out.setLength(0);
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.getFD().sync();
    }
    Files.deleteIfExists(folder.resolve(OLDER));
    Files.createLink(folder.resolve(OLDER), path);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folder);
    return Files.size(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
