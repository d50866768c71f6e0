/**
 * The formats of message bodies: canal's JSON and Protocol Buffers, Debezium's, Maxwell's and plain
 * JSON, and your own.
 */
@NullMarked
package dev.towpath.sink.rocketmq.format;

import org.jspecify.annotations.NullMarked;
