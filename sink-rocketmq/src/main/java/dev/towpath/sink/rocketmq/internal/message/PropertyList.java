package dev.towpath.sink.rocketmq.internal.message;

import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.common.message.MessageDecoder;

/**
 * A builder of message properties in the form in which RocketMQ sends and stores them: a separator
 * follows each name and each value. Used by one thread, for one message after another.
 */
public final class PropertyList {
  private final StringBuilder text = new StringBuilder(256);

  /** Clears the list for the next message. */
  public PropertyList clear() {
    text.setLength(0);
    return this;
  }

  /** Adds a property. Its value must not be empty nor contain a separator. */
  public PropertyList add(String name, CharSequence value) {
    text.append(name).append(MessageDecoder.NAME_VALUE_SEPARATOR);
    text.append(value).append(MessageDecoder.PROPERTY_SEPARATOR);
    return this;
  }

  /** Adds a number. */
  public PropertyList add(String name, long value) {
    text.append(name).append(MessageDecoder.NAME_VALUE_SEPARATOR);
    text.append(value).append(MessageDecoder.PROPERTY_SEPARATOR);
    return this;
  }

  /** Adds the properties that another list has collected. */
  public PropertyList addAll(String properties) {
    text.append(properties);
    return this;
  }

  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
