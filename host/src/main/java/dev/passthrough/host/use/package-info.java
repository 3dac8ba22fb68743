/**
 * What this machine does with its devices at the moment: which disks are mounted, which interfaces
 * carry routes, who has what open. Parsers are pure; one reader gathers.
 */
@NullMarked
package dev.passthrough.host.use;

import org.jspecify.annotations.NullMarked;
