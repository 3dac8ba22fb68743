package dev.passthrough.host.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files and links of a tree, as the stand-ins change them and as tests compare them. */
public final class Tree {

  private Tree() {}

  /**
   * Everything below {@code folder}: files with their bytes, links with their targets, folders. Two
   * trees are the same if and only if these are equal.
   */
  public static SortedMap<String, String> contents(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (var all = Files.walk(folder)) {
      for (var path : (Iterable<Path>) all::iterator) {
        contents.put(folder.relativize(path).toString(), content(path));
      }
    }
    return contents;
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    return Files.isDirectory(path)
        ? "folder"
        : new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }

  static void write(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
  }

  static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  static void link(Path link, Path target) throws IOException {
    var parent = Files.createDirectories(link.resolveSibling("").normalize());
    Files.createSymbolicLink(link, parent.relativize(target));
  }

  static void remove(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (var entry : list(path)) {
        remove(entry);
      }
    }
    Files.deleteIfExists(path);
  }
}
