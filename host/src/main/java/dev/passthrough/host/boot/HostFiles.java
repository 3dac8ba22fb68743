package dev.passthrough.host.boot;

import dev.passthrough.host.plan.FileState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The host's files that may have to be changed, as they are.
 *
 * @param files each that exists, by its path from the root; of others nothing is known but that
 *     they were looked for
 * @param unreadable those that exist and cannot be read
 * @param folders that exist, of those that a file may have to be made in
 * @param programs that exist, of those that may have to be run
 * @param readOnly of {@code etc} and {@code usr}, those that are mounted so that nothing can be
 *     written
 * @param system the distribution's {@code ID} in os-release(5); empty where unknown
 */
public record HostFiles(
    Map<String, FileState> files,
    Set<String> unreadable,
    Set<String> folders,
    Set<String> programs,
    Set<String> readOnly,
    String system) {

  public HostFiles {
    files = Map.copyOf(files);
    unreadable = Set.copyOf(unreadable);
    folders = Set.copyOf(folders);
    programs = Set.copyOf(programs);
    readOnly = Set.copyOf(readOnly);
  }

  boolean isReadOnly(String folder) {
    return readOnly.contains(folder);
  }

  FileState state(String path) {
    return files.getOrDefault(path, FileState.absent());
  }

  boolean has(String path) {
    return files.containsKey(path);
  }

  boolean canRun(String program) {
    return programs.contains(program);
  }

  /** The files in {@code folder}, which ends with a slash, sorted as text. */
  List<String> in(String folder) {
    return new TreeMap<>(files)
        .keySet().stream()
            .filter(it -> it.startsWith(folder) && it.indexOf('/', folder.length()) < 0)
            .toList();
  }

  /** The folders that have to be made for the file {@code path}, outermost first. */
  List<String> missingFolders(String path) {
    var missing = new ArrayList<String>();
    for (int slash = path.lastIndexOf('/');
        slash > 0 && !folders.contains(path.substring(0, slash));
        slash = path.lastIndexOf('/', slash - 1)) {
      missing.addFirst(path.substring(0, slash));
    }
    return missing;
  }
}
