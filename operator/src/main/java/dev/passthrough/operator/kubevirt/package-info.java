/**
 * KubeVirt's list of permitted host devices, kept in step with what the nodes offer. What is wanted
 * ({@link Demand}), what becomes of the list ({@link Merge}) and what is wrong with it ({@link
 * Judgement}) are pure functions; {@link KubeVirtPass} reads, writes and reports.
 */
@NullMarked
package dev.passthrough.operator.kubevirt;

import org.jspecify.annotations.NullMarked;
