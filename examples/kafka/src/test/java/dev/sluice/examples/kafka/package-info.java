/** The Kafka sink on a real broker, and held against the contract of sinks. */
@NullMarked
package dev.sluice.examples.kafka;

import org.jspecify.annotations.NullMarked;
