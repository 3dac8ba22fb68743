package dev.passthrough.host.machine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** What {@code uname -r} prints, such as {@code 6.12.8-amd64}. */
public record KernelRelease(String text) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public KernelRelease {}

  /** Whether it is {@code major.minor} or newer; false where the text names no version. */
  public boolean atLeast(int major, int minor) {
    var m = FORM.matcher(text);
    if (!m.matches()) {
      return false;
    }
    int first = Integer.parseInt(m.group(1));
    return first > major || (first == major && Integer.parseInt(m.group(2)) >= minor);
  }

  /** Whether it is older than {@code major.minor}; false where the text names no version. */
  public boolean before(int major, int minor) {
    return FORM.matcher(text).matches() && !atLeast(major, minor);
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
