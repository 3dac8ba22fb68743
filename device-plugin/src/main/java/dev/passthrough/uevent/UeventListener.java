package dev.passthrough.uevent;

/** Hears the kernel's news, on the reader's own thread: must return quickly. */
public interface UeventListener {

  /** The kernel said {@code event}. */
  void happened(Uevent event);

  /** The kernel said more than was read in time: anything may have happened. */
  void missed();
}
