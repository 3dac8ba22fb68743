package dev.passthrough.bench.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passthrough.bench.process.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The operator's writes as the API server's audit has them. */
final class Writes {

  private static final Duration QUIET = Duration.ofSeconds(20);

  private final Path audit;

  Writes(Path audit) {
    this.audit = audit;
  }

  /** So far. */
  int count() {
    return lines().size();
  }

  /** Those after the first {@code seen}, by verb, resource and answer. */
  SortedMap<String, Integer> since(int seen) {
    var json = new ObjectMapper();
    SortedMap<String, Integer> counts = new TreeMap<>();
    var lines = lines();
    for (var line : lines.subList(seen, lines.size())) {
      try {
        var event = json.readTree(line);
        var object = event.path("objectRef");
        var subresource = object.path("subresource").asText();
        counts.merge(
            "%s %s%s %d"
                .formatted(
                    event.path("verb").asText(),
                    object.path("resource").asText(),
                    subresource.isEmpty() ? "" : "/" + subresource,
                    event.path("responseStatus").path("code").asInt()),
            1,
            Integer::sum);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return counts;
  }

  /** Returns once there was none for 20 seconds. */
  void awaitQuiet() {
    int before = -1;
    for (int now = count(); now != before; now = count()) {
      before = now;
      Waiting.pause(QUIET);
    }
  }

  private List<String> lines() {
    try {
      return Files.exists(audit) ? Files.readAllLines(audit) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
