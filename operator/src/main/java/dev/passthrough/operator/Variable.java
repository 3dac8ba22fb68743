package dev.passthrough.operator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One environment variable: its name, what it means and how its text is read.
 *
 * @param fallback the text that counts where the variable is absent or empty; null where it must be
 *     set
 */
record Variable<T>(
    String name, String meaning, @Nullable String fallback, Function<String, T> parser) {

  static Variable<String> text(String name, String meaning, @Nullable String fallback) {
    return new Variable<>(name, meaning, fallback, Function.identity());
  }

  static Variable<Boolean> flag(String name, String meaning, boolean fallback) {
    return new Variable<>(
        name,
        meaning,
        Boolean.toString(fallback),
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("must be true or false");
            });
  }

  static Variable<Integer> number(String name, String meaning, int fallback) {
    return new Variable<>(name, meaning, Integer.toString(fallback), Integer::valueOf);
  }

  /** A length of time, such as 90s, 10m or 1h. */
  static Variable<Duration> time(String name, String meaning, String fallback) {
    return new Variable<>(
        name,
        meaning,
        fallback,
        text -> {
          if (!text.matches("[1-9][0-9]{0,4}[smh]")) {
            throw new IllegalArgumentException("must be a length of time, such as 90s or 10m");
          }
          return Duration.parse("PT" + text);
        });
  }

  /** Words with commas between them; none where the text is empty. */
  static Variable<List<String>> words(String name, String meaning) {
    return new Variable<>(
        name,
        meaning,
        "",
        text ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList());
  }

  /**
   * Throws {@link IllegalArgumentException} with the variable's name and meaning in the message.
   */
  T of(Map<String, String> environment) {
    var set = Optional.ofNullable(environment.get(name)).filter(it -> !it.isEmpty());
    var text = set.or(() -> Optional.ofNullable(fallback));
    try {
      return parser.apply(text.orElseThrow(() -> new IllegalArgumentException("must be set")));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Environment variable %s (%s) is '%s': %s"
              .formatted(name, meaning, text.orElse(""), e.getMessage()),
          e);
    }
  }
}
