/** Tests of the Kafka sink on a real broker, with the contract of sinks. */
@NullMarked
package dev.towpath.examples.kafka;

import org.jspecify.annotations.NullMarked;
