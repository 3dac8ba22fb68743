package dev.passthrough.host.boot;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.plan.FileState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the files that may have to be changed. Nothing is thrown, and nothing is written. */
public final class HostFilesReader {

  /** Above any boot file that is text; a larger one is not taken for one. */
  private static final int MOST_BYTES = 1 << 20;

  private static final List<String> FILES =
      Stream.concat(
              Stream.of(
                  GrubDefaults.FILE,
                  CommandLine.FILE,
                  "boot/grub2/grubenv",
                  "boot/grub2/grub.cfg",
                  "boot/grub/grub.cfg",
                  VfioModules.FILE,
                  EarlyBinding.MKINITCPIO),
              InitramfsFiles.all().stream())
          .toList();

  static final List<String> ENTRIES =
      List.of("boot/loader/entries", "boot/efi/loader/entries", "efi/loader/entries");

  private static final List<String> FOLDERS =
      List.of(
          "etc/default/grub.d",
          "boot/loader/entries",
          "boot/efi/loader/entries",
          "efi/loader/entries",
          EarlyBinding.PRESETS);

  private static final List<String> PROGRAM_FOLDERS =
      List.of("usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin");

  private static final List<String> PROGRAMS =
      List.of(
          "update-grub",
          "grub-mkconfig",
          "grub2-mkconfig",
          "grubby",
          "rpm-ostree",
          "proxmox-boot-tool",
          "kernel-install",
          "update-initramfs",
          "dracut",
          "mkinitcpio",
          "modprobe",
          "systemctl");

  private final HostRoot root;
  private final TreeMap<String, FileState> files = new TreeMap<>();
  private final Set<String> unreadable = new HashSet<>();

  private HostFilesReader(HostRoot root) {
    this.root = root;
  }

  public static HostFiles read(HostRoot root) {
    return new HostFilesReader(root).read();
  }

  private HostFiles read() {
    FILES.forEach(this::take);
    for (var folder : FOLDERS) {
      root.folder(folder).names().stream()
          .filter(it -> it.endsWith(".cfg") || it.endsWith(".conf") || it.endsWith(".preset"))
          .forEach(name -> take(folder + "/" + name));
    }
    for (var vendor : root.folder("boot/efi/EFI").names()) {
      take("boot/efi/EFI/" + vendor + "/grubenv");
    }
    var made = Stream.concat(FILES.stream(), FOLDERS.stream().map(it -> it + "/any"));
    var folders =
        made.flatMap(HostFilesReader::above)
            .filter(it -> root.folder(it).path().isPresent())
            .collect(Collectors.toSet());
    return new HostFiles(files, unreadable, folders, programs(), readOnly(), system());
  }

  private void take(String path) {
    if (root.resolve(path).isEmpty()) {
      return;
    }
    var bytes = root.bytes(path, MOST_BYTES + 1);
    if (bytes.isEmpty() || bytes.get().length > MOST_BYTES) {
      unreadable.add(path);
    } else {
      files.put(path, FileState.of(bytes.get()));
    }
  }

  private static Stream<String> above(String path) {
    return Stream.iterate(
            path.lastIndexOf('/'), slash -> slash > 0, slash -> path.lastIndexOf('/', slash - 1))
        .map(slash -> path.substring(0, slash));
  }

  private Set<String> programs() {
    return PROGRAMS.stream()
        .filter(name ->
            PROGRAM_FOLDERS.stream().anyMatch(it -> root.resolve(it + "/" + name).isPresent()))
        .collect(Collectors.toSet());
  }

  private Set<String> readOnly() {
    return Stream.of("etc", "usr").filter(this::readOnly).collect(Collectors.toSet());
  }

  /**
   * The mount that {@code folder} is on (proc(5), mounts): the longest mount point that leads
   * there. Process 1 sees the host's, a program in a container its own.
   */
  private boolean readOnly(String folder) {
    var best = "";
    boolean answer = false;
    for (var line :
        root.lines("proc/1/mounts").or(() -> root.lines("proc/mounts")).orElse(List.of())) {
      var fields = line.split(" ", -1);
      if (fields.length > 3
          && (fields[1].equals("/") || fields[1].equals("/" + folder))
          && fields[1].length() >= best.length()) {
        best = fields[1];
        answer = List.of(fields[3].split(",", -1)).contains("ro");
      }
    }
    return answer;
  }

  private String system() {
    return Stream.of("etc/os-release", "usr/lib/os-release")
        .flatMap(it -> root.lines(it).stream())
        .flatMap(List::stream)
        .filter(it -> it.startsWith("ID="))
        .map(it -> it.substring(3).replace("\"", "").strip())
        .findFirst()
        .orElse("");
  }
}
