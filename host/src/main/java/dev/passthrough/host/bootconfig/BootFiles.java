package dev.passthrough.host.bootconfig;

import dev.passthrough.host.HostRoot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a machine as the finders of boot loaders ask for them; paths are relative to its
 * root.
 */
record BootFiles(HostRoot root) {

  boolean has(String path) {
    return root.resolve(path).isPresent();
  }

  Optional<List<String>> lines(String path) {
    return root.lines(path);
  }

  List<String> names(String folder) {
    return root.folder(folder).names();
  }

  /** The first of {@code paths} that can be read. */
  Optional<String> firstReadable(List<String> paths) {
    return paths.stream().filter(path -> lines(path).isPresent()).findFirst();
  }

  Distribution distribution() {
    var path = firstReadable(List.of("etc/os-release", "usr/lib/os-release"));
    return path.flatMap(this::lines)
        .map(text -> Distribution.of(ShellAssignments.parse(text).values()))
        .orElse(Distribution.UNKNOWN);
  }

  /** GRUB's environment block and where it is, where one can be read. */
  Optional<Located<GrubEnvironment>> grubEnvironment() {
    var vendors = names("boot/efi/EFI").stream().map(v -> "boot/efi/EFI/" + v + "/grubenv");
    var places = Stream.concat(Stream.of("boot/grub2/grubenv", "boot/grub/grubenv"), vendors);
    return firstReadable(places.toList())
        .flatMap(p -> lines(p).map(text -> new Located<>("/" + p, GrubEnvironment.parse(text))));
  }

  /** Something read, and the file it is from. */
  record Located<T>(String file, T value) {}
}
