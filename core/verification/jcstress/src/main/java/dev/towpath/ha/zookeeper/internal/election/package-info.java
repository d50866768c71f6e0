/** Stress tests of a lease, in the package of the tested classes. */
@org.jspecify.annotations.NullUnmarked
package dev.towpath.ha.zookeeper.internal.election;
