package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.kubelet.testing.HostTree;
import dev.passthrough.kubelet.testing.KubeletStandIn;
import dev.passthrough.kubelet.testing.PluginClient;
import dev.passthrough.proto.deviceplugin.v1beta1.AllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerAllocateRequest;
import dev.passthrough.proto.deviceplugin.v1beta1.ContainerAllocateResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that no kubelet would send, over a real socket. */
class AllocateFuzzTest {

  private static final String MINE = "intel.com/igb-vf";
  private static final String OTHERS = "intel.com/qat";
  private static final long SEED = 20261123;

  @TempDir Path tmp;

  private static List<String> addresses(int bus) {
    return IntStream.range(0, 32).mapToObj(i -> "0000:%02x:%02x.0".formatted(bus, i)).toList();
  }

  @Test
  @DisplayName(
      "Each odd request gets a status and a sentence, each answer exactly what was asked, none another's")
  void oddRequests() throws IOException {
    var mine = addresses(1);
    var others = addresses(2);
    var host = new HostTree(tmp.resolve("host"));
    for (int i = 0; i < 32; i++) {
      host.function(mine.get(i), i % 8 == 7 ? "igbvf" : "vfio-pci", 100 + i);
      host.function(others.get(i), "vfio-pci", 200 + i);
    }
    try (var kubelet = new KubeletStandIn(tmp.resolve("kubelet"));
        var plugins =
            KubeletPlugins.start(
                host.root(), tmp.resolve("kubelet"), Door.KubeletSocket, (_, _) -> {})) {
      kubelet.start();
      plugins.offer(
          List.of(
              OfferedResource.pci(MINE, mine.stream().map(DeviceUnit::of).toList()),
              OfferedResource.pci(OTHERS, others.stream().map(DeviceUnit::of).toList())));
      await().until(() -> kubelet.allocatable(MINE).size() == 32);
      var plugin = kubelet.plugin(MINE).orElseThrow();
      var random = new Random(SEED);
      for (int round = 0; round < 200; round++) {
        var request = request(random, mine, others);
        check(plugin, request, mine, "seed " + SEED + ", round " + round);
      }
      assertThat(kubelet.registrations()).hasSize(2);
    }
  }

  private static void check(
      PluginClient plugin, AllocateRequest request, List<String> mine, String about) {
    try {
      var answer = plugin.send(request);
      assertThat(answer.getContainerResponsesCount())
          .as(about)
          .isEqualTo(request.getContainerRequestsCount());
      for (int i = 0; i < answer.getContainerResponsesCount(); i++) {
        var asked = request.getContainerRequests(i).getDevicesIdsList();
        checkAnswer(asked, answer.getContainerResponses(i), mine, about);
      }
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          .as(about)
          .isIn(
              Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.FAILED_PRECONDITION);
      assertThat(e.getStatus().getDescription()).as(about).endsWith(".").hasSizeLessThan(400);
    }
  }

  private static void checkAnswer(
      List<String> asked, ContainerAllocateResponse response, List<String> mine, String about) {
    Set<String> nodes = new HashSet<>(Set.of("/dev/vfio/vfio"));
    for (var id : asked) {
      assertThat(mine).as(about).contains(id);
      nodes.add("/dev/vfio/" + (100 + mine.indexOf(id)));
    }
    assertThat(response.getEnvsMap())
        .as(about)
        .containsOnlyKeys("PCI_RESOURCE_INTEL_COM_IGB-VF")
        .containsValue(String.join(",", asked));
    assertThat(response.getDevicesList())
        .as(about)
        .hasSize(nodes.size())
        .allSatisfy(device -> {
          assertThat(device.getHostPath()).isIn(nodes).isEqualTo(device.getContainerPath());
          assertThat(device.getPermissions()).isEqualTo("mrw");
        });
  }

  private static AllocateRequest request(Random random, List<String> mine, List<String> others) {
    var request = AllocateRequest.newBuilder();
    int containers = random.nextInt(8) == 0 ? random.nextInt(4) : 1;
    for (int i = 0; i < containers; i++) {
      request.addContainerRequests(
          ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids(random, mine, others)));
    }
    return request.build();
  }

  private static List<String> ids(Random random, List<String> mine, List<String> others) {
    var ids = new ArrayList<String>();
    int count =
        switch (random.nextInt(10)) {
          case 0 -> 0;
          case 1 -> 1000 + random.nextInt(4000);
          default -> 1 + random.nextInt(6);
        };
    boolean tame = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      ids.add(
          switch (tame ? 0 : random.nextInt(6)) {
            case 0, 1 -> mine.get(random.nextInt(mine.size()));
            case 2 -> others.get(random.nextInt(others.size()));
            case 3 -> "../../../dev/sda";
            case 4 -> bytes(random);
            default -> "";
          });
    }
    if (tame && random.nextInt(3) > 0) {
      ids = new ArrayList<>(new HashSet<>(ids));
      Collections.shuffle(ids, random);
    }
    return ids;
  }

  private static String bytes(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(random.nextInt(200) == 0 ? 100_000 : 70);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(0xd7ff));
    }
    return text.toString();
  }
}
