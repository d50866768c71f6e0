package dev.towpath.event;

/**
 * A date, or date and time, that MySQL can store but that no calendar has: {@code 0000-00-00},
 * {@code 2024-00-00}, {@code 2024-02-31}. It is a value, not NULL.
 *
 * @param text the value as MySQL prints it
 */
public record InvalidTemporal(String text) {

  @Override
  public String toString() {
    return text;
  }
}
