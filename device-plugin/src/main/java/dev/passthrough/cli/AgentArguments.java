package dev.passthrough.cli;

import dev.passthrough.kubelet.Door;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an agent is started with; {@code node} or {@code file} is there, never both.
 *
 * @param node the name of its object in the API server
 * @param file the file of its object
 * @param root the folder that stands for the host's {@code /}
 * @param door how kubelet gets to know of the devices
 * @param metricsPort absent for no metrics
 */
record AgentArguments(
    Optional<String> node,
    Optional<Path> file,
    Path root,
    Path kubeletFolder,
    Door door,
    OptionalInt metricsPort) {

  static final String ROOT = "/";
  static final String KUBELET = "/var/lib/kubelet";

  /** What the other one takes for quotation marks, variables and files of arguments. */
  private static final String SPECIAL = "\"'$@\\";

  private static final Map<String, Door> DOORS =
      Stream.of(Door.values()).collect(Collectors.toMap(Door::name, it -> it));

  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

  /**
   * The answer to {@code line}, if it is {@code agent} and each option once in its plain form, the
   * name and the value apart. A tenth of a second quicker than what takes every form, which is
   * asked about all else.
   */
  static Optional<AgentArguments> plain(List<String> line) {
    if (line.size() % 2 == 0 || !line.getFirst().equals("agent")) {
      return Optional.empty();
    }
    Optional<String> node = Optional.empty();
    Optional<String> file = Optional.empty();
    Optional<String> root = Optional.empty();
    Optional<String> kubelet = Optional.empty();
    Optional<String> door = Optional.empty();
    Optional<String> port = Optional.empty();
    for (int i = 1; i < line.size(); i += 2) {
      var value = Optional.of(line.get(i + 1)).filter(AgentArguments::plain);
      boolean again;
      switch (line.get(i)) {
        case "--node" -> {
          again = node.isPresent();
          node = value;
        }
        case "-f", "--file" -> {
          again = file.isPresent();
          file = value;
        }
        case "--root" -> {
          again = root.isPresent();
          root = value;
        }
        case "--kubelet-dir" -> {
          again = kubelet.isPresent();
          kubelet = value;
        }
        case "--registration" -> {
          again = door.isPresent();
          door = value.filter(DOORS.keySet()::contains);
          value = door;
        }
        case "--metrics-port" -> {
          again = port.isPresent();
          port = value.filter(it -> PORT.matcher(it).matches());
          value = port;
        }
        default -> {
          return Optional.empty();
        }
      }
      if (again || value.isEmpty()) {
        return Optional.empty();
      }
    }
    return node.isPresent() == file.isPresent()
        ? Optional.empty()
        : made(
            node,
            file,
            root.orElse(ROOT),
            kubelet.orElse(KUBELET),
            door.map(DOORS::get).orElse(Door.KubeletSocket),
            port);
  }

  /** Not empty, no option, nothing that a quotation mark or an expansion changes. */
  private static boolean plain(String value) {
    return !value.isBlank()
        && value.charAt(0) != '-'
        && value.chars().noneMatch(it -> SPECIAL.indexOf(it) >= 0);
  }

  private static Optional<AgentArguments> made(
      Optional<String> node,
      Optional<String> file,
      String root,
      String kubelet,
      Door door,
      Optional<String> port) {
    try {
      return Optional.of(
          new AgentArguments(
              node,
              file.map(Path::of),
              Path.of(root),
              Path.of(kubelet),
              door,
              port.map(it -> OptionalInt.of(Integer.parseInt(it))).orElse(OptionalInt.empty())));
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }
}
