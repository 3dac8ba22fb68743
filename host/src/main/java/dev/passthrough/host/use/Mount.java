package dev.passthrough.host.use;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of {@code mountinfo} (proc_pid_mountinfo(5)).
 *
 * @param device {@code major:minor} of the file system; {@code 0:N} where that is no block device
 * @param root what of the file system is mounted: {@code /} is all of it
 * @param point where it is mounted, seen from the process
 * @param source what the file system says it is on
 */
record Mount(String device, String root, String point, String type, String source) {

  private static final Pattern REMOTE =
      Pattern.compile(
          "nfs.*|cifs|smb.*|ceph|9p|afs|lustre|beegfs|gpfs|fuse.*|virtiofs|ocfs2|gfs2|orangefs|pvfs2|coda");

  /**
   * Whether it is another machine or program that answers, or does not. What has its root there
   * does nothing without it.
   */
  boolean remote() {
    return !point.equals("/") && REMOTE.matcher(type).matches();
  }

  static List<Mount> parse(List<String> lines) {
    var mounts = new ArrayList<Mount>();
    lines.forEach(line -> of(line).ifPresent(mounts::add));
    return mounts;
  }

  /**
   * The number that {@code line}, which this was read from, has, if this machine answers for it.
   */
  Optional<Integer> numberIfLocal(String line) {
    return remote() ? Optional.empty() : number(line.substring(0, line.indexOf(' ')));
  }

  /** A mount's number, as {@code mountinfo} and {@code fdinfo} have it. */
  static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text.strip()));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** Six fields, any number of optional ones, a lone dash, then type, source and options. */
  static Optional<Mount> of(String line) {
    var fields = List.of(line.split(" ", -1));
    int dash = fields.indexOf("-");
    if (dash < 6 || fields.size() < dash + 3) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(
            fields.get(2),
            unescaped(fields.get(3)),
            unescaped(fields.get(4)),
            fields.get(dash + 1),
            unescaped(fields.get(dash + 2))));
  }

  /** Space, tab, line feed and backslash are written as three octal digits. */
  static String unescaped(String text) {
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 3 < text.length() && octal(text, i + 1)) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static boolean octal(String text, int from) {
    return text.substring(from, from + 3).chars().allMatch(c -> c >= '0' && c <= '7');
  }
}
