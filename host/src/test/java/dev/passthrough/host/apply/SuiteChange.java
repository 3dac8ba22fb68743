package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.parts;
import static dev.passthrough.host.testing.Specs.spec;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.KernelStandIn;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Workstation;
import java.nio.file.Path;

/**
 * The changes that are stopped everywhere: of each kind of step, of each way to give back, and of
 * one kind into another.
 */
enum SuiteChange {
  MAKE_FUNCTIONS,
  RESIZE,
  RESTORE_FUNCTIONS,
  UNDO_ONE_CARD_MAKE_ON_ANOTHER,
  TAKE_A_CARD_AND_ITS_COMPANION,
  GIVE_A_CARD_AND_ITS_COMPANION_BACK,
  GIVE_ONE_DEVICE_BACK_TAKE_ANOTHER,
  MAKE_MEDIATED_DEVICES,
  REMOVE_MEDIATED_DEVICES,
  MAKE_VIRTUAL_GPUS,
  TAKE_VIRTUAL_GPUS_AWAY_MAKE_MEDIATED_DEVICES;

  /** What the host was brought to before. */
  PassthroughNodeSpec start() {
    return switch (this) {
      case MAKE_FUNCTIONS,
          TAKE_A_CARD_AND_ITS_COMPANION,
          MAKE_MEDIATED_DEVICES,
          MAKE_VIRTUAL_GPUS ->
          spec();
      case RESIZE, RESTORE_FUNCTIONS, UNDO_ONE_CARD_MAKE_ON_ANOTHER -> twoFunctions();
      case GIVE_A_CARD_AND_ITS_COMPANION_BACK, GIVE_ONE_DEVICE_BACK_TAKE_ANOTHER -> card();
      case REMOVE_MEDIATED_DEVICES -> mediated();
      case TAKE_VIRTUAL_GPUS_AWAY_MAKE_MEDIATED_DEVICES -> virtualGpus();
    };
  }

  /** What is being carried out. */
  PassthroughNodeSpec goal() {
    return switch (this) {
      case MAKE_FUNCTIONS -> twoFunctions();
      case RESIZE -> spec(functions("nic", LabHost.CARD, 3));
      case RESTORE_FUNCTIONS, GIVE_A_CARD_AND_ITS_COMPANION_BACK, REMOVE_MEDIATED_DEVICES -> spec();
      case UNDO_ONE_CARD_MAKE_ON_ANOTHER -> spec(functions("far", LabHost.CARD_ON_NODE_1, 1));
      case TAKE_A_CARD_AND_ITS_COMPANION -> card();
      case GIVE_ONE_DEVICE_BACK_TAKE_ANOTHER -> spec(device("drive", Workstation.DRIVE));
      case MAKE_MEDIATED_DEVICES, TAKE_VIRTUAL_GPUS_AWAY_MAKE_MEDIATED_DEVICES -> mediated();
      case MAKE_VIRTUAL_GPUS -> virtualGpus();
    };
  }

  /** The machine that it is about, made at {@code root} as it is found. */
  KernelStandIn make(Path root) {
    return switch (this) {
      case MAKE_FUNCTIONS, RESIZE, RESTORE_FUNCTIONS, UNDO_ONE_CARD_MAKE_ON_ANOTHER ->
          new LabHost(root).kernel();
      case TAKE_A_CARD_AND_ITS_COMPANION,
          GIVE_A_CARD_AND_ITS_COMPANION_BACK,
          GIVE_ONE_DEVICE_BACK_TAKE_ANOTHER ->
          new Workstation(root).kernel();
      case MAKE_MEDIATED_DEVICES,
          REMOVE_MEDIATED_DEVICES,
          MAKE_VIRTUAL_GPUS,
          TAKE_VIRTUAL_GPUS_AWAY_MAKE_MEDIATED_DEVICES ->
          new GraphicsHost(root).kernel();
    };
  }

  private static PassthroughNodeSpec twoFunctions() {
    return spec(functions("nic", LabHost.CARD, 2));
  }

  private static PassthroughNodeSpec card() {
    return spec(device("gpu", Workstation.GRAPHICS));
  }

  private static PassthroughNodeSpec mediated() {
    return spec(parts("small", GraphicsHost.INTEL, "i915-GVTg_V5_8", 5));
  }

  private static PassthroughNodeSpec virtualGpus() {
    return spec(parts("vgpu", GraphicsHost.NVIDIA, "NVIDIA A2-1Q", 2));
  }
}
