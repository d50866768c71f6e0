package dev.sluice.ha.zookeeper;

import java.io.IOException;

/**
 * Whether somebody else's writing into our running node asks for a hand-over, as canal's operators
 * do.
 *
 * @param isWanted whether it does
 * @param reason why the lease ends
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
