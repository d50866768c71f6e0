/**
 * The formats of message bodies: canal's as JSON and as Protocol Buffers, Debezium's, Maxwell's and
 * plain JSON; how values are printed in them, and what a statement is to them.
 */
@NullMarked
package dev.sluice.sink.rocketmq.internal.format;

import org.jspecify.annotations.NullMarked;
