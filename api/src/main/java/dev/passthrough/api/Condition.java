package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * One aspect of a resource's state, in the form of Kubernetes' {@code metav1.Condition}.
 *
 * @param type the aspect, one of {@link ConditionType}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param lastTransitionTime when the status last changed, RFC 3339 in UTC with seconds
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @Required @JsonPropertyDescription("The aspect that this speaks of.") String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") String status,
    @JsonPropertyDescription("The generation of the spec that this speaks of.")
        @Nullable Long observedGeneration,
    @Required @JsonPropertyDescription("When the status last changed.") String lastTransitionTime,
    @Required @JsonPropertyDescription("One word for why.") String reason,
    @Required @JsonPropertyDescription("What a person needs to know.") String message) {}
