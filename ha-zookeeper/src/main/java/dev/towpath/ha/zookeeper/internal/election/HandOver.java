package dev.towpath.ha.zookeeper.internal.election;

import java.io.IOException;

/**
 * The interpretation of a foreign write to our running node, by which canal's operators request a
 * hand-over.
 *
 * @param isWanted whether the write requests a hand-over
 * @param reason the reason for the end of the lease
 */
record HandOver(boolean isWanted, String reason) {

  static HandOver in(byte[] content, String ourAddress) {
    try {
      RunningJson json = RunningJson.read(content);
      if (!json.active() && ourAddress.equals(json.address())) {
        return new HandOver(true, "an operator asked for a hand-over ('active' is false)");
      }
      return new HandOver(false, "its running node was overwritten with " + json);
    } catch (IOException e) {
      return new HandOver(false, "its running node was overwritten: " + e.getMessage());
    }
  }
}
