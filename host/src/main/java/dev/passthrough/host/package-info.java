/** A Linux host as a library. Its packages follow the way of a change: read, judge, plan, apply. */
@NullMarked
package dev.passthrough.host;

import org.jspecify.annotations.NullMarked;
