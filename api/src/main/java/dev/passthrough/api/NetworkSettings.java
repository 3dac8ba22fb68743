package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a network card's driver holds its virtual functions to, whatever a virtual machine does with
 * them (ip-link(8), {@code vf}). What is absent stays as it is.
 *
 * @param macAddress of the first function; each further one has the next number
 * @param maxTxRate megabits each second; 0 for no limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkSettings(
    @Pattern(NetworkSettings.MAC)
        @Size(max = 17)
        @JsonPropertyDescription(
            "MAC address of the first function, such as 02:00:00:00:10:00; each further one has the next number.")
        @Nullable String macAddress,
    @JsonPropertyDescription("The VLAN that they are kept in.") @Nullable Vlan vlan,
    @JsonPropertyDescription(
            "Enabled lets a virtual machine change its MAC address and use promiscuous mode.")
        @Nullable Switch trust,
    @JsonPropertyDescription(
            "Enabled drops frames with a source address that is not the function's.")
        @Nullable Switch spoofCheck,
    @JsonPropertyDescription(
            "Auto follows the card's link; Enable lets functions talk to each other without one.")
        @Nullable LinkState linkState,
    @Min(0)
        @Max(400000)
        @JsonPropertyDescription("Most that each may send, in Mbit/s; 0 for no limit.")
        @Nullable Integer maxTxRate) {

  /** Six bytes in lower-case hex, unicast (the first one is even). */
  static final String MAC = "^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$";

  private static final java.util.regex.Pattern UNICAST = java.util.regex.Pattern.compile(MAC);

  /** For what a driver does or leaves. */
  public enum Switch {
    Enabled,
    Disabled
  }

  /** What a function's link follows. */
  public enum LinkState {
    Auto,
    Enable,
    Disable
  }

  /**
   * A VLAN of the card's port.
   *
   * @param id 0 for none
   * @param priority 802.1p; 0 where absent
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Vlan(
      @Required @Min(0) @Max(4094) @JsonPropertyDescription("1 to 4094; 0 for none.") int id,
      @Min(0) @Max(7) @JsonPropertyDescription("Priority of its frames, 0 to 7.")
          @Nullable Integer priority,
      @Pattern("^802[.]1(Q|ad)$")
          @Size(max = 7)
          @JsonPropertyDescription("802.1Q where absent, or 802.1ad.")
          @Nullable String protocol) {

    /** What the API server takes, for a spec that did not come from it. */
    public boolean possible() {
      return id >= 0
          && id <= 4094
          && (priority == null || (priority >= 0 && priority <= 7))
          && (protocol == null || protocol.equals("802.1Q") || protocol.equals("802.1ad"));
    }
  }

  /** Whether {@link #macAddress} is absent or can be a function's. */
  public boolean possibleMac() {
    return macAddress == null
        || (UNICAST.matcher(macAddress).matches() && !macAddress.equals("00:00:00:00:00:00"));
  }
}
