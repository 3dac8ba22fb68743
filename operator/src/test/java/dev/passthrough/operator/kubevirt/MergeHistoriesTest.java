package dev.passthrough.operator.kubevirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Whatever hands and nodes do, in whatever order")
class MergeHistoriesTest {

  private static final int HISTORIES = 500;
  private static final int STEPS = 40;
  private static final List<String> SELECTORS = List.of("10de:1eb8", "8086:1520", "144d:a824");
  private static final List<String> RESOURCES = List.of("a.b/one", "a.b/two", "a.b/three");

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName(
      "no entry of a hand is lost, a merge repeated changes nothing, and in the end none of ours is left")
  void histories(Form form) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      new History(form, new Random(seed), seed).run();
    }
  }

  /** Entries made by hand have a number of their own, by which they are known again. */
  private static final class History {
    private final Form form;
    private final Random random;
    private final int seed;
    private Contents lists;
    private Demand demand = Lists.demand(Set.of());
    private int made;

    History(Form form, Random random, int seed) {
      this.form = form;
      this.random = random;
      this.seed = seed;
      this.lists = Lists.contents(form, Note.NOTHING);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(6)) {
          case 0 -> handAdds();
          case 1 -> handRemoves();
          case 2 -> handTakesOver();
          default -> demand = demand();
        }
        merge();
      }
      demand = Lists.demand(Set.of());
      merge();
      assertThat(lists.all().filter(it -> !it.fields().containsKey("number")))
          .as("left of ours after history %d", seed)
          .isEmpty();
      assertThat(lists.note()).as("noted after history %d", seed).isEqualTo(Note.NOTHING);
    }

    private void merge() {
      var hands = hands();
      var next = Merge.of(lists, demand, Lists.ALL).next();
      lists = next;
      assertThat(hands()).as("entries by hand in history %d", seed).isEqualTo(hands);
      assertThat(Merge.of(next, demand, Lists.ALL).next()).as("history %d", seed).isEqualTo(next);
      for (var permit : demand.permits()) {
        assertThat(form.keyed() || lists.all().map(Entry::permit).anyMatch(permit::equals))
            .as("%s is there in history %d", permit, seed)
            .isTrue();
      }
    }

    private List<Entry> hands() {
      return lists.all().filter(it -> it.fields().containsKey("number")).toList();
    }

    private void handAdds() {
      Map<String, Object> fields = new LinkedHashMap<>();
      var selector = one(SELECTORS);
      if (form.keyed()
          && lists.pci().stream().anyMatch(it -> it.permit().selector().equals(selector))) {
        return;
      }
      fields.put(form.selector(Permit.Kind.PCI), selector);
      fields.put("resourceName", one(RESOURCES));
      fields.put("externalResourceProvider", random.nextBoolean());
      fields.put("number", made++);
      put(random.nextInt(lists.pci().size() + 1), new Entry(form, Permit.Kind.PCI, fields), false);
    }

    private void handRemoves() {
      if (!lists.pci().isEmpty()) {
        var list = new ArrayList<>(lists.pci());
        list.remove(random.nextInt(list.size()));
        set(list);
      }
    }

    /** Changes an entry, whosever it is, and so makes it the hand's. */
    private void handTakesOver() {
      if (!lists.pci().isEmpty()) {
        int at = random.nextInt(lists.pci().size());
        var fields = new LinkedHashMap<>(lists.pci().get(at).fields());
        fields.put("externalResourceProvider", false);
        fields.put("number", made++);
        put(at, new Entry(form, Permit.Kind.PCI, fields), true);
      }
    }

    private Demand demand() {
      var permits = new TreeSet<Permit>();
      for (int i = random.nextInt(4); i > 0; i--) {
        permits.add(Lists.pci(one(SELECTORS), one(RESOURCES)));
      }
      Set<String> unsettled = random.nextInt(4) == 0 ? Set.of(one(RESOURCES)) : Set.of();
      return Lists.demand(unsettled, permits.toArray(Permit[]::new));
    }

    private void put(int at, Entry entry, boolean instead) {
      var list = new ArrayList<>(lists.pci());
      if (instead) {
        list.set(at, entry);
      } else {
        list.add(at, entry);
      }
      set(list);
    }

    private void set(List<Entry> list) {
      lists =
          new Contents(
              form,
              list,
              lists.mediated(),
              lists.hostDevices(),
              lists.sweeps(),
              lists.divides(),
              lists.note());
    }

    private String one(List<String> all) {
      return all.get(random.nextInt(all.size()));
    }
  }
}
