package dev.passthrough.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads of the API server's answers only what is used here, and what is the same in many objects
 * once. While an informer lists, the framework holds each object whole until the last one is there,
 * so that to prune them afterwards is too late where there are thousands.
 */
final class LeanReading {

  private LeanReading() {}

  static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper();
    mapper.registerModule(
        new SimpleModule("shared-strings").addDeserializer(String.class, new SharedStrings()));
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

  @JsonDeserialize(converter = Shared.class)
  private interface OwnersOfSpec {}

  /**
   * Who owns what of a status is most of the managed fields, and nobody asks; nor since when. What
   * is left, a tree of maps, is the same in each object of a policy, and kept once.
   */
  static final class Shared extends StdConverter<ManagedFieldsEntry, ManagedFieldsEntry> {

    /** More than there are where not each object has a manager of its own. */
    private static final int MOST = 1000;

    private final Map<ManagedFieldsEntry, ManagedFieldsEntry> known = new ConcurrentHashMap<>();

    @Override
    public ManagedFieldsEntry convert(ManagedFieldsEntry entry) {
      entry.setTime(null);
      if ("status".equals(entry.getSubresource())) {
        entry.setFieldsV1(null);
      }
      if (known.size() >= MOST) {
        known.clear();
      }
      return known.computeIfAbsent(entry, it -> it);
    }
  }
}
