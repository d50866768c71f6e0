package dev.towpath.sink.rocketmq.format;

import java.time.Instant;
import java.time.ZoneId;

/**
 * The facts that all messages of one batch share. Immutable.
 *
 * @param batch the ordinal of the batch since the sink was created, from 1
 * @param time the time at which the batch was encoded, by the pipeline's clock
 * @param timeZone the zone in which {@code TIMESTAMP} values are printed
 */
public record MessageStamp(long batch, Instant time, ZoneId timeZone) {}
