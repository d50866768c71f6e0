package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.StatementEvent;

/** An encoder defined by one function of a change, one change per message. */
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
  public byte[] statement(StatementEvent change, MessageStamp stamp) throws Exception {
    return of(change);
  }

  private byte[] of(ChangeEvent change) throws Exception {
    return format.body(change);
  }
}
