package dev.passthrough.kubelet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Offers this node's resources to kubelet and keeps them offered, through kubelet's restarts and
 * absences. Safe for use by many threads.
 */
public final class KubeletPlugins implements AutoCloseable {

  private final Life life;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean leftoversGone = new AtomicBoolean();

  private KubeletPlugins(Life life) {
    this.life = life;
  }

  /**
   * Begins with no resource.
   *
   * @param root below which the host's {@code sys} and {@code dev} are, {@code /} on a plain host
   * @param kubeletFolder kubelet's own, {@code /var/lib/kubelet}; need not be there yet
   * @param door how kubelet gets to know of the resources
   * @param observer hears each change of a resource's state
   */
  public static KubeletPlugins start(
      Path root, Path kubeletFolder, Door door, StateObserver observer) {
    return start(root, kubeletFolder, door, Timing.DEFAULT, observer);
  }

  static KubeletPlugins start(
      Path root, Path kubeletFolder, Door door, Timing timing, StateObserver observer) {
    var life = new Life(root, kubeletFolder, door, timing, observer);
    life.begin();
    return new KubeletPlugins(life);
  }

  /**
   * Makes {@code resources} all that is offered: new ones are served and registered, lists that
   * differ are sent, resources that are no longer named are withdrawn by an empty list. Returns
   * when everything is under way; {@link #states} tells how far it is.
   *
   * @throws IllegalArgumentException if two resources have one name
   */
  public void offer(List<OfferedResource> resources) {
    offer(resources, System.nanoTime());
  }

  /**
   * The same; where single devices were {@linkplain #look looked at} later than the host was read
   * for {@code resources}, what was seen then counts.
   *
   * @param seen when the reading began, by {@link System#nanoTime}
   */
  public void offer(List<OfferedResource> resources, long seen) {
    var offer = Offer.of(resources);
    life.change(plugins -> apply(offer, seen, plugins));
    if (!leftoversGone.getAndSet(true)) {
      var named = resources.stream().filter(OfferedResource::cdi);
      life.cdi().keepOnly(named.map(OfferedResource::resourceName).collect(Collectors.toSet()));
    }
  }

  /**
   * Looks again, soon and on another thread, at the devices that {@code name} stands for: a PCI
   * address, a mediated device's UUID, or the number of an IOMMU group. If the health of one
   * differs, kubelet is sent a list at once. Names of nothing that is offered do no harm.
   */
  public void look(String name) {
    life.look(name);
  }

  /** How far each offered resource is, by name. */
  public Map<String, ResourceState> states() {
    return life.states();
  }

  /** Stops for a restart: {@link Departure#RESTARTING}. */
  @Override
  public void close() {
    close(Departure.RESTARTING);
  }

  /**
   * Stops serving and removes the sockets; returns when kubelet has let go, after some seconds at
   * most.
   */
  public void close(Departure departure) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    var leaving = new ArrayList<ResourcePlugin>();
    life.change(plugins -> {
      leaving.addAll(plugins.values());
      plugins.clear();
      leaving.forEach(plugin -> plugin.leave(departure));
    });
    leaving.forEach(ResourcePlugin::awaitGone);
    life.close();
  }

  private void apply(Offer offer, long seen, Map<String, ResourcePlugin> plugins) {
    for (var name : List.copyOf(plugins.keySet())) {
      if (!offer.fit().containsKey(name)) {
        withdraw(plugins, name);
      }
    }
    for (var name : life.states().keySet()) {
      if (!offer.fit().containsKey(name) && !offer.unfit().containsKey(name)) {
        life.forget(name);
      }
    }
    offer.unfit().forEach((name, complaint) -> life.say(name, new ResourceState.Unfit(complaint)));
    offer
        .fit()
        .forEach((name, listing) -> {
          var plugin = plugins.get(name);
          if (plugin == null) {
            plugin = new ResourcePlugin(listing, life);
            plugins.put(name, plugin);
            plugin.start();
          } else {
            plugin.replace(listing, seen);
          }
        });
  }

  private static void withdraw(Map<String, ResourcePlugin> plugins, String name) {
    var plugin = plugins.remove(name);
    if (plugin != null) {
      plugin.leave(Departure.WITHDRAWN);
      Thread.ofVirtual().name("withdraw " + name).start(plugin::awaitGone);
    }
  }
}
