/** The facts about a server's binlog and replication. Internal: may change in any release. */
@NullMarked
package dev.towpath.internal.binlog.server;

import org.jspecify.annotations.NullMarked;
