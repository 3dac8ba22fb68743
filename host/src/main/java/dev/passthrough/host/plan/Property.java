package dev.passthrough.host.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;

/**
 * Something about a PCI function that a step changes and that {@code restore} brings back. Each
 * value has a text form; empty means none.
 */
public sealed interface Property permits Attribute, MediatedDevice, FunctionSetting {

  /** How it is spelled in the journal. */
  @JsonValue
  String text();

  /** How a person finds it in the function's folder. */
  String attribute();

  /** What it is in {@code function}; empty also where the function has no such property. */
  String in(PciFunction function);

  /** The property that {@link #text} spells. */
  @JsonCreator
  static Property parse(String text) {
    if (text.startsWith(FunctionSetting.PREFIX)) {
      return new FunctionSetting(Setting.valueOf(text.substring(FunctionSetting.PREFIX.length())));
    }
    return text.startsWith(MediatedDevice.PREFIX)
        ? new MediatedDevice(text.substring(MediatedDevice.PREFIX.length()))
        : Attribute.valueOf(text);
  }
}
