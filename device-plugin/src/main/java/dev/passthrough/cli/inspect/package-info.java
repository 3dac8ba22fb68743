/**
 * What {@code passthrough inspect} prints: one gathered {@link
 * dev.passthrough.cli.inspect.Inspection}, and the forms it is written in. The JSON form is a
 * contract, {@code docs/reference/inspect.schema.json}.
 */
@NullMarked
package dev.passthrough.cli.inspect;

import org.jspecify.annotations.NullMarked;
