/**
 * Snapshots of the instances, the leaders and the connection, and the policy by which vacant
 * destinations are claimed.
 */
@NullMarked
package dev.towpath.ha.zookeeper.state;

import org.jspecify.annotations.NullMarked;
