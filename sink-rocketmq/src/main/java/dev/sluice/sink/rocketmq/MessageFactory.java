package dev.sluice.sink.rocketmq;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.Origin;
import dev.sluice.event.RowChange;
import dev.sluice.event.SchemaChange;
import dev.sluice.sink.SinkException;
import java.time.Instant;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.jspecify.annotations.Nullable;

/** Makes messages of changes: body, keys and properties. Used by one thread. */
final class MessageFactory {
  /** Keys beyond this are left out; a property list of more than 32 KB would be refused. */
  private static final int MAX_KEYS_LENGTH = 512;

  private final String writer;
  private final String epoch;
  private final MessageEncoder encoder;
  private final CanalText text;
  private final int maxMessageSize;
  private final boolean metadata;
  private final MessageTagger tagger;
  private final SchemaFingerprints fingerprints = new SchemaFingerprints();

  MessageFactory(RocketMqSettings settings, String pipeline, long epoch) {
    this.writer = PropertyText.escape(pipeline);
    this.epoch = Long.toString(epoch);
    this.encoder = settings.encoder();
    this.text = new CanalText(settings.timeZone());
    this.maxMessageSize = settings.maxMessageSize();
    this.metadata = settings.metadata();
    this.tagger = settings.tagger();
  }

  /** How values are printed, which is also how they are hashed. */
  CanalText text() {
    return text;
  }

  /** Where finished messages go; it may wait. */
  interface Target {
    /** The topic of all messages. */
    String topic();

    /** The number of the next message. */
    long nextNumber();

    void accept(Outgoing message) throws InterruptedException, SinkException;
  }

  /** Makes one message, or several when one would be too large. */
  void rows(RowsMessage rows, Target target) throws InterruptedException, SinkException {
    int most = encoder.rowsPerMessage();
    if (rows.size() > most) {
      for (int i = 0; i < rows.size(); i += most) {
        rows(rows.part(i, Math.min(i + most, rows.size())), target);
      }
      return;
    }
    byte[] body = encode(rows);
    if (rows.size() > 1 && body.length > maxMessageSize) {
      int middle = rows.size() / 2;
      rows(rows.part(0, middle), target);
      rows(rows.part(middle, rows.size()), target);
      return;
    }
    String table = rows.table().qualifiedName();
    requireFits(body, table, keyOf(rows.row(0)));
    target.accept(message(body, keysOf(rows), RowRange.of(rows), rows.row(0), target));
  }

  void schemaChange(SchemaChange change, MessageStamp stamp, Target target)
      throws InterruptedException, SinkException {
    byte[] body;
    try {
      body = encoder.schemaChange(change, stamp);
    } catch (Exception e) {
      throw failed("the statement at " + change.origin(), e);
    }
    requireFits(body, "the statement at " + change.origin(), null);
    target.accept(message(body, "", RowRange.of(change), change, target));
  }

  private byte[] encode(RowsMessage rows) throws InterruptedException, SinkException {
    try {
      return encoder.rows(rows);
    } catch (Exception e) {
      throw failed("a row of %s at %s".formatted(rows.table().qualifiedName(), rows.origin()), e);
    }
  }

  private static SinkException failed(String what, Exception e) throws InterruptedException {
    if (e instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    return e instanceof SinkException failure
        ? failure
        : SinkException.permanent("cannot encode " + what + ": " + e, e);
  }

  private void requireFits(byte[] body, String what, @Nullable String key) throws SinkException {
    if (body.length == 0) {
      throw SinkException.permanent(
          "the encoder returned an empty body for %s; RocketMQ refuses empty messages"
              .formatted(what),
          null);
    }
    if (body.length > maxMessageSize) {
      throw SinkException.permanent(
          ("the message for %s%s has %d bytes, more than maxMessageSize %d; raise maxMessageSize"
                  + " here and on the broker, or exclude the column or the table")
              .formatted(what, key == null ? "" : " key " + key, body.length, maxMessageSize),
          null);
    }
  }

  private Outgoing message(
      byte[] body, String keys, RowRange rows, ChangeEvent change, Target target)
      throws SinkException {
    long number = target.nextNumber();
    Message message = new Message(target.topic(), body);
    if (!keys.isEmpty()) {
      message.setKeys(keys);
    }
    message.putUserProperty(MessageProperties.POSITION, rows.toString());
    message.putUserProperty(MessageProperties.EPOCH, epoch);
    message.putUserProperty(MessageProperties.WRITER, writer);
    message.putUserProperty(MessageProperties.NUMBER, Long.toString(number));
    if (metadata) {
      addMetadata(message, change);
    }
    String tag = tagOf(change);
    if (!tag.isEmpty()) {
      message.setTags(tag);
    }
    // The client would add it when sending, and the size would be wrong by it until then.
    MessageClientIDSetter.setUniqID(message);
    return Outgoing.of(message, number);
  }

  private void addMetadata(Message message, ChangeEvent change) {
    Origin origin = change.origin();
    if (!origin.file().isEmpty()) {
      String place = PropertyText.escape(origin.file()) + '/' + origin.offset();
      message.putUserProperty(MessageProperties.BINLOG, place);
    }
    @Nullable Instant committed = origin.commitTimestamp();
    long micros = EpochMicros.of(committed == null ? origin.timestamp() : committed);
    message.putUserProperty(MessageProperties.TIME, Long.toString(micros));
    if (change instanceof RowChange row) {
      message.putUserProperty(MessageProperties.SCHEMA, fingerprints.of(row.table()));
    }
  }

  private String tagOf(ChangeEvent change) throws SinkException {
    try {
      return Tags.require(tagger.tag(change));
    } catch (RuntimeException e) {
      throw SinkException.permanent(
          "no tag for the change at %s: %s".formatted(change.origin(), e.getMessage()), e);
    }
  }

  /** The keys of all rows, separated by blanks as RocketMQ wants them. */
  private String keysOf(RowsMessage rows) {
    var keys = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      String key = keyOf(rows.row(i));
      if (!key.isEmpty() && keys.length() + key.length() < MAX_KEYS_LENGTH) {
        keys.append(keys.isEmpty() ? "" : " ").append(key);
      }
    }
    return keys.toString();
  }

  /** The primary key of a row as text, its parts separated by commas; empty without one. */
  private String keyOf(RowChange row) {
    var key = new StringBuilder();
    for (int column : row.table().primaryKey()) {
      @Nullable String part = PartitionHash.keyText(row, column, text);
      key.append(key.isEmpty() ? "" : ",").append(part == null ? "" : part);
    }
    return key.isEmpty() ? "" : PropertyText.escape(WellFormed.text(key.toString()));
  }
}
