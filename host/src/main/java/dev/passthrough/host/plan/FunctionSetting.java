package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;

/** A setting of a virtual function that its card's driver holds. */
public record FunctionSetting(Setting setting) implements Property {

  static final String PREFIX = "SETTING:";

  @Override
  public String text() {
    return PREFIX + setting.name();
  }

  @Override
  public String attribute() {
    return setting.words();
  }

  @Override
  public String in(PciFunction function) {
    return function.settings().getOrDefault(setting, "");
  }
}
