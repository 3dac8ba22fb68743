package dev.passthrough.host.plan;

import java.util.List;

/**
 * Runs one of the host's own programs: fixed arguments, no shell.
 *
 * @param command the program's name and its arguments
 * @param why one sentence for a person
 * @param derives whether it makes something of files that a plan changes, so that it is run again
 *     when they are brought back
 * @param readBack what is looked at afterwards
 */
public record RunCommand(List<String> command, String why, boolean derives, ReadBack readBack)
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
    return derives ? "run again once the files are back" : "not needed; gone with the next boot";
  }

  private static String list(List<String> arguments) {
    return String.join(" ", arguments);
  }
}
