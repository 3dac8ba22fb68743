package dev.passthrough.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.passthrough.host.inventory.Snapshot;
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
    host(inspection.snapshot(), out);
    out.writeArrayFieldStart("devices");
    var device = new JsonDevice(out, inspection.snapshot());
    for (var it : inspection.devices()) {
      device.write(it);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void host(Snapshot snapshot, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("host");
    var fields = new JsonFields(out);
    fields.text("kernelCommandLine", snapshot.commandLine());
    out.writeObjectFieldStart("vfio");
    out.writeBooleanField("container", snapshot.vfio().container());
    out.writeBooleanField("iommufd", snapshot.vfio().iommufd());
    fields.numbers("groups", snapshot.vfio().groups());
    fields.texts("devices", snapshot.vfio().devices());
    out.writeEndObject();
    out.writeEndObject();
  }
}
