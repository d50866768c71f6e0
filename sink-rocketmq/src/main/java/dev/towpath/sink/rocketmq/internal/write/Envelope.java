package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.format.MessageTagger;
import dev.towpath.sink.rocketmq.format.RowsMessage;
import dev.towpath.sink.rocketmq.internal.lane.MessageTarget;
import dev.towpath.sink.rocketmq.internal.message.MessageProperties;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.PropertyList;
import dev.towpath.sink.rocketmq.internal.message.PropertyText;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.message.SchemaFingerprints;
import dev.towpath.sink.rocketmq.internal.name.Tags;
import dev.towpath.sink.rocketmq.internal.route.KeyHash;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.internal.text.EpochMicros;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.time.Instant;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageConst;
import org.jspecify.annotations.Nullable;

/** A factory that turns bodies into messages with keys, tag and properties. Used by one thread. */
final class Envelope {
  /**
   * The maximum length of the keys; more are left out. RocketMQ refuses more than 32 KB of
   * properties.
   */
  private static final int MAX_KEYS_LENGTH = 512;

  /** The maximum length of the properties. RocketMQ sends it in 16 bits, signed. */
  private static final int MAX_PROPERTIES = Short.MAX_VALUE;

  /** The properties that are the same in all messages. */
  private final String term;

  private final CanalText text;
  private final boolean metadata;
  private final MessageTagger tagger;
  private final SchemaFingerprints fingerprints = new SchemaFingerprints();
  private final PropertyList properties = new PropertyList();

  Envelope(RocketMqSettings settings, String pipeline, long epoch) {
    this.term =
        new PropertyList()
            .add(MessageProperties.EPOCH, epoch)
            .add(MessageProperties.WRITER, PropertyText.escape(pipeline))
            .toString();
    this.text = new CanalText(settings.timeZone());
    this.metadata = settings.metadata();
    this.tagger = settings.tagger();
  }

  /** Returns the text of values, which is also the input of partition hashes. */
  CanalText text() {
    return text;
  }

  /** Returns the message for the changes of {@code rows}; {@code change} is the first of them. */
  Outgoing message(
      MessageBody body, String keys, RowRange rows, ChangeEvent change, MessageTarget target)
      throws SinkException {
    long number = target.nextNumber();
    properties.clear();
    if (!keys.isEmpty()) {
      properties.add(MessageConst.PROPERTY_KEYS, keys);
    }
    properties.add(MessageProperties.POSITION, rows.toString()).addAll(term);
    properties.add(MessageProperties.NUMBER, number);
    if (metadata) {
      addMetadata(change);
    }
    if (body.isCompressed()) {
      properties.add(MessageProperties.ENCODING, "gzip");
    }
    if (!body.leftOut().isEmpty()) {
      properties.add(MessageProperties.REDUCED, body.leftOut());
    }
    String tag = tagOf(change);
    if (!tag.isEmpty()) {
      properties.add(MessageConst.PROPERTY_TAGS, tag);
    }
    // The client would add it when sending, and the size would be too small until then.
    properties.add(
        MessageConst.PROPERTY_UNIQ_CLIENT_MESSAGE_ID_KEYIDX, MessageClientIDSetter.createUniqID());
    return new Outgoing(target.topic(), body.bytes(), propertiesOf(change), number);
  }

  private byte[] propertiesOf(ChangeEvent change) throws SinkException {
    byte[] bytes = properties.bytes();
    if (bytes.length > MAX_PROPERTIES) {
      throw SinkException.permanent(
          "the properties of the message for the change at %s have %d bytes, RocketMQ allows %d"
              .formatted(change.origin(), bytes.length, MAX_PROPERTIES));
    }
    return bytes;
  }

  private void addMetadata(ChangeEvent change) {
    Origin origin = change.origin();
    if (!origin.file().isEmpty()) {
      String place = PropertyText.escape(origin.file()) + '/' + origin.offset();
      properties.add(MessageProperties.BINLOG, place);
    }
    @Nullable Instant committed = origin.commitTimestamp();
    long micros = EpochMicros.of(committed == null ? origin.timestamp() : committed);
    properties.add(MessageProperties.TIME, micros);
    if (change instanceof RowChange row) {
      properties.add(MessageProperties.SCHEMA, fingerprints.of(row.table()));
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

  /** Returns the keys of all rows, separated by blanks as RocketMQ expects. */
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

  /** Returns the primary key of a row as text, its parts separated by commas; empty without one. */
  String keyOf(RowChange row) {
    var key = new StringBuilder();
    for (int column : row.table().primaryKey()) {
      @Nullable String part = KeyHash.keyText(row, column, text);
      key.append(key.isEmpty() ? "" : ",").append(part == null ? "" : part);
    }
    return key.isEmpty() ? "" : PropertyText.escape(WellFormed.text(key.toString()));
  }
}
