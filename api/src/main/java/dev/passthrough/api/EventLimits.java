package dev.passthrough.api;

/**
 * What the API server takes of an event, and texts cut to that: {@code
 * pkg/apis/core/validation/events.go}, whose limits are in bytes of UTF-8.
 */
public final class EventLimits {

  /** Bytes of a note: NoteLengthLimit. */
  public static final int NOTE = 1024;

  /** Bytes of who says it: ReportingInstanceLengthLimit. */
  public static final int INSTANCE = 128;

  /** Characters of a name, which is a DNS subdomain. */
  public static final int NAME = 253;

  private static final String MORE = "…";

  private EventLimits() {}

  /** {@code text}, or its beginning and a sign that there is more. */
  public static String note(String text) {
    return bytes(text) <= NOTE ? text : beginning(text, NOTE - bytes(MORE)) + MORE;
  }

  /** A Node's or pod's name, or its beginning. */
  public static String instance(String name) {
    return beginning(name, INSTANCE);
  }

  /**
   * The name of an event about {@code subject}: it begins with as much of the subject as fits.
   *
   * @param subject a DNS subdomain
   * @param rest what tells events of all subjects apart; letters, digits and dots
   */
  public static String name(String subject, String rest) {
    var start = beginning(subject, NAME - 1 - rest.length());
    return start.replaceFirst("[.-]+$", "") + "." + rest;
  }

  /** As many whole characters of {@code text} as fit. */
  private static String beginning(String text, int bytes) {
    int end = 0;
    int left = bytes;
    while (end < text.length()) {
      int next = text.codePointAt(end);
      left -= bytes(next);
      if (left < 0) {
        break;
      }
      end += Character.charCount(next);
    }
    return text.substring(0, end);
  }

  private static int bytes(String text) {
    return text.codePoints().map(EventLimits::bytes).sum();
  }

  /** RFC 3629. */
  private static int bytes(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
