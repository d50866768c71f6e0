/**
 * The elections, their leases, and the nodes that show instances. Internal: may change in any
 * release.
 */
@NullMarked
package dev.towpath.ha.zookeeper.internal.election;

import org.jspecify.annotations.NullMarked;
