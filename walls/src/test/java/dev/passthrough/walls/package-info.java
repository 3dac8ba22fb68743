/**
 * The walls between modules and between packages, each with its reason, and the house rules that a
 * machine can check.
 */
@NullMarked
package dev.passthrough.walls;

import org.jspecify.annotations.NullMarked;
