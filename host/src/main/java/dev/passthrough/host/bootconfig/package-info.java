/**
 * What the boot loader hands to the kernel: the running command line and the configured one, read
 * from the files of the loaders in the field. It only reads and explains; the packages that plan
 * and apply write.
 */
@NullMarked
package dev.passthrough.host.bootconfig;

import org.jspecify.annotations.NullMarked;
