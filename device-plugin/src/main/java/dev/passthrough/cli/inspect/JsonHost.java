package dev.passthrough.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.passthrough.host.inventory.VfioNodes;
import dev.passthrough.host.machine.Fact;
import dev.passthrough.host.machine.Iommu;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.use.BlindSpot;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** Writes the machine's part of the report: each fact with where it was read. */
final class JsonHost {

  private final JsonGenerator out;
  private final JsonFields fields;

  JsonHost(JsonGenerator out) {
    this.out = out;
    this.fields = new JsonFields(out);
  }

  void write(Recording recording) throws IOException {
    out.writeObjectFieldStart("host");
    machine(recording);
    iommu(recording.machine().iommu());
    vfio(recording.inventory().vfio());
    fields.texts("notSeen", recording.use().blindSpots().stream().map(BlindSpot::text).toList());
    out.writeEndObject();
  }

  private void machine(Recording recording) throws IOException {
    MachineFacts it = recording.machine();
    fact("architecture", it.architecture());
    fact("kernel", it.kernel());
    fact("bootId", it.bootId());
    fact("kernelCommandLine", recording.inventory().commandLine(), it.commandLine().source());
    fact("bootLoader", Optional.of(it.boot().loader()), String.join(", ", it.boot().evidence()));
    fact("initramfs", it.initramfs());
    fact("secureBoot", it.secureBoot());
    fact("lockdown", it.lockdown());
  }

  private void iommu(Iommu it) throws IOException {
    out.writeObjectFieldStart("iommu");
    fact("kind", it.kind());
    fact("units", it.units());
    fact("tables", it.tables());
    fact("interruptRemapping", it.interruptRemapping());
    fact("unsafeInterrupts", it.unsafeInterrupts());
    out.writeEndObject();
  }

  private void vfio(VfioNodes it) throws IOException {
    out.writeObjectFieldStart("vfio");
    out.writeBooleanField("container", it.container());
    out.writeBooleanField("iommufd", it.iommufd());
    fields.numbers("groups", it.groups());
    fields.texts("devices", it.devices());
    out.writeEndObject();
  }

  private void fact(String name, Fact<?> fact) throws IOException {
    fact(name, fact.value(), fact.source());
  }

  private void fact(String name, Optional<?> value, String source) throws IOException {
    out.writeObjectFieldStart(name);
    switch (value.orElse(null)) {
      case null -> out.writeNullField("value");
      case Boolean flag -> out.writeBooleanField("value", flag);
      case Collection<?> all -> fields.texts("value", all);
      case Object text -> out.writeStringField("value", text.toString());
    }
    out.writeStringField("source", source);
    out.writeEndObject();
  }
}
