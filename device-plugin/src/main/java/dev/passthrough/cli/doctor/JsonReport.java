package dev.passthrough.cli.doctor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.preflight.Preflight;
import java.util.List;

/** The report for programs; its fields are documented in {@code docs/operations/doctor.md}. */
record JsonReport(
    String apiVersion,
    String kind,
    boolean failing,
    List<Preflight.Result> checks,
    MachineFacts host) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static String of(Report report) {
    try {
      return JSON.writeValueAsString(
          new JsonReport(
              "passthrough.dev/v1alpha1",
              "HostCheck",
              report.failing(),
              report.checks(),
              report.host()));
    } catch (JacksonException e) {
      throw new IllegalStateException("the report could not be put into JSON", e);
    }
  }
}
