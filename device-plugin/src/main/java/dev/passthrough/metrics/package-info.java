/**
 * What an agent counts, in Prometheus' terms, and the page that shows it. Names and labels are a
 * contract with dashboards and alerts: docs/reference/metrics.md lists them.
 */
@NullMarked
package dev.passthrough.metrics;

import org.jspecify.annotations.NullMarked;
