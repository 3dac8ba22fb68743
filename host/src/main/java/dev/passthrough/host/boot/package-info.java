/**
 * What to change of a host's own files so that its kernel is started as a spec asks: a pure
 * function of what was read of the machine and its files. Each boot loader and each tool is one
 * class; a system that none of them knows gets the exact line and file in words, and no step.
 */
@NullMarked
package dev.passthrough.host.boot;

import org.jspecify.annotations.NullMarked;
