/**
 * A kubelet made by hand: the plugin's side of the contract is tested against it, over real unix
 * sockets.
 */
@NullMarked
package dev.passthrough.kubelet.testing;

import org.jspecify.annotations.NullMarked;
