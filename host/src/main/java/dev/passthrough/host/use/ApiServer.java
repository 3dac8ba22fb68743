package dev.passthrough.host.use;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * The API server that this machine's kubelet talks to.
 *
 * @param addresses where it is; none where there is no kubelet
 * @param notSeen why nothing is known of it although there is, or may be, a kubelet
 */
record ApiServer(Set<InetAddress> addresses, Optional<String> notSeen) {

  ApiServer {
    addresses = Set.copyOf(addresses);
  }
}
