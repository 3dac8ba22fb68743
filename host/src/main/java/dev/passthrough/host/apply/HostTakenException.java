package dev.passthrough.host.apply;

import java.io.IOException;

/** Another program has what is to be changed; the message says which, and what to do. */
public final class HostTakenException extends IOException {

  private static final long serialVersionUID = 1L;

  HostTakenException(String message) {
    super(message);
  }
}
