package dev.passthrough.operator.privileged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.operator.testing.StandInApi;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Work as root, by what the API server answers")
class PrivilegedWorkTest {

  private static final Order ORDER = new Order(Purpose.APPLY, Situations.HASH);

  private final StandInApi api = new StandInApi();
  private final KubernetesClient client = api.client();
  private final PrivilegedWork work =
      new PrivilegedWork(
          client,
          Optional.of(new PrivilegedPods(client, PrivilegedPodTest.options("/"), "root")),
          Clock.fixed(Situations.NOW, ZoneOffset.UTC));

  @AfterEach
  void end() {
    client.close();
    api.close();
  }

  @Test
  @DisplayName("what was said of the last spec is looked at again while the agent keeps silent")
  void held() {
    api.takes(object(null, condition("PrivilegedWork", "GrantNeeded"))).answers(pods());
    assertThat(work.bring("worker-1")).contains(Duration.ofMinutes(1));
    api.takes(object(null)).answers(pods());
    assertThat(work.bring("worker-1")).isEmpty();
  }

  @Test
  @DisplayName("a pod that changes the node is said to run before there is one")
  void announced() {
    api.takes(granted()).answers(pods()).takes(granted()).answers(new PodBuilder().build());
    work.bring("worker-1");
    assertThat(api.bodies().get(2)).contains("PrivilegedPodRuns", "\"resourceVersion\":\"7\"");
    assertThat(api.bodies().get(3)).contains("\"kind\":\"Pod\"");
  }

  @Test
  @DisplayName("a look that has ended is never taken for a pod that changes the node")
  void lookEnded() {
    var look = new Order(Purpose.LOOK, "");
    var pod =
        new PodBuilder(
                PrivilegedPod.desired(
                    PrivilegedPodTest.options("/"), "root", object(null), look, Situations.NEED))
            .withNewStatus()
            .withPhase("Failed")
            .endStatus()
            .build();
    api.takes(object(null, need())).answers(pods(pod)).takes(object(null)).answers(pod);
    api.takes(object(null, need())).answers(pods()).takes(object(null));
    work.bring("worker-1");
    assertThat(api.bodies().get(2)).contains("LookRuns", "has ended");
    assertThat(api.bodies()).noneMatch(it -> it.contains("PrivilegedPodRuns"));
  }

  @Test
  @DisplayName("a pod that the API server refuses is told of in its words, and tried again")
  void refused() {
    var words = "pods is forbidden: violates PodSecurity";
    var object = object(null);
    object.setStatus(status(PrivilegedStatus.nothing(), need()));
    api.takes(object).answers(pods()).refuses(403, words).takes(object);
    assertThat(work.bring("worker-1")).contains(Duration.ofMinutes(1));
    assertThat(api.bodies().getLast()).contains("PrivilegedPodRefused", words);
  }

  @Test
  @DisplayName("it is not started where its grant goes in the moment in which that is said")
  void overtaken() {
    api.takes(granted()).answers(pods()).conflicts();
    api.takes(object(null, need())).answers(pods()).takes(object(null));
    work.bring("worker-1");
    assertThat(api.bodies()).noneMatch(it -> it.contains("\"kind\":\"Pod\""));
    assertThat(api.bodies().getLast()).contains("GrantNeeded");
  }

  @Test
  @DisplayName("a pod that begins before it is taken away stays, and is waited for")
  void begunMeanwhile() {
    var unbegun =
        PrivilegedPod.desired(PrivilegedPodTest.options("/"), "root", object(null), ORDER, "");
    unbegun.getMetadata().setResourceVersion("41");
    var begun =
        new PodBuilder(unbegun)
            .withNewStatus()
            .withPhase("Running")
            .addNewContainerStatus()
            .withNewState()
            .withNewRunning()
            .endRunning()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    api.takes(object(null, need())).answers(pods(unbegun)).conflicts();
    api.takes(object(null, need())).answers(pods(begun)).takes(object(null));
    work.bring("worker-1");
    assertThat(api.bodies().get(2)).contains("\"resourceVersion\":\"41\"");
    assertThat(api.bodies().getLast()).contains("PrivilegedPodRuns");
  }

  @Test
  @DisplayName("a node is unsettled under a pod that changes it, and until its agent has spoken")
  void unsettled() {
    var pod =
        PrivilegedPod.desired(PrivilegedPodTest.options("/"), "root", object(null), ORDER, "");
    api.takes(object(null)).answers(pods(pod));
    assertThat(work.isUnsettled("worker-1")).isTrue();
    var done = Situations.result(Outcome.Done, Situations.HASH, Duration.ofSeconds(20));
    var silent = object(null);
    silent.setStatus(status(new PrivilegedStatus(null, done)));
    api.takes(silent).answers(pods());
    assertThat(work.isUnsettled("worker-1")).isTrue();
    var said = object(null);
    var condition =
        new Condition(
            "AgentSuffices",
            "True",
            Situations.GENERATION,
            Situations.NOW.minusSeconds(10).toString(),
            "AsDesired",
            "");
    said.setStatus(status(new PrivilegedStatus(null, done), condition));
    api.takes(said).answers(pods());
    assertThat(work.isUnsettled("worker-1")).isFalse();
  }

  private static PassthroughNode granted() {
    return object(Situations.HASH, need());
  }

  private static Condition need() {
    return new Condition(
        "AgentSuffices",
        "False",
        Situations.GENERATION,
        "2026-01-01T00:00:00Z",
        "PrivilegeNeeded",
        Situations.NEED);
  }

  private static Condition condition(String type, String reason) {
    return new Condition(
        type, "False", Situations.GENERATION, "2026-01-01T00:00:00Z", reason, "words");
  }

  /** An object of which a look a moment ago has shown a plan. */
  private static PassthroughNode object(@Nullable String grant, Condition... conditions) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName("worker-1")
            .withUid("uid")
            .withResourceVersion("7")
            .withGeneration(Situations.GENERATION)
            .build());
    object.setSpec(
        new PassthroughNodeSpec(Mode.Enforce, HostSpec.asFound(), List.of(), List.of(), grant));
    var look = Situations.look(Situations.HASH, Duration.ofSeconds(30));
    object.setStatus(status(new PrivilegedStatus(look, null), conditions));
    return object;
  }

  private static PassthroughNodeStatus status(PrivilegedStatus known, Condition... conditions) {
    return new PassthroughNodeStatus(
        Situations.GENERATION, null, List.of(), List.of(conditions), known);
  }

  private static Object pods(Pod... pods) {
    return new PodListBuilder().withItems(pods).build();
  }
}
