package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.VfioNodes;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A machine of one function many times over. */
final class HugeMachine {

  private HugeMachine() {}

  /**
   * {@code count} functions like {@code one}, all in its group, on as many cards of eight as that
   * takes.
   */
  static Snapshot of(PciFunction one, int count) {
    var functions =
        IntStream.range(0, count)
            .mapToObj(i ->
                new PciFunction(
                    new PciAddress(i >> 16, i >> 8 & 0xff, i >> 3 & 0x1f, i & 7),
                    one.ids(),
                    one.names(),
                    one.binding(),
                    one.placement(),
                    one.identity(),
                    one.hardware(),
                    one.sriov(),
                    one.physicalFunction(),
                    one.mediation(),
                    one.settings()))
            .toList();
    return new Snapshot(
        functions,
        List.of(),
        new VfioNodes(false, List.of(), List.of(), false),
        Optional.empty(),
        Set.of());
  }
}
