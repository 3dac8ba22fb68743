package dev.passthrough.host.apply;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What root saw cards' drivers hold their virtual functions to, for an agent that cannot ask them.
 * It counts for that boot, that binding of the card's driver and that making of the function alone:
 * sysfs gives each folder and link a new inode number when it comes anew (fs/kernfs/dir.c).
 */
public final class SettingsNote {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NAME = "settings.json";
  private static final String FILE = Folders.HOST_STATE + "/" + NAME;

  private record Note(String bootId, List<Card> cards) {}

  private record Card(PciAddress address, String driver, List<Function> functions) {}

  private record Function(PciAddress address, String made, Map<Setting, String> settings) {}

  private SettingsNote() {}

  /** What is known in this way and still counts; nothing where the note cannot be read. */
  public static Map<PciAddress, Map<Setting, String>> read(HostRoot root) {
    var known = new HashMap<PciAddress, Map<Setting, String>>();
    var file = root.resolve(FILE);
    if (file.isEmpty()) {
      return known;
    }
    Note note;
    try {
      note = JSON.readValue(Files.readAllBytes(file.orElseThrow()), Note.class);
    } catch (IOException unreadable) {
      // Nothing is offered on the strength of it then; root writes it anew.
      return known;
    }
    if (!note.bootId().equals(BootId.of(root))) {
      return known;
    }
    for (var card : note.cards()) {
      if (driver(root, card.address()).filter(card.driver()::equals).isPresent()) {
        card.functions().stream()
            .filter(it -> made(root, it.address()).filter(it.made()::equals).isPresent())
            .forEach(it -> known.put(it.address(), it.settings()));
      }
    }
    return known;
  }

  /**
   * Notes what {@code snapshot} tells of the functions of {@code cards}, and nothing else any more.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(HostRoot root, Snapshot snapshot, Collection<PciAddress> cards)
      throws IOException {
    var all = new ArrayList<Card>();
    for (var address : cards) {
      var functions =
          snapshot
              .function(address)
              .flatMap(PciFunction::sriov)
              .map(Sriov::virtualFunctions)
              .orElse(List.of());
      driver(root, address)
          .ifPresent(it -> all.add(new Card(address, it, functions(root, snapshot, functions))));
    }
    if (all.isEmpty()) {
      forget(root);
    } else {
      replace(Folders.hostState(root), JSON.writeValueAsBytes(new Note(BootId.of(root), all)));
    }
  }

  /**
   * Notes nothing any more.
   *
   * @throws IOException if it cannot be taken away
   */
  public static void forget(HostRoot root) throws IOException {
    var file = root.resolve(FILE);
    if (file.isPresent()) {
      Files.deleteIfExists(file.orElseThrow());
      Folders.sync(Folders.hostState(root));
    }
  }

  private static List<Function> functions(
      HostRoot root, Snapshot snapshot, List<PciAddress> addresses) {
    var all = new ArrayList<Function>();
    for (var address : addresses) {
      var settings = snapshot.function(address).map(PciFunction::settings).orElse(Map.of());
      made(root, address).ifPresent(it -> all.add(new Function(address, it, settings)));
    }
    return all;
  }

  private static void replace(Path folder, byte[] bytes) throws IOException {
    var half = folder.resolve("." + NAME + ".new");
    Files.deleteIfExists(half);
    try (var channel =
        FileChannel.open(half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(half, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folder);
  }

  private static Optional<String> made(HostRoot root, PciAddress function) {
    return root.resolve("sys/bus/pci/devices/" + function).flatMap(SettingsNote::inode);
  }

  private static Optional<String> driver(HostRoot root, PciAddress card) {
    return root.resolve("sys/bus/pci/devices/" + card).flatMap(it -> inode(it.resolve("driver")));
  }

  /** Of the thing itself, not of where it leads; the same through every mount of it. */
  private static Optional<String> inode(Path path) {
    try {
      var key =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      return Optional.ofNullable(key).map(it -> it.toString().replaceFirst(".*ino=", ""));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
