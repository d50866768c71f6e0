/** The logger of this module. Internal: may change in any release. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.log;

import org.jspecify.annotations.NullMarked;
