package dev.sluice.sink.rocketmq.internal.format;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.StatementEvent;
import dev.sluice.sink.rocketmq.ChangeFormat;
import dev.sluice.sink.rocketmq.MessageEncoder;
import dev.sluice.sink.rocketmq.MessageStamp;
import dev.sluice.sink.rocketmq.RowsMessage;

/** An encoder defined by one function of a change, one change per message. */
public record LambdaEncoder(ChangeFormat format) implements MessageEncoder {

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
