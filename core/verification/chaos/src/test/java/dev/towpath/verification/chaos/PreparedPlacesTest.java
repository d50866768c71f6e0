package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.GtidSet;
import org.junit.jupiter.api.Test;

final class PreparedPlacesTest {
  private final PreparedPlaces places = new PreparedPlaces();

  @Test
  void withNothingPreparedAllCanBePurged() {
    assertTrue(places.canPurge(upTo(10), upTo(10)));
  }

  @Test
  void preparedPlaceIsKept() {
    places.begins(7, upTo(5));

    assertTrue(places.canPurge(upTo(5), upTo(20)));
    assertFalse(places.canPurge(upTo(6), upTo(20)));
  }

  @Test
  void endedPlaceIsKeptWhileAPipelineMayResumeBeforeItsEnd() {
    places.begins(7, upTo(5));
    places.ended(7, upTo(15));

    assertFalse(places.canPurge(upTo(10), upTo(14)));
    assertTrue(places.canPurge(upTo(10), upTo(15)));
  }

  @Test
  void placeThatWasNeverPreparedIsNotKept() {
    places.begins(7, upTo(5));
    places.forget(7);

    assertTrue(places.canPurge(upTo(10), upTo(10)));
  }

  private static GtidSet upTo(long transaction) {
    return GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-" + transaction);
  }
}
