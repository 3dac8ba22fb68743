package dev.passthrough.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * The contract of {@code -o json} and {@code -o yaml}: {@code docs/reference/inspect.schema.json}.
 */
final class JsonReport {

  static final String VERSION = "passthrough.dev/v1alpha1";
  static final String KIND = "HostInspection";

  private JsonReport() {}

  static void write(Inspection inspection, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("apiVersion", VERSION);
    out.writeStringField("kind", KIND);
    new JsonHost(out).write(inspection.recording());
    out.writeArrayFieldStart("devices");
    var device = new JsonDevice(out, inspection.snapshot());
    for (var it : inspection.devices()) {
      device.write(it);
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
