/** What the operator serves over HTTP: its health and its metrics. */
@NullMarked
package dev.passthrough.operator.web;

import org.jspecify.annotations.NullMarked;
