package dev.passthrough.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Reads of the API server's answers only what is used here. While an informer lists, the framework
 * holds each object whole until the last one is there, so that to prune them afterwards is too late
 * where there are thousands.
 */
final class LeanReading {

  private LeanReading() {}

  static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper();
    mapper.addMixIn(NodeStatus.class, ConditionsAndInfo.class);
    mapper.addMixIn(NodeSystemInfo.class, BootOnly.class);
    mapper.addMixIn(ManagedFieldsEntry.class, OwnersOfSpec.class);
    return new KubernetesSerialization(mapper, true);
  }

  @JsonIgnoreProperties(
      value = {
        "addresses",
        "allocatable",
        "capacity",
        "config",
        "daemonEndpoints",
        "declaredFeatures",
        "features",
        "images",
        "runtimeHandlers",
        "volumesAttached",
        "volumesInUse"
      },
      ignoreUnknown = true)
  private interface ConditionsAndInfo {}

  @JsonIgnoreProperties(
      value = {
        "architecture",
        "containerRuntimeVersion",
        "kernelVersion",
        "kubeProxyVersion",
        "kubeletVersion",
        "machineID",
        "operatingSystem",
        "osImage",
        "swap",
        "systemUUID"
      },
      ignoreUnknown = true)
  private interface BootOnly {}

  @JsonDeserialize(converter = WithoutStatus.class)
  private interface OwnersOfSpec {}

  /** Who owns what of a status is most of the managed fields, and nobody asks. */
  static final class WithoutStatus extends StdConverter<ManagedFieldsEntry, ManagedFieldsEntry> {

    @Override
    public ManagedFieldsEntry convert(ManagedFieldsEntry entry) {
      if ("status".equals(entry.getSubresource())) {
        entry.setFieldsV1(null);
      }
      return entry;
    }
  }
}
