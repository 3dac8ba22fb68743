package dev.passthrough.uevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UeventTest {

  private static final long SEED = 20261123;

  private static final String UNBIND =
      "unbind@/devices/pci0000:00/0000:00:02.0/0000:01:10.0\0ACTION=unbind\0"
          + "DEVPATH=/devices/pci0000:00/0000:00:02.0/0000:01:10.0\0SUBSYSTEM=pci\0"
          + "PCI_CLASS=20000\0PCI_SLOT_NAME=0000:01:10.0\0MODALIAS=pci:v00008086=x\0SEQNUM=4711\0";

  private static Optional<Uevent> parse(String message) {
    return Uevent.parse(message.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName(
      "A message of the kernel gives action, path and every variable, a value's own '=' kept")
  void unbind() {
    var event = parse(UNBIND).orElseThrow();
    assertThat(event.action()).isEqualTo("unbind");
    assertThat(event.path()).isEqualTo("/devices/pci0000:00/0000:00:02.0/0000:01:10.0");
    assertThat(event.subsystem()).isEqualTo("pci");
    assertThat(event.pciAddress()).contains("0000:01:10.0");
    assertThat(event.variables())
        .hasSize(7)
        .contains(entry("SEQNUM", "4711"), entry("MODALIAS", "pci:v00008086=x"));
  }

  @Test
  @DisplayName("A group's node is no PCI function")
  void group() {
    var event = parse("add@/devices/virtual/vfio/13\0ACTION=add\0SUBSYSTEM=vfio\0").orElseThrow();
    assertThat(event.subsystem()).isEqualTo("vfio");
    assertThat(event.pciAddress()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\0", "libudev\0ACTION=add", "@/devices/x", "add@", "add@devices/x", "add"})
  @DisplayName("What is not a message of the kernel is none")
  void none(String message) {
    assertThat(parse(message)).isEmpty();
  }

  @Test
  @DisplayName("Any bytes are an event or none, never an error; a cut message keeps what is whole")
  void anyBytes() {
    var random = new Random(SEED);
    var whole = UNBIND.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] message;
      if (round % 2 == 0) {
        message = new byte[random.nextInt(300)];
        random.nextBytes(message);
      } else {
        message = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        for (int flips = random.nextInt(4); flips > 0 && message.length > 0; flips--) {
          message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
      }
      assertThatCode(() -> Uevent.parse(message))
          .as("seed %d, round %d", SEED, round)
          .doesNotThrowAnyException();
    }
  }
}
