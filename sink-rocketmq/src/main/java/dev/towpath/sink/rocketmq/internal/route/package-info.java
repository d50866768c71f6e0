/** The routing of changes to topics and partitions, with canal's expressions for both. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.route;

import org.jspecify.annotations.NullMarked;
