package dev.passthrough.operator.policy;

import static dev.passthrough.operator.policy.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.operator.testing.StandInApi;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A policy's writes, by what the API server answers")
class PolicyWritesTest {

  private static final PassthroughPolicy POLICY =
      Samples.policy("cards", 0, Map.of(), null, entry("one", 2));
  private static final Node NODE =
      new NodeBuilder().withNewMetadata().withName("node").endMetadata().build();
  private static final StatusCause OWNED =
      new StatusCause(
          ".spec.resources[name=\"one\"].virtualFunctions",
          "conflict with \"hand\"",
          "FieldManagerConflict");

  private final StandInApi api = new StandInApi();
  private final PolicyWrites writes = new PolicyWrites(new NodeObjects(api.client()));

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  @DisplayName("an object that was changed since it was looked at is an outcome, and tried anew")
  void overtaken() {
    api.conflicts().takes(saying(POLICY));
    assertThat(write(saying())).isEqualTo(Map.of("node", new Outcome.Overtaken()));
    assertThat(write(saying())).isEqualTo(Map.of("node", new Outcome.Settled()));
  }

  @Test
  @DisplayName("so is one that somebody makes in the moment in which the policy does")
  void madeByOthers() {
    api.conflicts();
    assertThat(write()).isEqualTo(Map.of("node", new Outcome.Overtaken()));
  }

  @Test
  @DisplayName("one that changes between an owner's conflict and the apply of the rest is not done")
  void overtakenByTheRest() {
    api.conflicts(OWNED).conflicts();
    assertThat(write(saying())).isEqualTo(Map.of("node", new Outcome.Overtaken()));
  }

  @Test
  @DisplayName("another owner is a conflict, and is not asked again before something changes")
  void owned() {
    api.conflicts(OWNED).takes(saying());
    assertThat(write(saying()).get("node")).isInstanceOf(Outcome.Conflict.class);
    assertThat(write(saying()).get("node")).isInstanceOf(Outcome.Conflict.class);
    assertThat(api.bodies()).hasSize(2);
  }

  @Test
  @DisplayName("what the API server does not take, of an object to be made too, is an outcome")
  void refused() {
    api.refuses(422, "a rule").refuses(403, "a webhook");
    assertThat(write(saying())).isEqualTo(Map.of("node", new Outcome.Refused("a rule")));
    assertThat(write()).isEqualTo(Map.of("node", new Outcome.Refused("a webhook")));
  }

  @Test
  @DisplayName("the version that was looked at is asked for only where something is given up")
  void version() {
    api.takes(saying(POLICY)).takes(saying());
    write(saying());
    assertThat(api.bodies().getLast()).doesNotContain("resourceVersion").contains("uid");
    writes.withdraw("cards", saying(POLICY), Rendering.ofNothing());
    assertThat(api.bodies().getLast()).contains("resourceVersion");
  }

  @Test
  @DisplayName("what is given up without a successor leaves an object that others want")
  void wantedByOthers() {
    api.takes(saying());
    var other = Samples.policy("other", 0, Map.of(), null, entry("one", 5));
    writes.withdraw("cards", saying(POLICY), Rendering.of(List.of(other)));
    assertThat(api.bodies()).singleElement().asString().contains("\"kind\":\"PassthroughNode\"");
  }

  @Test
  @DisplayName(
      "what another policy has made or said since the look began is not made or said again")
  void saidSince() {
    var before = Fleet.of(Stream.of(POLICY), Stream.of(NODE), Stream.of());
    var outcomes =
        writes.write(
            "cards", before, before.renderings(), _ -> Optional.of(saying(POLICY)), _ -> true);
    assertThat(outcomes).isEqualTo(Map.of("node", new Outcome.Settled()));
    assertThat(api.bodies()).isEmpty();
  }

  @Test
  @DisplayName("an object that two policies leave together goes whole, if none chooses it by then")
  void leftTogether() {
    var other = Samples.policy("other", 0, Map.of("gpu", "yes"), null, entry("two", 2));
    var cards = Samples.policy("cards", 0, Map.of("gpu", "yes"), null, entry("one", 2));
    var object = saying(other, cards);
    var fleet = Fleet.of(Stream.of(other, cards), Stream.of(NODE), Stream.of(object));
    assertThat(writes.write("cards", fleet, fleet.renderings(), fleet::object, _ -> true))
        .isEqualTo(Map.of("node", new Outcome.Overtaken()));
    assertThat(api.bodies()).isEmpty();
    api.takes(object);
    writes.write("cards", fleet, fleet.renderings(), fleet::object, _ -> false);
    assertThat(api.bodies())
        .singleElement()
        .asString()
        .contains("\"resourceVersion\":\"7\"")
        .contains("DeleteOptions");
  }

  private Map<String, Outcome> write(PassthroughNode... objects) {
    var fleet = Fleet.of(Stream.of(POLICY), Stream.of(NODE), Stream.of(objects));
    return writes.write("cards", fleet, fleet.renderings(), fleet::object, _ -> false);
  }

  /** The node's object, in which these policies have their parts. */
  private static PassthroughNode saying(PassthroughPolicy... policies) {
    var server = new StandInServer();
    server.mark();
    for (var policy : policies) {
      server.apply(
          FieldManagers.of(policy.getMetadata().getName()), Part.of(policy.getSpec().template()));
    }
    var object = server.object().orElseThrow();
    object.getMetadata().setResourceVersion("7");
    return object;
  }
}
