package dev.passthrough.host.machine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** What builds the initramfs, and how a person has it built again. */
public enum InitramfsTool {
  INITRAMFS_TOOLS("initramfs-tools", "update-initramfs -u -k all"),
  DRACUT("dracut", "dracut --regenerate-all --force"),
  MKINITCPIO("mkinitcpio", "mkinitcpio -P");

  private final String label;
  private final String rebuild;

  InitramfsTool(String label, String rebuild) {
    this.label = label;
    this.rebuild = rebuild;
  }

  public String rebuild() {
    return rebuild;
  }

  /** The same as a program's name and its arguments. */
  public List<String> command() {
    return List.of(rebuild.split(" ", -1));
  }

  @JsonValue
  @Override
  public String toString() {
    return label;
  }
}
