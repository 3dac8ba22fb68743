package dev.passthrough.host.bootconfig;

/**
 * A line of a file that gives the kernel arguments at the next boot.
 *
 * @param file from the root, such as {@code /etc/default/grub}
 * @param line counted from 1
 * @param key what carries the arguments there: {@code GRUB_CMDLINE_LINUX}, {@code options}, {@code
 *     kernelopts}; empty where the line is nothing but arguments
 * @param arguments as they stand there, variables of the loader resolved
 */
public record ConfiguredLine(String file, int line, String key, KernelCommandLine arguments) {

  /** The same line with other arguments, as a person would type it there. */
  public String written(KernelCommandLine with) {
    return switch (key) {
      case "" -> with.toString();
      case "options" -> "options " + with;
      case "kernelopts" -> "kernelopts=" + with;
      default ->
          with.toString().contains("\"") ? key + "='" + with + "'" : key + "=\"" + with + "\"";
    };
  }

  public String where() {
    return file + ", line " + line;
  }
}
