package dev.passthrough.host.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.InMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A journal whose disk is full for a while")
class JournalTest {

  private static final PciAddress FIRST = PciAddress.of("0000:01:00.0");
  private static final PciAddress LOST = PciAddress.of("0000:02:00.0");
  private static final PciAddress NEXT = PciAddress.of("0000:03:00.0");

  @TempDir(factory = InMemory.class)
  Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20})
  @DisplayName("keeps nothing of the line that did not fit, and every line after it")
  void cutBack(int taken) throws Exception {
    try (var disk = new Full(file(), true);
        var journal = Journal.open(folder, "boot", () -> {}, _ -> disk)) {
      journal.append(entry(FIRST));
      disk.takesOnly(taken);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> journal.append(entry(LOST)));
      assertThat(journal.state().quarantine()).containsOnlyKeys(FIRST);
      disk.takesAll();
      journal.append(entry(NEXT));
    }
    assertThat(Journal.look(file(), "boot").quarantine()).containsOnlyKeys(FIRST, NEXT);
  }

  @Test
  @DisplayName("takes no further line where the torn one stays, until it is opened again")
  void stays() throws Exception {
    try (var disk = new Full(file(), false);
        var journal = Journal.open(folder, "boot", () -> {}, _ -> disk)) {
      journal.append(entry(FIRST));
      disk.takesOnly(20);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> journal.append(entry(LOST)));
      disk.takesAll();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> journal.append(entry(NEXT)))
          .withMessageContaining("opened again");
    }
    assertThat(Files.readString(file())).doesNotEndWith("\n");
    try (var journal = Journal.open(folder, "boot", () -> {})) {
      journal.append(entry(NEXT));
    }
    assertThat(Journal.look(file(), "boot").quarantine()).containsOnlyKeys(FIRST, NEXT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xff, 0xc3, 'x'})
  @DisplayName("keeps every line before a last one that is damaged, whatever bytes that has")
  void damagedLast(int damage) throws Exception {
    try (var journal = Journal.open(folder, "boot", () -> {})) {
      journal.append(entry(FIRST));
    }
    var whole = Files.readAllBytes(file());
    var garbage = new byte[] {(byte) damage, (byte) damage, (byte) damage, '\n'};
    Files.write(file(), garbage, StandardOpenOption.APPEND);

    Journal.open(folder, "boot", () -> {}).close();

    assertThat(file()).hasBinaryContent(whole);
  }

  private Path file() {
    return folder.resolve(Journal.FILE);
  }

  private static JournalEntry entry(PciAddress card) {
    return new JournalEntry.Quarantined(card, card, "a write");
  }

  /** A file on a disk that takes a part of a line and then has no room. */
  private static final class Full extends RandomAccessFile {

    private final boolean cuts;
    private int room = Integer.MAX_VALUE;

    Full(Path path, boolean cuts) throws IOException {
      super(path.toFile(), "rw");
      this.cuts = cuts;
    }

    void takesOnly(int bytes) {
      room = bytes;
    }

    void takesAll() {
      room = Integer.MAX_VALUE;
    }

    @Override
    public void write(byte[] line) throws IOException {
      super.write(line, 0, Math.min(room, line.length));
      if (room < line.length) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void setLength(long length) throws IOException {
      if (!cuts && room < Integer.MAX_VALUE) {
        throw new IOException("Input/output error");
      }
      super.setLength(length);
    }
  }
}
