package dev.sluice.ha.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * Who may touch our nodes. Canal's part of the tree is open, as canal makes it; the part below
 * {@code ha} belongs to the configured user and is readable by everybody. Immutable.
 */
final class Acls {
  private static final Acls OPEN = new Acls(null, Ids.OPEN_ACL_UNSAFE);

  private final byte @Nullable [] credentials;
  private final List<ACL> ours;

  private Acls(byte @Nullable [] credentials, List<ACL> ours) {
    this.credentials = credentials;
    this.ours = ours;
  }

  /** Everybody may do everything. */
  static Acls open() {
    return OPEN;
  }

  /** Only whoever the connection is logged in as may change what is below {@code ha}. */
  static Acls creator() {
    return new Acls(null, creatorsOnly());
  }

  /** Only {@code user} may change what is below {@code ha}. */
  static Acls digest(String user, String password) {
    return new Acls((user + ":" + password).getBytes(StandardCharsets.UTF_8), creatorsOnly());
  }

  private static List<ACL> creatorsOnly() {
    // Not List.copyOf: the client asks whether it contains null.
    var ours = new ArrayList<ACL>(Ids.CREATOR_ALL_ACL);
    ours.addAll(Ids.READ_ACL_UNSAFE);
    return Collections.unmodifiableList(ours);
  }

  /** What to present to each new connection in scheme {@code digest}; null for nothing. */
  byte @Nullable [] credentials() {
    return credentials;
  }

  /** For nodes below {@code ha}. */
  List<ACL> ours() {
    return ours;
  }

  /** For nodes in canal's part of the tree. */
  List<ACL> canals() {
    return Ids.OPEN_ACL_UNSAFE;
  }
}
