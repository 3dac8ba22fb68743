package dev.passthrough.api;

/**
 * Why a condition is as it is. One list for conditions, events and docs; spelled as it is written
 * in the status.
 *
 * <p>{@link #advice} is what a person can do about it; empty where nothing needs doing.
 */
public enum Reason {
  AsDesired("The host is as the spec asks.", ""),
  Observing("Mode is Observe: nothing is planned or changed.", "Set spec.mode to Plan or Enforce."),
  PlanOnly(
      "Mode is Plan: the plan is shown and not carried out.",
      "Read status.plan; set spec.mode to Enforce."),
  NothingToChange("The host already is as planned.", ""),
  StepsPlanned("There are steps to carry out.", ""),
  Registered("Kubelet knows the resources.", ""),
  NothingToAdvertise("The spec asks for no resource.", ""),
  NodeNotFound(
      "No Node has the name of this object.",
      "Give the object the name of a node, as kubectl get nodes prints it."),
  AgentNotReporting(
      "The node's agent has not reported for this generation yet.",
      "Look at the agent's pod on that node. Where there is none, look at the events of the agents' DaemonSet: mostly the namespace needs the label pod-security.kubernetes.io/enforce=privileged."),
  InvalidSpec(
      "The spec says something that cannot be.", "Correct the field that the message names."),
  DeviceNotFound(
      "No PCI function has the address, or none matches the selector.",
      "Compare it with what passthrough inspect -o wide prints on the node."),
  NotSriovCapable(
      "The function cannot make virtual functions.",
      "Choose a card with SR-IOV, switch SR-IOV on in the firmware, or load the card's driver."),
  TooManyVirtualFunctions(
      "More virtual functions are asked for than the card can make.",
      "Lower the count to what the message says."),
  InvalidResourceName(
      "Kubelet would refuse the resource name.", "Use domain/name, such as intel.com/igb-vf."),
  NameCollision(
      "Two resource names mean the same environment variable to KubeVirt.",
      "Rename one of them so that they differ in more than '.', '/', '_' and case."),
  IommuMissing(
      "The device has no IOMMU group.",
      "Switch on VT-d or AMD-Vi in the firmware; on Intel the kernel's command line needs intel_iommu=on, which spec.host.iommu: Required adds."),
  GroupNotIsolated(
      "The device shares its IOMMU group with one that stays with the host.",
      "Put the card into another slot, or choose another device."),
  DriverMissing(
      "The vfio-pci driver is not loaded.",
      "Set spec.host.iommu to Required, which has it loaded now and at each boot, or load the module vfio-pci on the node."),
  InUse("A device that would have to change is in use.", "Stop what the message names first."),
  TakenByOthers(
      "Somebody else made or has a device that would have to change.",
      "Have it given up, or remove it, as the message says."),
  ProgramMissing(
      "A program of the host is needed and gives no answer.",
      "Install the program that the message names."),
  NotDivisible(
      "The device makes no mediated devices or virtual GPUs.",
      "Load the driver that divides it, or choose another device."),
  TypeUnknown(
      "The device cannot be divided into what is asked for.",
      "Choose one of the types that the message lists."),
  Exhausted(
      "The device has no room for that many.",
      "Lower the count to what the message says, or remove others of its parts."),
  StillPrepared(
      "The host is prepared, and this object does not ask for it: root, or an earlier spec, did.",
      "Leave it, ask for it in spec.host, or run 'passthrough restore' as root on the node."),
  PrivilegeNeeded(
      "It takes more than this agent's rights.",
      "See the condition PrivilegedWork, or run passthrough as root on the node."),
  PrivilegedPodsOff(
      "This operator starts no privileged pods.",
      "Run 'passthrough apply -f FILE' as root on the node, or set privilegedPods.enabled in the chart's values."),
  PrivilegedPodRefused(
      "The API server does not let the operator make a privileged pod on the node.",
      "Read the message. Mostly the operator's namespace needs the label pod-security.kubernetes.io/enforce=privileged."),
  LookRuns("A privileged pod looks at the node, and changes nothing.", ""),
  PrivilegedPodRuns("A privileged pod is at it.", ""),
  GrantNeeded(
      "A privileged pod would carry out status.privileged.seen.plan.",
      "Read it; set spec.grant to its hash."),
  GrantOutdated(
      "The plan is not the one that spec.grant names any more.",
      "Read status.privileged.seen.plan; set spec.grant to its hash."),
  NothingPrivileged(
      "As root, too, there is nothing to change on the node.", "Do what the message says."),
  FirmwareIommuOff(
      "The firmware keeps the kernel from using an IOMMU.",
      "Switch on VT-d, AMD-Vi or SMMU in the firmware's setup."),
  ChangeByHand(
      "This program does not change the boot files of such a system.",
      "Do what the message says, then reboot."),
  ChangedByOthers(
      "A file that this program wrote was changed by somebody else.",
      "Look at the file that the message names, and put it right or take it away."),
  RebootNeeded(
      "What the spec asks of the host takes a reboot.",
      "Reboot the node, or set spec.host.reboot to WhenNeeded."),
  RebootPending("A reboot was asked for and has not happened yet.", ""),
  RebootDidNotHelp(
      "A reboot did not bring what the spec asks of the host, and no second one is tried.",
      "Put right what the message says."),
  NeededByHost(
      "The host itself needs the device.",
      "Do what the message says, or put the guard that it names aside in spec.overrides."),
  UseUnknown(
      "It could not be seen whether the host needs the device.",
      "A privileged pod or passthrough apply as root sees it, see the condition PrivilegedWork; or put the guard that the message names aside in spec.overrides."),
  StepFailed(
      "A step on the host failed; the rest was left as it was.",
      "Read the message. The agent tries its own steps again; what a privileged pod has failed to carry out is not tried again until the spec changes, and a rollout that it has stopped goes on once the node is ready or its spec has changed."),
  Registering("A resource is being registered with kubelet.", ""),
  DeviceUnhealthy(
      "A device that is advertised cannot be handed out.",
      "Read the message; what changed the device did so behind this operator's back."),
  DeviceRecovered("A device that was unhealthy can be handed out again.", ""),
  AllocationRefused(
      "Kubelet asked for a device that could not be handed out, and the pod was refused.",
      "The message says what is in the way."),
  RegistrationRefused("Kubelet refused the resource.", "The message holds kubelet's own words."),
  KubeletUnavailable(
      "Kubelet's registration socket does not answer.", "Look at kubelet on that node."),
  NotOfferedInTime(
      "After a boot, the node did not offer all of its resources in time, and its taint was taken off.",
      "Look at the conditions of the node's PassthroughNode; pods come to the node all the same."),
  Permitted("KubeVirt lets virtual machines have the resources.", ""),
  NotPermitted(
      "KubeVirt does not let virtual machines have the resource.",
      "Set kubevirt.enabled in the chart's values, or add the entry that the message names."),
  KindUnknown(
      "What kind of devices the resource has is not known yet, so KubeVirt is not told of it.",
      "Wait for the node's agent; look at its other conditions."),
  PermissionAwaited(
      "A resource that is new on the node is offered once KubeVirt has been told of it, or after 30 seconds.",
      ""),
  RivalProvider(
      "KubeVirt offers the same devices itself.",
      "Set externalResourceProvider: true in the entry that the message names, or take it out."),
  SelectorTaken(
      "HyperConverged takes one entry for each kind of device, and has another one.",
      "Give the devices the same resource name, or take the other entry out."),
  HostDevicesOff(
      "KubeVirt's feature gate HostDevices is off.",
      "Switch it on in the KubeVirt, or set kubevirt.featureGate in the chart's values."),
  MediatedDevicesSwept(
      "KubeVirt may remove mediated devices that it did not make.",
      "Set mediatedDevicesConfiguration.enabled: false in the KubeVirt, or kubevirt.keepMediatedDevices in the chart's values; before KubeVirt 1.8 its feature gate DisableMDEVConfiguration."),
  Restoring("The object is being deleted: the host is being given back.", ""),
  Restored("The host is as it was found.", ""),
  NoNodeMatches(
      "No node has the labels that spec.nodeSelector asks for.",
      "Compare spec.nodeSelector with kubectl get nodes --show-labels."),
  NodesWaiting(
      "Some of the policy's nodes are on their way, or wait for somebody.",
      "Read status.waitingNodes."),
  NodesFailed(
      "On some of the policy's nodes something is wrong.",
      "Read status.failedNodes, and the PassthroughNode objects of those nodes."),
  RenderConflict(
      "Somebody else owns a field that the policy would set.",
      "Give the entry another name, or have the owner that the message names give it up."),
  RenderRefused(
      "The API server does not take what the policy makes of a node's object.",
      "Read the API server's words; change the policy, or what others say in that object."),
  Outranked(
      "A policy of higher priority says something else of the same.",
      "Give the entry another name, or the policy another priority, if it was meant to hold."),
  HandedOver("A policy of lower priority has yet to give up what this one takes over.", ""),
  Overtaken(
      "Somebody changed the node's object while the policy was written into it; it is written again.",
      ""),
  RollingOut("The policy's changes come over its nodes, some at a time.", ""),
  Paused(
      "The rollout is paused: what has begun is finished, and nothing new is started.",
      "Set spec.rollout.paused to false to go on."),
  WaveStopped(
      "A node failed in the rollout, and nothing new is started.",
      "Put right what the message says, on the node or in the policy; the rollout goes on once the node is ready or its spec has changed."),
  RolloutsOff(
      "This operator neither grants plans nor empties nodes.",
      "Grant plans by hand in spec.grant of the PassthroughNodes, or set rollouts.enabled in the chart's values."),
  DrainBlocked(
      "A pod is in the way that nothing would start anew elsewhere.",
      "Delete the pod that the message names, if it can be done without."),
  DrainTimeout(
      "The node could not be emptied in time, and is left as it was.",
      "Look at the disruption budgets of the pods that the message names, and for KubeVirt at their virtual machines' eviction strategies; or raise spec.rollout.drain.timeout."),
  GrantTaken(
      "Somebody else has set spec.grant to another plan.",
      "Remove spec.grant from the PassthroughNode, or set it to the plan that the message names.");

  private final String meaning;
  private final String advice;

  Reason(String meaning, String advice) {
    this.meaning = meaning;
    this.advice = advice;
  }

  /** One sentence for a person: what this reason means. */
  public String meaning() {
    return meaning;
  }

  /** What to do next; empty where nothing needs doing. */
  public String advice() {
    return advice;
  }
}
