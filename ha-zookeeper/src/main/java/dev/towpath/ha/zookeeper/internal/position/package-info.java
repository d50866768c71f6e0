/** The store of positions, and the takeover of canal's. Internal: may change in any release. */
@NullMarked
package dev.towpath.ha.zookeeper.internal.position;

import org.jspecify.annotations.NullMarked;
