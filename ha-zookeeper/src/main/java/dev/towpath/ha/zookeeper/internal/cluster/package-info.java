/** The reading of the state of all destinations. Internal: may change in any release. */
@NullMarked
package dev.towpath.ha.zookeeper.internal.cluster;

import org.jspecify.annotations.NullMarked;
