package dev.passthrough.operator.kubevirt;

import java.util.Comparator;
import java.util.Locale;

/**
 * That devices of one kind may be given to virtual machines as one resource.
 *
 * @param selector {@code vendor:device} in lower case, or a type's name with {@code _} for blanks:
 *     as KubeVirt compares them
 */
record Permit(Kind kind, String selector, String resource) implements Comparable<Permit> {

  /** Which of KubeVirt's lists it is in. */
  enum Kind {
    PCI,
    MEDIATED;

    /** The form in which KubeVirt compares selectors of this kind. */
    String normal(String selector) {
      return switch (this) {
        case PCI -> selector.strip().toLowerCase(Locale.ROOT);
        case MEDIATED -> selector.strip().replace(' ', '_');
      };
    }
  }

  private static final Comparator<Permit> ORDER =
      Comparator.comparing(Permit::kind)
          .thenComparing(Permit::resource)
          .thenComparing(Permit::selector);

  Permit {
    selector = kind.normal(selector);
  }

  @Override
  public int compareTo(Permit other) {
    return ORDER.compare(this, other);
  }
}
