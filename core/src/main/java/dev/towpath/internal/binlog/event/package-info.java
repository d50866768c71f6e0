/** The events of a binlog and their fields. Internal: may change in any release. */
@NullMarked
package dev.towpath.internal.binlog.event;

import org.jspecify.annotations.NullMarked;
