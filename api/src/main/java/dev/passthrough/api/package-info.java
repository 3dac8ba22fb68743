/**
 * The custom resources of {@code passthrough.dev} as records, with the rules that the API server
 * enforces on them. No I/O: what a spec means for a host is decided in the host library, what it
 * means for a cluster in the operator.
 */
@NullMarked
package dev.passthrough.api;

import org.jspecify.annotations.NullMarked;
