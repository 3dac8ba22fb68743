/** What {@code passthrough doctor} prints: one report in two forms, for people and for programs. */
@NullMarked
package dev.passthrough.cli.doctor;

import org.jspecify.annotations.NullMarked;
