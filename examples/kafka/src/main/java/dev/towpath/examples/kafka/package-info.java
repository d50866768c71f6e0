/**
 * A sink into Kafka that keeps the order of each row and acknowledges a flush when the brokers have
 * confirmed it.
 */
@NullMarked
package dev.towpath.examples.kafka;

import org.jspecify.annotations.NullMarked;
