package dev.passthrough.cli.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.passthrough.host.inventory.ConfigFacts;
import dev.passthrough.host.inventory.Hardware;
import dev.passthrough.host.inventory.IommuGroup;
import dev.passthrough.host.inventory.Mediation;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciClass;
import dev.passthrough.host.verdict.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes one device of the report. */
final class JsonDevice {

  private final JsonGenerator out;
  private final JsonFields fields;
  private final Snapshot snapshot;

  JsonDevice(JsonGenerator out, Snapshot snapshot) {
    this.out = out;
    this.fields = new JsonFields(out);
    this.snapshot = snapshot;
  }

  void write(Device device) throws IOException {
    var it = device.function();
    out.writeStartObject();
    what(it);
    where(it);
    hardware(it.hardware());
    parts(it);
    verdict(device.verdict());
    out.writeBooleanField("passable", device.passable());
    fields.objects(
        "refusals",
        device.refusals(),
        refusal -> {
          out.writeStringField("reason", refusal.reason());
          out.writeStringField("message", refusal.message());
          out.writeStringField("whatLiftsIt", refusal.whatLiftsIt());
        });
    out.writeEndObject();
  }

  private void what(PciFunction it) throws IOException {
    var ids = it.ids();
    out.writeStringField("address", it.address().toString());
    fields.text("vendor", ids.vendor());
    fields.text("device", ids.device());
    fields.text("class", ids.pciClass().map(PciClass::shortForm));
    fields.text("classCode", ids.pciClass());
    fields.text("subsystemVendor", ids.subsystemVendor());
    fields.text("subsystemDevice", ids.subsystemDevice());
    fields.text("revision", ids.revision());
    fields.text("vendorName", it.names().vendor());
    fields.text("deviceName", it.names().device());
    fields.text("className", it.names().pciClass());
    fields.text("driver", it.driver());
    fields.text("driverOverride", it.driverOverride());
    fields.texts("modules", it.binding().modules());
    fields.text("vfioDevice", it.vfioDevice());
  }

  private void where(PciFunction it) throws IOException {
    var group = it.iommuGroup();
    var identity = it.identity();
    fields.number("numaNode", it.numaNode());
    fields.number("iommuGroup", group);
    fields.text(
        "iommuGroupType",
        group.isPresent()
            ? Optional.of(snapshot.group(group.getAsInt())).flatMap(IommuGroup::type)
            : Optional.empty());
    fields.text("upstream", it.placement().upstream());
    fields.text("slot", identity.slot());
    fields.text("label", identity.label());
    fields.object(
        "serials",
        Optional.of(identity.serials()),
        serials -> {
          fields.text("vpd", serials.vpd());
          fields.text("device", serials.device());
          fields.text("nvme", serials.nvme());
        });
    fields.objects(
        "interfaces",
        identity.interfaces(),
        net -> {
          out.writeStringField("name", net.name());
          fields.text("mac", net.mac());
        });
  }

  private void hardware(Hardware it) throws IOException {
    out.writeBooleanField("bootDisplay", it.bootDisplay());
    fields.object(
        "link",
        it.link(),
        link -> {
          fields.text("speed", link.speed());
          fields.number("width", link.width());
          fields.text("maxSpeed", link.maxSpeed());
          fields.number("maxWidth", link.maxWidth());
        });
    fields.objects(
        "bars",
        it.bars(),
        bar -> {
          out.writeNumberField("index", bar.index());
          out.writeStringField("kind", bar.kind().toString().toLowerCase(Locale.ROOT));
          out.writeNumberField("size", bar.size());
          out.writeBooleanField("prefetchable", bar.prefetchable());
        });
    fields.object(
        "errors",
        it.errors(),
        errors -> {
          out.writeNumberField("correctable", errors.correctable());
          out.writeNumberField("nonFatal", errors.nonFatal());
          out.writeNumberField("fatal", errors.fatal());
        });
    fields.object(
        "acs",
        it.config().flatMap(ConfigFacts::acs),
        acs -> {
          out.writeStringField("capability", "%04x".formatted(acs.capability()));
          out.writeStringField("control", "%04x".formatted(acs.control()));
          out.writeBooleanField("isolates", acs.isolates());
        });
    if (it.resetMethods().isPresent()) {
      fields.texts("resetMethods", it.resetMethods().get());
    } else {
      out.writeNullField("resetMethods");
    }
    fields.text("powerState", it.powerState());
  }

  private void parts(PciFunction it) throws IOException {
    fields.object(
        "sriov",
        it.sriov(),
        sriov -> {
          out.writeNumberField("totalVfs", sriov.totalVfs());
          out.writeNumberField("numVfs", sriov.numVfs());
          out.writeBooleanField("driversAutoprobe", sriov.driversAutoprobe());
          fields.texts("virtualFunctions", sriov.virtualFunctions());
        });
    fields.number("withheldVfs", it.withheldVfs());
    fields.text("physicalFunction", it.physicalFunction());
    fields.objects(
        "mediatedTypes",
        it.mediation().map(Mediation::types).orElse(List.of()),
        type -> {
          out.writeStringField("id", type.id());
          fields.text("name", type.name());
          fields.text("deviceApi", type.deviceApi());
          fields.text("description", type.description());
          fields.number("availableInstances", type.availableInstances());
        });
    fields.objects(
        "mediatedDevices",
        it.mediation().map(Mediation::instances).orElse(List.of()),
        instance -> {
          out.writeStringField("uuid", instance.uuid());
          fields.text("type", instance.type());
          fields.number("iommuGroup", instance.iommuGroup());
        });
    fields.object(
        "vgpu",
        it.mediation().flatMap(Mediation::vgpu),
        vgpu -> {
          fields.number("current", vgpu.current());
          fields.objects(
              "creatable",
              vgpu.creatable(),
              type -> {
                out.writeNumberField("id", type.id());
                out.writeStringField("name", type.name());
              });
        });
  }

  private void verdict(Optional<Verdict> verdict) throws IOException {
    fields.text("isolation", verdict.map(Verdict::isolation));
    fields.texts("companions", verdict.map(Verdict::companions).orElse(List.of()));
    fields.texts("blockedBy", verdict.map(JsonDevice::blockedBy).orElse(List.of()));
    fields.text("separation", verdict.flatMap(Verdict::separation));
    fields.objects(
        "remedies",
        verdict.map(Verdict::remedies).orElse(List.of()),
        remedy -> {
          out.writeStringField("kind", remedy.kind().toString());
          out.writeStringField("message", remedy.text());
        });
  }

  private static List<String> blockedBy(Verdict it) {
    return Stream.concat(it.blockedBy().stream().map(Object::toString), it.otherDevices().stream())
        .toList();
  }
}
