package dev.passthrough.host.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One change of a host, small enough to be verified and undone by itself. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
  @JsonSubTypes.Type(SetDriversAutoprobe.class),
  @JsonSubTypes.Type(SetVirtualFunctions.class),
  @JsonSubTypes.Type(SetDriverOverride.class),
  @JsonSubTypes.Type(UnbindDriver.class),
  @JsonSubTypes.Type(ProbeDriver.class),
  @JsonSubTypes.Type(BindDriver.class),
  @JsonSubTypes.Type(CreateMediatedDevice.class),
  @JsonSubTypes.Type(RemoveMediatedDevice.class),
  @JsonSubTypes.Type(SetVgpuType.class),
  @JsonSubTypes.Type(SetFunctionSetting.class),
  @JsonSubTypes.Type(WriteFile.class),
  @JsonSubTypes.Type(ChangeArguments.class),
  @JsonSubTypes.Type(RunCommand.class),
  @JsonSubTypes.Type(Reboot.class)
})
public sealed interface Step permits DeviceStep, HostStep {

  /** What it does, for a person. */
  String sentence();

  /** What is read back to know that it is done, for a person. */
  String verified();

  /** How it is undone, for a person. */
  String undone();

  /** What it takes to carry it out. */
  Privilege privilege();
}
