package dev.towpath.sink.rocketmq.internal;

import org.apache.rocketmq.logging.org.slf4j.Marker;
import org.apache.rocketmq.logging.org.slf4j.event.Level;
import org.apache.rocketmq.logging.org.slf4j.helpers.LegacyAbstractLogger;
import org.apache.rocketmq.logging.org.slf4j.helpers.MessageFormatter;
import org.jspecify.annotations.Nullable;

/** A logger of RocketMQ's client on top of {@link System.Logger}. Thread-safe. */
final class ClientLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "org.apache.rocketmq.";

  private final transient System.Logger target;

  ClientLogger(String name) {
    this.name = name;
    this.target = System.getLogger(name.startsWith(PREFIX) ? name : PREFIX + name);
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  private boolean isEnabled(Level level) {
    return target.isLoggable(levelOf(level));
  }

  /**
   * Lowers levels up to INFO by one, because the client reports every connection and every route
   * there.
   */
  private static System.Logger.Level levelOf(Level level) {
    return switch (level) {
      case ERROR -> System.Logger.Level.ERROR;
      case WARN -> System.Logger.Level.WARNING;
      case INFO -> System.Logger.Level.DEBUG;
      case DEBUG, TRACE -> System.Logger.Level.TRACE;
    };
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String text = MessageFormatter.basicArrayFormat(pattern, arguments);
    if (thrown == null) {
      target.log(levelOf(level), text);
    } else {
      target.log(levelOf(level), text, thrown);
    }
  }
}
