package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What privileged pods came to on a node. Written by the operator alone.
 *
 * @param seen the last look, which changes nothing
 * @param done the last plan that was carried out, or tried
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PrivilegedStatus(
    @JsonPropertyDescription("What the last look at the node came to; it changed nothing.")
        @Nullable PrivilegedResult seen,
    @JsonPropertyDescription("What became of the last plan that was carried out or tried.")
        @Nullable PrivilegedResult done) {

  public static PrivilegedStatus nothing() {
    return new PrivilegedStatus(null, null);
  }
}
