/**
 * The benchmark: the pipeline against a plain {@code BinaryLogClient} on the same binlog, and
 * against a bare RocketMQ producer that sends the same bytes. {@code mvn -Pbenchmark} runs it.
 */
@NullMarked
package dev.towpath.examples.benchmark;

import org.jspecify.annotations.NullMarked;
