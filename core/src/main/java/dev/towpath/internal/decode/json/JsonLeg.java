package dev.towpath.internal.decode.json;

/** A step of a JSON path. Immutable. */
sealed interface JsonLeg {

  /** A step to a member of an object. */
  record Member(JsonKey key) implements JsonLeg {}

  /**
   * A step to an element of an array.
   *
   * @param index from 0
   * @param fromEnd whether to count from the last element, which is 0, to the first
   */
  record Cell(long index, boolean fromEnd) implements JsonLeg {

    boolean isWithin(int length) {
      return index < length;
    }

    /**
     * Returns the place of the element, or where it is inserted: at an end if it is out of bounds.
     */
    int position(int length) {
      if (fromEnd) {
        return (int) (isWithin(length) ? length - index - 1 : 0);
      }
      return (int) Math.min(index, length);
    }
  }
}
