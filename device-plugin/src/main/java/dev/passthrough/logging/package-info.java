/**
 * How this program logs. In code, since a file of it takes a tenth of a second to read at each
 * start.
 */
@NullMarked
package dev.passthrough.logging;

import org.jspecify.annotations.NullMarked;
