package dev.passthrough.kubelet;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

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
   * No kubelet takes it at its socket; registered as soon as somebody does.
   *
   * @param detail what was tried and what happened
   */
  record KubeletAbsent(String detail) implements ResourceState {

    /**
     * Nobody could be reached at {@code socket}, or who answers there cannot take it now: a kubelet
     * that cannot dial back, or is about to end.
     */
    static KubeletAbsent unavailable(Path socket, Status status) {
      return new KubeletAbsent(
          status.getCause() instanceof IOException
              ? "nobody answers at " + socket
              : "who answers at %s cannot take it now: %s"
                  .formatted(
                      socket, Objects.requireNonNullElse(status.getDescription(), "no reason")));
    }

    /** Nothing could be served in {@code folder}, which kubelet makes when it starts. */
    static KubeletAbsent unserved(Path folder, IOException failure) {
      var cause = failure.getCause();
      return new KubeletAbsent(
          "can't serve in "
              + folder
              + ": "
              + failure.getMessage()
              + (cause == null ? "" : ": " + cause.getMessage()));
    }
  }

  /**
   * Not offered to kubelet, since it could only do harm there.
   *
   * @param complaint a sentence that names the resource, the limit and what to do
   */
  record Unfit(String complaint) implements ResourceState {}

  /** The state in words, for a log. */
  default String words() {
    return switch (this) {
      case Registering _ -> "is being registered with kubelet";
      case Registered it ->
          "is registered with kubelet, %d of %d healthy".formatted(it.healthy(), it.units());
      case Refused it -> "was refused by kubelet: " + it.words();
      case KubeletAbsent it -> "waits for kubelet: " + it.detail();
      case Unfit it -> "is not offered: " + it.complaint();
    };
  }
}
