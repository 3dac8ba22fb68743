/**
 * The node's loop: observe, plan, apply, verify, advertise, report. Each turn starts from what the
 * kernel, kubelet and the custom resource say at that moment; nothing is remembered that could be
 * read again.
 */
@NullMarked
package dev.passthrough.agent;

import org.jspecify.annotations.NullMarked;
