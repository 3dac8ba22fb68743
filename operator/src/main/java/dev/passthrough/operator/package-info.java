/**
 * The controller: runs the node agent where a PassthroughNode asks for it, and cleans up after it.
 */
@NullMarked
package dev.passthrough.operator;

import org.jspecify.annotations.NullMarked;
