package dev.passthrough.host.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.Garbage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParsersTest {

  private static final List<String> ROUTES =
      List.of(
          "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
          "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0",
          "eth1\t0000A8C0\t00000000\t0001\t0\t0\t100\t0000FFFF\t0\t0\t0",
          "eth2\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0",
          "eth3\t0002A8C0\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0");

  @Test
  @DisplayName(
      "a mount's optional fields do not matter, and octal escapes become what they stand for")
  void mounts() {
    var mounts =
        Mount.parse(
            List.of(
                "36 35 98:0 / /mnt/a\\040b rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue",
                "22 1 0:21 / /proc rw - proc proc rw",
                "no mount"));
    assertThat(mounts)
        .containsExactly(
            new Mount("98:0", "/", "/mnt/a b", "ext3", "/dev/root"),
            new Mount("0:21", "/", "/proc", "proc", "proc"));
  }

  @ParameterizedTest
  @CsvSource({
    "nfs4, /data, true",
    "fuse.sshfs, /data, true",
    "virtiofs, /data, true",
    "ocfs2, /data, true",
    "nfs4, /, false",
    "xfs, /data, false",
    "overlay, /, false",
  })
  @DisplayName("a mount is remote where others answer for it, unless nothing works without it")
  void remote(String type, String point, boolean remote) {
    assertThat(new Mount("0:50", "/", point, type, "x").remote()).isEqualTo(remote);
  }

  @ParameterizedTest
  @CsvSource({"192.168.2.7,eth2", "192.168.9.1,eth1", "10.9.9.9,eth0"})
  @DisplayName("a packet takes the longest prefix among routes that are up")
  void longestPrefix(String address, String device) throws UnknownHostException {
    var routes = Route.parseIpv4(ROUTES);
    assertThat(Route.to(InetAddress.getByName(address), routes))
        .map(Route::device)
        .contains(device);
  }

  @Test
  @DisplayName("IPv6: the default route that is rejected on lo is none")
  void ipv6() throws UnknownHostException {
    var zero = "0".repeat(32);
    var routes =
        Route.parseIpv6(
            List.of(
                zero
                    + " 00 "
                    + zero
                    + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0",
                zero + " 00 " + zero + " 00 " + zero + " ffffffff 00000001 00000000 00200200 lo",
                "fd000000000000000000000000000000 40 "
                    + zero
                    + " 00 "
                    + zero
                    + " 00000100 00000001 00000000 00000001 eth1"));
    assertThat(routes).extracting(Route::device).containsExactly("eth0", "eth1");
    assertThat(routes).extracting(Route::isDefault).containsExactly(true, false);
    assertThat(Route.to(InetAddress.getByName("fd00::7"), routes))
        .extracting(Route::device)
        .containsExactly("eth1");
  }

  @Test
  @DisplayName(
      "a framebuffer belongs to the function it is nested in, even where addresses are hidden")
  void nesting() {
    var found =
        IoMemory.framebuffers(
            List.of(
                "00000000-00000000 : PCI Bus 0000:00",
                "  00000000-00000000 : 0000:00:02.0",
                "    00000000-00000000 : BOOTFB",
                "  00000000-00000000 : PCI Bus 0000:01"));
    assertThat(found)
        .containsExactly(
            new Framebuffer("BOOTFB", 0, 0, Optional.of(PciAddress.of("0000:00:02.0"))));
  }

  @Test
  @DisplayName("one that is nested in no function has its addresses")
  void addresses() {
    var found =
        IoMemory.framebuffers(
            List.of("e0000000-efffffff : PCI Bus 0000:00", "  e0000000-e02fffff : efifb"));
    assertThat(found)
        .containsExactly(new Framebuffer("efifb", 0xe0000000L, 0xe02fffffL, Optional.empty()));
  }

  @Test
  @DisplayName("no line, however broken, makes a parser throw")
  void garbage() {
    Garbage.of(
            4000,
            "36 35 98:0 / /mnt rw - ext3 /dev/root rw",
            "\\040\\0",
            " - ",
            "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "0".repeat(32) + " 00 ",
            "e0000000-efffffff : BOOTFB",
            "  ffffffffffffffff-0 : 0000:00:02.0")
        .forEach(lines ->
            assertThatCode(
                    () -> {
                      Mount.parse(lines);
                      Route.parseIpv4(lines);
                      Route.parseIpv6(lines);
                      IoMemory.framebuffers(lines);
                    })
                .doesNotThrowAnyException());
  }
}
