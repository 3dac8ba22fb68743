/**
 * The kernel's own news about devices, as it sends them to every process that listens on a netlink
 * socket; no privilege is needed. A listener gets parsed records and learns when some were lost,
 * for then only looking again helps.
 */
@NullMarked
package dev.passthrough.uevent;

import org.jspecify.annotations.NullMarked;
