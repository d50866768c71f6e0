package dev.towpath.scripted;

import dev.towpath.event.GtidSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A binlog file, cut into its events. Immutable.
 *
 * @param name its name
 * @param events its events, from the format description on
 */
public record RecordedFile(String name, List<RecordedEvent> events) {
  static final int FIRST = 4;

  /** Copies the list. */
  public RecordedFile {
    events = List.copyOf(events);
  }

  static RecordedFile parse(String name, byte[] content) {
    List<RecordedEvent> events = new ArrayList<>();
    int at = FIRST;
    while (at < content.length) {
      int size = (int) Wire.u32(content, at + 9);
      events.add(new RecordedEvent(at, Arrays.copyOfRange(content, at, at + size)));
      at += size;
    }
    return new RecordedFile(name, events);
  }

  long size() {
    return events.get(events.size() - 1).end();
  }

  RecordedEvent formatDescription() {
    return events.get(0);
  }

  /** Returns the transactions of the files before. */
  GtidSet previous() {
    for (RecordedEvent event : events) {
      if (event.type() == RecordedEvent.PREVIOUS_GTIDS) {
        return GtidSets.decode(event.bytes(), RecordedEvent.HEADER);
      }
    }
    throw new IllegalStateException(name + " does not say which GTIDs precede it");
  }

  boolean hasChecksums() {
    byte[] description = formatDescription().bytes();
    return description[description.length - 5] != 0;
  }
}
