package dev.towpath.failure;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;

/**
 * A change that the sink refuses. Immutable.
 *
 * @param pipeline the name of the pipeline
 * @param event the change; its {@link ChangeEvent#origin()} says where it is in the binlog
 * @param position where to start in order to read the change again: the end of the last known
 *     transaction before its own
 * @param failure the failure of the sink
 */
public record DeadLetter(
    String pipeline, ChangeEvent event, BinlogPosition position, Failure failure) {}
