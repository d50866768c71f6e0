package dev.sluice.event;

/**
 * Changes were lost between two positions: the source could not serve the first any more, and the
 * pipeline was told to go on at the second. Or those of one XA transaction, which was committed
 * between the two: it was prepared before the pipeline's first start, or in a file that is purged.
 * Delivered only to sinks that ask for it.
 *
 * @param origin where the stream goes on
 * @param lost the end of the last transaction before the gap
 * @param resumed where the stream goes on
 */
public record Gap(Origin origin, BinlogPosition lost, BinlogPosition resumed)
    implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.GAP;
  }
}
