package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnsecuredMessagesTest {
  private final UnsecuredBrokers brokers = new UnsecuredBrokers();
  private final UnsecuredMessages unsecured = new UnsecuredMessages("broker-a", brokers);
  private final Lane lane = new Lane(new LaneLimits(10, 1000, 1000), 5, 2);

  @Test
  void brokerIsTrustedAgainOnceNothingIsHeld() {
    unsecured.hold("late", lane, 3);
    long begun = unsecured.begin();
    unsecured.hold("later", lane, 4);

    unsecured.confirm(begun);
    assertEquals("later", brokers.answerOf("broker-a"));
    assertTrue(lane.isConfirmed(3));
    assertFalse(lane.isConfirmed(4));

    unsecured.confirm(unsecured.begin());
    assertNull(brokers.answerOf("broker-a"));
    assertTrue(lane.isConfirmed(4));
  }

  @Test
  void messageThatWasFoundIsConfirmedWhereBrokersSecureWhatTheyStore() {
    unsecured.found(lane, 3);

    assertTrue(lane.isConfirmed(3));
  }

  @Test
  void messageThatWasFoundIsHeldWhereTheBrokerSecuresNothing() {
    brokers.add("broker-a", "late");

    unsecured.found(lane, 3);
    assertFalse(lane.isConfirmed(3));

    unsecured.confirm(unsecured.begin());
    assertTrue(lane.isConfirmed(3));
  }
}
