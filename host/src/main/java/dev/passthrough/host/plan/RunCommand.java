package dev.passthrough.host.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * Runs one of the host's own programs: fixed arguments, no shell.
 *
 * @param command the program's name and its arguments
 * @param why one sentence for a person
 * @param sources the files that it makes something of, so that it is run again when they are
 *     brought back; one that ends with a slash stands for all in that folder
 * @param readBack what is looked at afterwards
 */
public record RunCommand(List<String> command, String why, List<String> sources, ReadBack readBack)
    implements HostStep {

  /**
   * What the kernel's lines in a boot menu must say.
   *
   * @param file from the host's root; empty if there is nothing to read
   * @param present arguments that at least one line has
   * @param absent arguments that no line has
   */
  public record ReadBack(String file, List<String> present, List<String> absent) {

    private static final ReadBack NOTHING = new ReadBack("", List.of(), List.of());

    public ReadBack {
      present = List.copyOf(present);
      absent = List.copyOf(absent);
    }

    public static ReadBack nothing() {
      return NOTHING;
    }
  }

  public RunCommand {
    command = List.copyOf(command);
    sources = List.copyOf(sources);
  }

  /** Whether it makes something of files that a plan changes. */
  public boolean derives() {
    return !sources.isEmpty();
  }

  /** Whether it makes something of the file {@code path}. */
  public boolean derivesFrom(String path) {
    return sources.stream()
        .anyMatch(it -> it.endsWith("/") ? path.startsWith(it) : path.equals(it));
  }

  /** The same, looking at nothing afterwards. */
  public RunCommand unchecked() {
    return new RunCommand(command, why, sources, ReadBack.nothing());
  }

  /** The same, made of what {@code other} is made of too. */
  public RunCommand and(RunCommand other) {
    var all = Stream.concat(sources.stream(), other.sources.stream()).distinct().toList();
    return new RunCommand(command, why, all, readBack);
  }

  @Override
  public String sentence() {
    return "run %s: %s".formatted(String.join(" ", command), why);
  }

  @Override
  public String verified() {
    var words = new StringBuilder("it ends with 0");
    if (!readBack.present().isEmpty()) {
      words.append(", and /%s has %s".formatted(readBack.file(), list(readBack.present())));
    }
    if (!readBack.absent().isEmpty()) {
      words.append(", and /%s is without %s".formatted(readBack.file(), list(readBack.absent())));
    }
    return words.toString();
  }

  @Override
  public String undone() {
    return derives() ? "run again once the files are back" : "not needed; gone with the next boot";
  }

  private static String list(List<String> arguments) {
    return String.join(" ", arguments);
  }
}
