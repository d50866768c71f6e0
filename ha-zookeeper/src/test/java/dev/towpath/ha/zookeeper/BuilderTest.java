package dev.towpath.ha.zookeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.internal.tree.Addresses;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        ",",
        "zk1:2181/chroot/",
        "zk1:99999",
        "zk1:2181//a",
        "zk1:2181;zk2:2181"
      })
  void aMalformedConnectStringIsRefusedByName(String connectString) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> ZooKeeperHa.builder(connectString));

    assertTrue(
        String.valueOf(refused.getMessage()).contains(connectString.strip()), refused.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.7", "10.0.0.7:0", "10.0.0.7:65536", "::1:11111", "a/b:1"})
  void anAddressCanalCannotReadIsRefused(String address) {
    ZooKeeperHa.Builder builder = ZooKeeperHa.builder("zk1:2181");

    assertThrows(IllegalArgumentException.class, () -> builder.address(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "otter", "/a//b", "/a/", "/a/../b"})
  void aRootThatIsNoPathIsRefused(String root) {
    ZooKeeperHa.Builder builder = ZooKeeperHa.builder("zk1:2181");

    assertThrows(IllegalArgumentException.class, () -> builder.root(root));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    ZooKeeperHa.Builder builder = ZooKeeperHa.builder("zk1:2181");

    assertThrows(
        IllegalArgumentException.class, () -> builder.sessionTimeout(Duration.ofMillis(99)));
    assertThrows(IllegalArgumentException.class, () -> builder.clientId(0));
    assertThrows(IllegalArgumentException.class, () -> builder.clientId(32_768));
    assertThrows(
        IllegalArgumentException.class, () -> builder.commitInterval(Duration.ofMillis(-1)));
    assertThrows(IllegalArgumentException.class, () -> builder.closeTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.digest("a:b", "secret"));
  }

  @Test
  void durationsBeyondAllBoundsAreACentury() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);

    Settings settings =
        ZooKeeperHa.builder("zk1:2181")
            .commitInterval(forever)
            .closeTimeout(forever)
            .spread(forever, forever)
            .settings();

    assertEquals(WaitTimes.LONGEST, settings.commitInterval());
    assertEquals(WaitTimes.LONGEST, settings.closeTimeout());
    assertEquals(WaitTimes.LONGEST, settings.claimDelay().before("d", Integer.MAX_VALUE));
    assertThrows(
        IllegalArgumentException.class,
        () -> ZooKeeperHa.builder("zk1:2181").sessionTimeout(forever));
  }

  @Test
  void theGuessedAddressHasNoPortToConnectTo() {
    String guessed = Addresses.guess();

    assertEquals("", Addresses.objectionTo(guessed));
    assertTrue(guessed.endsWith("#" + ProcessHandle.current().pid()), guessed);
    assertFalse(guessed.contains(":"), guessed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7:11111", "db1:1", "10.0.0.7#4711", "app-1#blue_2.b"})
  void addressIsAHostWithAPortOrAName(String address) {
    assertEquals("", Addresses.objectionTo(address));
    ZooKeeperHa.builder("zk1:2181").address(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.7", "10.0.0.7:0", "a:b:1", "10.0.0.7#", "#1", "a/b#1", "a:1#2", "a#1#2"})
  void anythingElseIsNoAddress(String address) {
    ZooKeeperHa.Builder builder = ZooKeeperHa.builder("zk1:2181");

    assertThrows(IllegalArgumentException.class, () -> builder.address(address));
  }

  @Test
  void aSourceIsAHostWithAPort() {
    assertThrows(IllegalArgumentException.class, () -> CanalCursor.CanalSource.parse("db1#1"));
  }
}
