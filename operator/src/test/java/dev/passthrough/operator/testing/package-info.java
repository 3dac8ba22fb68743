/** What stands in for a cluster in the operator's tests. Answers as a test says, over real HTTP. */
@NullMarked
package dev.passthrough.operator.testing;

import org.jspecify.annotations.NullMarked;
