package dev.passthrough.kubelet;

/** How far a resource has come on its way to kubelet, for conditions. */
public sealed interface ResourceState {

  /** Served; kubelet does not hold its list yet, or lost it and is asked again. */
  record Registering() implements ResourceState {}

  /**
   * kubelet holds the newest list.
   *
   * @param units how many are in the list
   * @param healthy how many of them can be handed out
   */
  record Registered(int units, int healthy) implements ResourceState {}

  /**
   * kubelet answered the registration with an error; it is repeated with growing pauses.
   *
   * @param words kubelet's own
   */
  record Refused(String words) implements ResourceState {}

  /**
   * Nobody answers at kubelet's socket; registered as soon as somebody does.
   *
   * @param detail what was tried and what happened
   */
  record KubeletAbsent(String detail) implements ResourceState {}

  /**
   * Not offered to kubelet, since it could only do harm there.
   *
   * @param complaint a sentence that names the resource, the limit and what to do
   */
  record Unfit(String complaint) implements ResourceState {}
}
