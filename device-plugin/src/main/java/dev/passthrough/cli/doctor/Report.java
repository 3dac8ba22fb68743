package dev.passthrough.cli.doctor;

import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.preflight.Preflight;
import dev.passthrough.host.preflight.Status;
import java.util.List;

/** What was checked on a machine, and what the machine is. */
public record Report(List<Preflight.Result> checks, MachineFacts host) {

  public Report {
    checks = List.copyOf(checks);
  }

  public boolean failing() {
    return count(Status.FAILING) > 0;
  }

  long count(Status status) {
    return checks.stream().filter(it -> it.finding().status() == status).count();
  }
}
