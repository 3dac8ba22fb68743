package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PreferredChoiceTest {

  private final List<DeviceUnit> units = new ArrayList<>();

  /** {@code count} units on {@code node} (-1: unknown) below {@code port}; returns their ids. */
  private List<String> add(int node, String port, int count) {
    var ids = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var address = "0000:%02x:00.0".formatted(units.size());
      units.add(
          new DeviceUnit(
              address,
              address,
              List.of(),
              DeviceUnit.VFIO_PCI,
              node < 0 ? OptionalInt.empty() : OptionalInt.of(node),
              Optional.of(port),
              Health.HEALTHY));
      ids.add(address);
    }
    return ids;
  }

  private List<String> choose(
      Preference preference, List<String> available, List<String> must, int size) {
    var resource = new OfferedResource("a.example/vf", AddressKind.PCI, preference, units);
    return PreferredChoice.choose(new Listing(resource), available, must, size);
  }

  private List<String> choose(Preference preference, int size, String... must) {
    var all = new ArrayList<>(units.stream().map(DeviceUnit::id).toList());
    Collections.shuffle(all, new Random(7));
    return choose(preference, all, List.of(must), size);
  }

  @Test
  @DisplayName("All from one NUMA node if one has enough, whatever the preference says about ports")
  void oneNode() {
    add(0, "a", 2);
    var near = add(1, "b", 4);
    add(-1, "c", 9);
    assertThat(near).containsAll(choose(Preference.SPREAD, 3));
    assertThat(near).containsAll(choose(Preference.PACK, 3));
  }

  @Test
  @DisplayName("The node of what must be included comes first")
  void mustInclude() {
    var near = add(0, "a", 2);
    add(1, "b", 4);
    assertThat(choose(Preference.SPREAD, 2, near.get(1)))
        .containsExactly(near.get(1), near.getFirst());
    assertThat(choose(Preference.SPREAD, 4, near.get(1))).hasSize(4).containsAll(near);
  }

  @Test
  @DisplayName("Known nodes come before the unknown one")
  void unknownNode() {
    add(-1, "a", 4);
    var known = add(1, "b", 4);
    assertThat(known).containsAll(choose(Preference.PACK, 2));
  }

  @Test
  @DisplayName("Spread takes from each port in turn, beginning with the one that has most left")
  void spread() {
    var few = add(0, "a", 1);
    var many = add(0, "b", 3);
    assertThat(choose(Preference.SPREAD, 1)).containsExactly(many.getFirst());
    assertThat(choose(Preference.SPREAD, 2)).containsExactly(many.getFirst(), few.getFirst());
  }

  @Test
  @DisplayName(
      "Pack takes from the fullest port that can give all, and leaves the emptier ones whole")
  void pack() {
    add(0, "a", 1);
    var enough = add(0, "b", 2);
    add(0, "c", 5);
    assertThat(choose(Preference.PACK, 2)).containsExactlyElementsOf(enough);
  }

  @Test
  @DisplayName(
      "Whatever is asked: what must be in is in, the rest is available, as many as asked or as there are")
  void anyRequest() {
    var random = new Random(20261123);
    for (int i = 0; i < 12; i++) {
      add(random.nextInt(3) - 1, "port" + random.nextInt(4), random.nextInt(4));
    }
    for (int round = 0; round < 2000; round++) {
      var all = new ArrayList<>(units.stream().map(DeviceUnit::id).toList());
      all.addAll(IntStream.range(0, random.nextInt(3)).mapToObj(i -> "gone" + i).toList());
      Collections.shuffle(all, random);
      var available = all.subList(0, random.nextInt(all.size() + 1));
      var must = available.subList(0, random.nextInt(available.size() + 1));
      int size = random.nextInt(all.size() + 3) - 1;
      var preference = random.nextBoolean() ? Preference.SPREAD : Preference.PACK;
      var chosen = choose(preference, available, must, size);
      assertThat(chosen)
          .as("round %d", round)
          .doesNotHaveDuplicates()
          .containsAll(must)
          .hasSize(Math.max(must.size(), Math.min(size, available.size())));
      assertThat(available).as("round %d", round).containsAll(chosen);
    }
  }
}
