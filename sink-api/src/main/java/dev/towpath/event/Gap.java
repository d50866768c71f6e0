package dev.towpath.event;

/**
 * A loss of changes between two positions. Delivered only to sinks that ask for it.
 *
 * <p>There are two causes. Either the source could no longer serve the first position, and the
 * pipeline was told to continue at the second. Or an XA transaction was committed between the two
 * whose changes cannot be read: it was prepared before the pipeline's first start, or in a file
 * that has been purged.
 *
 * @param origin the place where the stream continues
 * @param lost the end of the last transaction before the gap
 * @param resumed the position at which the stream continues
 */
public record Gap(Origin origin, BinlogPosition lost, BinlogPosition resumed)
    implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.GAP;
  }
}
