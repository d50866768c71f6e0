package dev.sluice;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;

/**
 * A change that the sink refuses. Immutable.
 *
 * @param pipeline the name of the pipeline
 * @param event the change; its {@link ChangeEvent#origin()} says where it is in the binlog
 * @param position where to start in order to read it again: the end of the last transaction before
 *     its own that the pipeline knows of
 * @param failure what the sink said
 */
public record DeadLetter(
    String pipeline, ChangeEvent event, BinlogPosition position, Failure failure) {}
