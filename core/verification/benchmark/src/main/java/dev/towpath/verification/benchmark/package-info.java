/**
 * The benchmark: the pipeline against a plain {@code BinaryLogClient} on the same binlog, and
 * against a bare RocketMQ producer that sends the same bytes.
 */
@NullMarked
package dev.towpath.verification.benchmark;

import org.jspecify.annotations.NullMarked;
