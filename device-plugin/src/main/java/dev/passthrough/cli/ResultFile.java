package dev.passthrough.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.host.plan.Disturbance;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Step;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Says in a file what a command came to, for the program that started it. */
final class ResultFile {

  /**
   * Kubelet takes no more of a container (pkg/kubelet/container,
   * MaxContainerTerminationMessageLength).
   */
  static final int MOST_BYTES = 4096;

  /** A hundred addresses; what is left is enough for the least {@link Bound}. */
  private static final int MOST_BYTES_OF_NAMES = 1500;

  /** Quotation marks and a comma. */
  private static final int AROUND_NAME = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** From all of it to a little: how many sentences of each kind, and how long. */
  private static final List<Bound> BOUNDS =
      List.of(
          new Bound(100, 1000),
          new Bound(40, 400),
          new Bound(20, 200),
          new Bound(10, 150),
          new Bound(5, 120),
          new Bound(3, 80));

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description =
          "Also write what it came to into FILE, as JSON of at most 4096 bytes, such as a container's"
              + " termination message.")
  private @Nullable Path file;

  /**
   * Writes it, and has it on disk: the machine may be about to go down.
   *
   * @param failures what did not come about
   */
  void write(Outcome outcome, Plan plan, List<String> failures) throws IOException {
    if (file == null) {
      return;
    }
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(0);
      out.write(bytes(outcome, plan, failures));
      out.getFD().sync();
    }
  }

  static byte[] bytes(Outcome outcome, Plan plan, List<String> failures)
      throws JsonProcessingException {
    byte[] bytes = {};
    for (var bound : BOUNDS) {
      bytes = JSON.writeValueAsBytes(result(outcome, plan, failures, bound));
      if (bytes.length <= MOST_BYTES) {
        return bytes;
      }
    }
    throw new IllegalStateException("%d bytes are too many".formatted(bytes.length));
  }

  private static PrivilegedResult result(
      Outcome outcome, Plan plan, List<String> failures, Bound bound) {
    var remarks =
        Stream.of(
                failures.stream(),
                plan.notices().stream().map(Notice::message),
                plan.refusals().stream().map(it -> it.message()),
                plan.kept().stream().map(it -> it.message()))
            .flatMap(it -> it);
    var result =
        PrivilegedResult.of(
            outcome,
            plan.isEmpty()
                ? null
                : new PlanStatus(
                    plan.hash(),
                    bound.of(plan.steps().stream().map(Step::sentence)),
                    bound.of(plan.disturbances().stream().map(Disturbance::sentence)),
                    allOrNone(plan.taken()),
                    plan.reboots()),
            bound.of(remarks));
    return plan.waitsForHolders() ? result.heldUpByUse() : result;
  }

  /** Some would be taken for all. */
  private static List<String> allOrNone(List<String> names) {
    int bytes = names.stream().mapToInt(it -> it.length() + AROUND_NAME).sum();
    return bytes <= MOST_BYTES_OF_NAMES ? names : List.of();
  }

  /** At most so many sentences, none longer than so. */
  private record Bound(int sentences, int length) {

    List<String> of(Stream<String> all) {
      var list = all.toList();
      var some = list.stream().limit(sentences).map(this::cut);
      return list.size() <= sentences
          ? some.toList()
          : Stream.concat(some, Stream.of("… and %d more".formatted(list.size() - sentences)))
              .toList();
    }

    private String cut(String sentence) {
      return sentence.length() <= length ? sentence : sentence.substring(0, length - 1) + "…";
    }
  }
}
