/**
 * The taint that keeps pods off a node from its boot until it offers all of its resources again.
 * {@link AfterBoot} decides, purely, what a node is to look like; {@link BootTaints} makes it so.
 */
@NullMarked
package dev.passthrough.operator.boot;

import org.jspecify.annotations.NullMarked;
