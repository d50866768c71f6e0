package dev.towpath;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines that a part of the library logs while this is open. */
public final class LogLines extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines(Logger logger) {
    this.logger = logger;
  }

  /** Listens to a logger and those below it, or with an empty name to all. */
  public static LogLines of(String name) {
    Logger logger = Logger.getLogger(name);
    var lines = new LogLines(logger);
    lines.setLevel(Level.INFO);
    logger.addHandler(lines);
    return lines;
  }

  @Override
  public void publish(LogRecord logged) {
    if (isLoggable(logged)) {
      lines.add(logged.getLevel() + " " + logged.getMessage());
    }
  }

  /** Returns the lines that contain a text, each with its level before. */
  public List<String> with(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
