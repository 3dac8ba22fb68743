package dev.passthrough.bench;

import dev.passthrough.bench.AgentUnderTest.Start;
import dev.passthrough.bench.process.Program;
import dev.passthrough.bench.process.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The agent as kubelet meets it: starts, restarts of kubelet, memory, idle processor time. */
final class AgentFigures {

  private static final int STARTS = 7;
  private static final int RESTARTS = 50;
  private static final int LESSONS = 2;
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Program program;
  private final Path scratch;
  private int runs;

  AgentFigures(Program program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  List<Figure> of(SyntheticHost usual, SyntheticHost many) throws IOException {
    learn(usual, many);
    var figures = new ArrayList<Figure>();
    figures.add(starts("559 functions", "300 ms", usual));
    figures.add(starts("2,048 virtual functions", "450 ms", many));
    try (var agent = AgentUnderTest.fromFile(program, many, folder())) {
      agent.awaitLists();
      figures.addAll(new AllocateFigures(agent).figures());
      figures.addAll(idle(agent, "from a file", "64 MiB"));
    }
    var drive = usual.drive();
    try (var agent = AgentUnderTest.fromFile(program, usual, folder())) {
      agent.awaitLists();
      figures.add(restarts(agent));
      figures.addAll(new NewsFigures(agent, usual).figures());
      figures.addAll(drive.figuresOfEvents(agent));
      figures.add(drive.figure(agent));
    }
    return figures;
  }

  /** This process, too, has things to load and to compile, which are not the agent's. */
  private void learn(SyntheticHost usual, SyntheticHost many) throws IOException {
    start(usual);
    for (int i = 0; i < LESSONS; i++) {
      try (var agent = AgentUnderTest.fromFile(program, many, folder())) {
        agent.awaitLists();
        var _ = new AllocateFigures(agent).figures();
        var _ = restarts(agent);
      }
    }
  }

  private Figure starts(String what, String goal, SyntheticHost host) throws IOException {
    var first = new long[STARTS];
    var all = new long[STARTS];
    for (int i = 0; i < STARTS; i++) {
      var start = start(host);
      first[i] = start.first();
      all[i] = start.all();
    }
    return new Figure(
        "exec to first list (to the last resource's), " + what,
        goal,
        "%s (%s)"
            .formatted(
                Times.millis(new Times(first).median()), Times.millis(new Times(all).median())));
  }

  private Start start(SyntheticHost host) throws IOException {
    try (var agent = AgentUnderTest.fromFile(program, host, folder())) {
      return agent.awaitLists();
    }
  }

  /** After Allocate's. */
  static List<Figure> idle(AgentUnderTest agent, String where, String goal) throws IOException {
    long before = agent.cpuMillis();
    Waiting.pause(IDLE);
    return List.of(
        new Figure(
            "idle processor time, " + where,
            "1 ms/s",
            "%.1f ms/s".formatted((agent.cpuMillis() - before) / (double) IDLE.toSeconds())),
        new Figure(
            "resident memory, 2,048 virtual functions, " + where,
            goal,
            agent.residentMiB() + " MiB"));
  }

  private static Figure restarts(AgentUnderTest agent) throws IOException {
    var times = new long[RESTARTS];
    var resource = agent.resources().getFirst();
    for (int i = 0; i < RESTARTS; i++) {
      agent.kubelet().kill();
      agent.kubelet().start();
      long begin = System.nanoTime();
      agent.await("registered again", () -> !agent.kubelet().allocatable(resource).isEmpty());
      times[i] = agent.plugin(resource).lastArrival() - begin;
      agent.await(
          "all again",
          () ->
              agent.resources().stream()
                  .noneMatch(it -> agent.kubelet().allocatable(it).isEmpty()));
    }
    var sorted = new Times(times);
    return new Figure(
        "kubelet restarted to listed again, median and worst of " + RESTARTS,
        "10 ms, 100 ms",
        Times.millis(sorted.median()) + ", " + Times.millis(sorted.worst()));
  }

  private Path folder() {
    return scratch.resolve("agent-" + ++runs);
  }
}
