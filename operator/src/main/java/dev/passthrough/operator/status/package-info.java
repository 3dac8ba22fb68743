/**
 * How the operator says something in the status of a node's object. Each of its parts that does so
 * owns what it says under a name of its own.
 */
@NullMarked
package dev.passthrough.operator.status;

import org.jspecify.annotations.NullMarked;
