/** Where changes go: topics, partitions, and canal's expressions for both. */
@NullMarked
package dev.sluice.sink.rocketmq.internal.route;

import org.jspecify.annotations.NullMarked;
