/**
 * The formats of message bodies: canal's JSON and Protocol Buffers, Debezium's, Maxwell's and plain
 * JSON, with their text of values and their view of statements.
 */
@NullMarked
package dev.towpath.sink.rocketmq.internal.format;

import org.jspecify.annotations.NullMarked;
