/**
 * Chart, operator and agent on a real cluster: API server, scheduler and kubelet in one container.
 * Only the devices are made up, as a folder that imitates {@code /sys}.
 */
@NullMarked
package dev.passthrough.cluster;

import org.jspecify.annotations.NullMarked;
