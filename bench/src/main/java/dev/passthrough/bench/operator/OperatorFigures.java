package dev.passthrough.bench.operator;

import dev.passthrough.bench.Figure;
import dev.passthrough.bench.process.ControlPlane;
import dev.passthrough.bench.process.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Measures the operator at scale and prints a table: {@code OperatorFigures OPERATOR ETCD
 * KUBERNETES CRDS FOLDER NODES REST}, where FOLDER is empty, NODES a number and REST a number of
 * minutes.
 */
final class OperatorFigures {

  private static final String MEMORY_GOAL = "512 MiB";

  private final Path program;
  private final ControlPlane plane;
  private final Path log;
  private final int nodes;
  private final Duration rest;
  private final List<Figure> figures = new ArrayList<>();
  private final Writes writes;

  private OperatorFigures(Path program, ControlPlane plane, Path log, int nodes, Duration rest) {
    this.program = program;
    this.plane = plane;
    this.log = log;
    this.nodes = nodes;
    this.rest = rest;
    this.writes = new Writes(plane.audit());
  }

  static void main(String[] args) throws IOException {
    var folder = Path.of(args[4]);
    var nodes = Integer.parseInt(args[5]);
    try (var plane =
            new ControlPlane(Path.of(args[1]), Path.of(args[2]), folder.resolve("control-plane"));
        var client = plane.client()) {
      plane.define(Path.of(args[3]));
      new PlayedCluster(client, nodes).make();
      try (var agents = new PlayedAgents(client)) {
        var figures =
            new OperatorFigures(
                Path.of(args[0]).toAbsolutePath(),
                plane,
                folder.resolve("operator.log"),
                nodes,
                Duration.ofMinutes(Long.parseLong(args[6])));
        figures.measure(new PlayedPolicies(client), agents);
        System.out.println("| figure | goal | measured |\n| --- | --- | --- |");
        figures.figures.forEach(System.out::println);
      }
    }
  }

  private void measure(PlayedPolicies policies, PlayedAgents agents) throws IOException {
    try (var operator = new OperatorProcess(program, plane.kubeconfig(), log)) {
      add("start to ready, %,d nodes, no policy".formatted(nodes), "", seconds(operator.start()));
      policies.make();
      phase(
          "20 policies made, until each says that all its nodes are ready",
          operator,
          policies::areReady);
      writes.awaitQuiet();
      figures.add(memory("resident then, and at its peak", operator));
      rest(operator);
      policies.edit();
      phase(
          "one policy of all nodes edited, until every object says so",
          operator,
          () ->
              agents.objects().stream()
                  .allMatch(it ->
                      it.getSpec().resources().stream()
                          .anyMatch(entry -> entry.name().equals(PlayedPolicies.added()))));
      phase("and from then until all nodes are ready", operator, policies::areReady);
      writes.awaitQuiet();
      figures.add(memory("resident then, and at its peak, again", operator));
    }
    int before = writes.count();
    try (var operator = new OperatorProcess(program, plane.kubeconfig(), log)) {
      writes.awaitQuiet();
      add(
          "started again: to ready, and its writes",
          "0 writes",
          seconds(operator.start()) + ", " + writes.since(before));
      figures.add(memory("resident then, and at its peak, after the start", operator));
    }
  }

  private void phase(String what, OperatorProcess operator, BooleanSupplier reached) {
    int before = writes.count();
    var time =
        Waiting.until(
            what,
            () -> {
              operator.requireAlive();
              return reached.getAsBoolean();
            });
    var counts = writes.since(before);
    int all = counts.values().stream().mapToInt(it -> it).sum();
    add(what, "", seconds(time));
    add("its writes, of a node", "", "%.1f %s".formatted(all / (double) nodes, counts));
  }

  private void rest(OperatorProcess operator) throws IOException {
    int before = writes.count();
    long busy = operator.cpuMillis();
    Waiting.pause(rest);
    add(
        "writes at rest, in %d minutes".formatted(rest.toMinutes()),
        "0",
        (writes.count() - before) + " " + writes.since(before));
    add(
        "processor time at rest",
        "",
        "%.1f ms/s".formatted((operator.cpuMillis() - busy) / (double) rest.toSeconds()));
  }

  private void add(String what, String goal, String measured) {
    var figure = new Figure(what, goal, measured);
    System.err.println(figure);
    figures.add(figure);
  }

  private static Figure memory(String what, OperatorProcess operator) throws IOException {
    var figure =
        new Figure(
            what,
            MEMORY_GOAL,
            "%d MiB, %d MiB".formatted(operator.residentMiB(), operator.peakMiB()));
    System.err.println(figure);
    return figure;
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1e3);
  }
}
