/**
 * What the operator counts, in Prometheus' terms. Names and labels are a contract with dashboards
 * and alerts: docs/reference/metrics.md lists them.
 */
@NullMarked
package dev.passthrough.operator.metrics;

import org.jspecify.annotations.NullMarked;
