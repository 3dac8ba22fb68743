package dev.passthrough.host.contract;

import java.util.Optional;
import java.util.regex.Pattern;

/** One line of a case; {@code path} is the file's short name as the table explains it. */
sealed interface Line {

  /** The line as the table has it. */
  String text();

  String path();

  /**
   * A value written.
   *
   * @param refusal the kernel's words; empty if it takes the value
   */
  record Write(String text, String path, String value, Optional<String> refusal) implements Line {}

  record Reads(String text, String path, String content) implements Line {}

  /**
   * A link seen.
   *
   * @param atOnce whether it is so already, or becomes so
   */
  record LeadsTo(String text, String path, String name, boolean atOnce) implements Line {}

  record Exists(String text, String path, boolean there) implements Line {}

  Pattern WRITE = Pattern.compile("(\\S+) <-(?: ?(.*?))?(?: ! (.+))?");
  Pattern READS = Pattern.compile("(\\S+) = (.*)");
  Pattern LEADS_TO = Pattern.compile("(\\S+) ([-~])> (\\S+)");
  Pattern EXISTS = Pattern.compile("(\\S+) (there|gone)");

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none of the four forms
   */
  static Line parse(String text) {
    var write = WRITE.matcher(text);
    if (write.matches()) {
      return new Write(
          text,
          write.group(1),
          Optional.ofNullable(write.group(2)).orElse(""),
          Optional.ofNullable(write.group(3)));
    }
    var reads = READS.matcher(text);
    if (reads.matches()) {
      return new Reads(text, reads.group(1), reads.group(2));
    }
    var leadsTo = LEADS_TO.matcher(text);
    if (leadsTo.matches()) {
      return new LeadsTo(text, leadsTo.group(1), leadsTo.group(3), leadsTo.group(2).equals("-"));
    }
    var exists = EXISTS.matcher(text);
    if (exists.matches()) {
      return new Exists(text, exists.group(1), exists.group(2).equals("there"));
    }
    throw new IllegalArgumentException("not a line of the contract: " + text);
  }
}
