/** A sink into Kafka that keeps the order of each row and acknowledges what the brokers have. */
@NullMarked
package dev.sluice.examples.kafka;

import org.jspecify.annotations.NullMarked;
