/** The store of table definitions. Internal: may change in any release. */
@NullMarked
package dev.towpath.ha.zookeeper.internal.schema;

import org.jspecify.annotations.NullMarked;
