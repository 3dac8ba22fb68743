/**
 * What a card's driver holds for its virtual functions and sysfs does not show. It is asked of the
 * host's own programs, and written down for those that cannot ask.
 */
@NullMarked
package dev.passthrough.host.settings;

import org.jspecify.annotations.NullMarked;
