package dev.passthrough.cli.inspect;

/** A piece of text and how it is coloured where there is colour. */
record Cell(String text, Tone tone) {

  enum Tone {
    PLAIN(""),
    QUIET("\u001b[2m"),
    GOOD("\u001b[32m"),
    CAUTION("\u001b[33m"),
    BAD("\u001b[31m");

    private static final String END = "\u001b[0m";
    private final String start;

    Tone(String start) {
      this.start = start;
    }

    String paint(String text) {
      return start.isEmpty() || text.isBlank() ? text : start + text + END;
    }
  }

  static Cell of(String text) {
    return new Cell(text, Tone.PLAIN);
  }

  static Cell quiet(String text) {
    return new Cell(text, Tone.QUIET);
  }
}
