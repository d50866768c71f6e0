/** The search for positions in a binlog and their proof. Internal: may change in any release. */
@NullMarked
package dev.towpath.internal.binlog.position;

import org.jspecify.annotations.NullMarked;
