/**
 * The cluster from a person's desk, {@code kubectl passthrough}: what the objects say, in words.
 * What is printed is a function of the objects; {@link KubernetesCluster} gets them.
 */
@NullMarked
package dev.passthrough.cli.cluster;

import org.jspecify.annotations.NullMarked;
