package dev.passthrough.cluster;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches all objects, and keeps each version of one in which an entry is missing. */
final class Absences implements AutoCloseable {

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Watch watch;

  Absences(Product product, String entry) {
    watch =
        product
            .client()
            .resources(PassthroughNode.class)
            .watch(
                new Watcher<PassthroughNode>() {
                  @Override
                  public void eventReceived(Action action, PassthroughNode object) {
                    if (action != Action.DELETED
                        && object.getSpec().resources().stream()
                            .noneMatch(it -> it.name().equals(entry))) {
                      seen.add(
                          "%s at version %s"
                              .formatted(
                                  object.getMetadata().getName(),
                                  object.getMetadata().getResourceVersion()));
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    seen.add("the watch ended: " + cause);
                  }
                });
  }

  List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    watch.close();
  }
}
