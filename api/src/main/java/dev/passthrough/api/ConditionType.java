package dev.passthrough.api;

/**
 * The aspects that conditions speak of; all are good when {@code True}. Spelled as they are written
 * in the status.
 */
public enum ConditionType {
  /** All that the spec asks for is done and offered. */
  Ready,
  /** The host itself is as {@code spec.host} asks: its IOMMU, the arguments of its kernel. */
  HostPrepared,
  /** The spec can be carried out on this host. */
  Planned,
  /** The host is as planned. */
  Applied,
  /** Kubelet has accepted every resource. */
  Advertised,
  /**
   * The agent's own rights suffice for what the spec asks. Where they do not, the message says for
   * what; a privileged pod of the operator's, or root, can.
   */
  AgentSuffices,
  /** What takes more than the agent's rights is done. The operator's; absent where nothing does. */
  PrivilegedWork,
  /**
   * KubeVirt lets virtual machines have the resources, and leaves their devices alone. The
   * operator's; absent without KubeVirt, and where the operator does not look after it.
   */
  Permitted,
  /**
   * The object is being deleted, and the host is as the agent found it: nothing is advertised any
   * more, and every step has been undone. Absent while the object is not being deleted. {@code
   * True} for the object's present generation (a deletion makes a new one) is the agent's word to
   * the operator that it may take the agent away; nothing else is.
   */
  Restored,
  /** Of a policy: what it says is in the objects of all its nodes. */
  Rendered,
  /**
   * Of a policy with a rollout: no node waits for one, and none is in its hands. Absent where there
   * is no rollout.
   */
  RolledOut
}
