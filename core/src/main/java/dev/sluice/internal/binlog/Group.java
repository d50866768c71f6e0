package dev.sluice.internal.binlog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction, or a statement that is one by itself: what the server commits as a unit.
 *
 * @param file the file it is in
 * @param start the offset at which it starts
 * @param gtid its GTID, or null when it has none
 * @param commitTimestamp when it was first committed, or null when the server does not say
 */
public record Group(
    String file, long start, @Nullable String gtid, @Nullable Instant commitTimestamp) {}
