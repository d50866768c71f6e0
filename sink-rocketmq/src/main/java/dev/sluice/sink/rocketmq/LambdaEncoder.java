package dev.sluice.sink.rocketmq;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.SchemaChange;

/** A format described by one function of a change, one change per message. */
record LambdaEncoder(ChangeFormat format) implements MessageEncoder {

  @Override
  public int rowsPerMessage() {
    return 1;
  }

  @Override
  public byte[] rows(RowsMessage message) throws Exception {
    return of(message.row(0));
  }

  @Override
  public byte[] schemaChange(SchemaChange change, MessageStamp stamp) throws Exception {
    return of(change);
  }

  private byte[] of(ChangeEvent change) throws Exception {
    return format.body(change);
  }
}
