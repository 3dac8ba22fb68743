/** What the operator serves over HTTP: its health. */
@NullMarked
package dev.passthrough.operator.web;

import org.jspecify.annotations.NullMarked;
