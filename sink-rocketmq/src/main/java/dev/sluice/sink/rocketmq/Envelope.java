package dev.sluice.sink.rocketmq;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.Origin;
import dev.sluice.event.RowChange;
import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.format.CanalText;
import dev.sluice.sink.rocketmq.internal.format.EpochMicros;
import dev.sluice.sink.rocketmq.internal.format.WellFormed;
import java.time.Instant;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.jspecify.annotations.Nullable;

/** Puts bodies into messages with keys, tag and properties. Used by one thread. */
final class Envelope {
  /** Keys beyond this are left out; a property list of more than 32 KB would be refused. */
  private static final int MAX_KEYS_LENGTH = 512;

  private final String writer;
  private final String epoch;
  private final CanalText text;
  private final boolean metadata;
  private final MessageTagger tagger;
  private final SchemaFingerprints fingerprints = new SchemaFingerprints();

  Envelope(RocketMqSettings settings, String pipeline, long epoch) {
    this.writer = PropertyText.escape(pipeline);
    this.epoch = Long.toString(epoch);
    this.text = new CanalText(settings.timeZone());
    this.metadata = settings.metadata();
    this.tagger = settings.tagger();
  }

  /** How values are printed, which is also how they are hashed. */
  CanalText text() {
    return text;
  }

  /** The message about the changes of {@code rows}, of which {@code change} is the first. */
  Outgoing message(
      MessageBody body,
      String keys,
      RowRange rows,
      ChangeEvent change,
      MessageFactory.Target target)
      throws SinkException {
    long number = target.nextNumber();
    Message message = new Message(target.topic(), body.bytes());
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
    if (body.isCompressed()) {
      message.putUserProperty(MessageProperties.ENCODING, "gzip");
    }
    if (!body.leftOut().isEmpty()) {
      message.putUserProperty(MessageProperties.REDUCED, body.leftOut());
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
  String keysOf(RowsMessage rows) {
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
  String keyOf(RowChange row) {
    var key = new StringBuilder();
    for (int column : row.table().primaryKey()) {
      @Nullable String part = PartitionHash.keyText(row, column, text);
      key.append(key.isEmpty() ? "" : ",").append(part == null ? "" : part);
    }
    return key.isEmpty() ? "" : PropertyText.escape(WellFormed.text(key.toString()));
  }
}
