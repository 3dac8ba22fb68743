package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/** {@code /tmp} of a pod whose root file system is read-only: some memory. */
public final class Temporary {

  private static final String NAME = "tmp";

  private Temporary() {}

  public static Volume volume() {
    return new VolumeBuilder()
        .withName(NAME)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withNewSizeLimit("16Mi")
        .endEmptyDir()
        .build();
  }

  public static VolumeMount mount() {
    return new VolumeMountBuilder().withName(NAME).withMountPath("/tmp").build();
  }
}
