package dev.passthrough.host.plan;

import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the entries of a spec divide the virtual functions of one card. The card makes one number of
 * them, and another number takes all of them away first.
 *
 * @param ours whether this program made those that there are
 * @param shares what the entries ask for, those that cannot be had too
 * @param holders who has some of them now
 */
record Division(Sriov sriov, boolean ours, List<VirtualFunctions> shares, List<String> holders) {

  static Division of(PciAddress card, Sriov sriov, Basis basis) {
    var shares =
        basis.entries().stream()
            .flatMap(it -> it.spec().kinds().stream())
            .filter(VirtualFunctions.class::isInstance)
            .map(VirtualFunctions.class::cast)
            .filter(it ->
                PciAddress.parse(it.physicalFunction().address()).filter(card::equals).isPresent())
            .toList();
    var present = sriov.virtualFunctions().stream().map(PciAddress::toString).toList();
    return new Division(sriov, basis.ledger().made(card), shares, basis.host().held(present));
  }

  /**
   * How many functions the card is to have. What somebody else made stays as it is. While an entry
   * asks for more than the card has, it may be a slip: none of them is taken away then.
   */
  int wanted() {
    int needed =
        shares.stream()
            .filter(this::possible)
            .mapToInt(it -> Math.toIntExact(it.end()))
            .max()
            .orElse(0);
    boolean stays = foreign() || (ours && !shares.stream().allMatch(this::possible));
    return stays ? Math.max(needed, sriov.numVfs()) : needed;
  }

  boolean possible(VirtualFunctions share) {
    return share.first() >= 0 && share.count() >= 1 && share.end() <= sriov.totalVfs();
  }

  /** Whether somebody else made what there is. */
  boolean foreign() {
    return !ours && sriov.numVfs() > 0;
  }

  /** Whether each one that is enabled has its link; a driver may make fewer than it says. */
  boolean whole() {
    return sriov.virtualFunctions().size() == sriov.numVfs();
  }

  boolean asWanted() {
    return whole() && sriov.numVfs() == wanted();
  }

  /** Whether all of them are taken away and made anew: not while somebody has one. */
  boolean remakes() {
    return !foreign() && !asWanted() && holders.isEmpty();
  }

  /** Whether {@code share} can be had of what there is, though not all that is asked for. */
  boolean serves(VirtualFunctions share) {
    return whole() && share.end() <= sriov.numVfs() && sriov.numVfs() <= wanted();
  }

  /** Those of {@code share} that exist. */
  List<PciAddress> present(VirtualFunctions share) {
    return of(share, sriov.virtualFunctions());
  }

  /** Of what a refused entry may go on offering: all there is, where no other entry shares it. */
  List<PciAddress> standing(VirtualFunctions share) {
    return shares.size() == 1 ? sriov.virtualFunctions() : present(share);
  }

  /** Those of {@code share} in {@code functions}, which are in the order of their index. */
  static List<PciAddress> of(VirtualFunctions share, List<PciAddress> functions) {
    return IntStream.range(0, functions.size())
        .filter(share::has)
        .mapToObj(functions::get)
        .toList();
  }

  /** The index of {@code function}; -1 if it is none of the card's. */
  int index(PciAddress function) {
    return sriov.virtualFunctions().indexOf(function);
  }

  /** Whether {@code function} stays, and is none of {@code share}. */
  boolean keepsBeside(VirtualFunctions share, PciAddress function) {
    int index = index(function);
    return index >= 0 && index < wanted() && !share.has(index);
  }
}
