package dev.towpath.internal.snapshot;

import dev.towpath.event.BinlogPosition;
import dev.towpath.mysql.MySqlSource;

/**
 * The place where a window was opened: between two transactions.
 *
 * @param position everything before it was taken from the stream
 * @param server the server that sends the stream
 * @param serverUuid its identity
 * @param describesRows whether its table maps describe all columns
 * @param statements how many statements the stream has had that may define tables
 */
public record Opening(
    BinlogPosition position,
    MySqlSource server,
    String serverUuid,
    boolean describesRows,
    long statements) {}
