/** The program {@code passthrough}: its subcommands, their options and what they print. */
@NullMarked
package dev.passthrough.cli;

import org.jspecify.annotations.NullMarked;
