package dev.passthrough.api;

/**
 * What the API server asks of a list of entries and of overrides, wherever one stands: in a node's
 * spec and in a policy's template.
 */
final class ResourceRules {

  /** Bounds what the API server has to compare: its rules look at each pair of entries. */
  static final int MAX_RESOURCES = 64;

  static final int MAX_OVERRIDES = 256;

  /**
   * KubeVirt's form of a resource name in PCI_RESOURCE_…: upper case, '/' and '.' become '_'. Made
   * once for each entry: made for each pair, the longest names exceed what a rule may cost.
   */
  private static final String VARIABLE =
      "it.resourceName.upperAscii().replace('/', '_').replace('.', '_')";

  static final String VARIABLES_DIFFER =
      "[self.map(it, " + VARIABLE + ")].all(names, names.all(a, names.exists_one(b, a == b)))";

  static final String VARIABLES_DIFFER_WORDS =
      "two resource names would be the same environment variable in a virtual machine's pod:"
          + " they must differ in more than '.', '/', '_' and case";

  static final String RANGES_APART =
      "self.all(a, !has(a.virtualFunctions) || self.exists_one(b, has(b.virtualFunctions)"
          + " && a.virtualFunctions.physicalFunction.address"
          + " == b.virtualFunctions.physicalFunction.address"
          + " && a.virtualFunctions.first < b.virtualFunctions.first + b.virtualFunctions.count"
          + " && b.virtualFunctions.first < a.virtualFunctions.first + a.virtualFunctions.count))";

  static final String RANGES_APART_WORDS =
      "two entries take the same virtual function of a physical function: give them ranges"
          + " (first, count) that do not overlap";

  private ResourceRules() {}
}
