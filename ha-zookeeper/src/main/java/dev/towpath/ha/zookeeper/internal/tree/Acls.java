package dev.towpath.ha.zookeeper.internal.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * The access control lists of our nodes. Canal's part of the tree is open, as canal creates it. The
 * part below {@code ha} belongs to the configured user; everyone can read it. Immutable.
 */
public final class Acls {
  private static final Acls OPEN = new Acls(null, Ids.OPEN_ACL_UNSAFE);

  private final byte @Nullable [] credentials;
  private final List<ACL> ours;

  private Acls(byte @Nullable [] credentials, List<ACL> ours) {
    this.credentials = credentials;
    this.ours = ours;
  }

  /** Returns lists that allow everything to everyone. */
  public static Acls open() {
    return OPEN;
  }

  /**
   * Returns lists under which only the user of the connection may change nodes below {@code ha}.
   */
  public static Acls creator() {
    return new Acls(null, creatorsOnly());
  }

  /** Returns lists under which only {@code user} may change nodes below {@code ha}. */
  public static Acls digest(String user, String password) {
    return new Acls((user + ":" + password).getBytes(StandardCharsets.UTF_8), creatorsOnly());
  }

  private static List<ACL> creatorsOnly() {
    // Not List.copyOf, which throws when the client asks it whether it contains null.
    var ours = new ArrayList<ACL>(Ids.CREATOR_ALL_ACL);
    ours.addAll(Ids.READ_ACL_UNSAFE);
    return Collections.unmodifiableList(ours);
  }

  /** Returns the credentials for each new connection in scheme {@code digest}; null for none. */
  byte @Nullable [] credentials() {
    return credentials;
  }

  /** Returns the list for nodes below {@code ha}. */
  public List<ACL> ours() {
    return ours;
  }

  /** Returns the list for nodes in canal's part of the tree. */
  public List<ACL> canals() {
    return Ids.OPEN_ACL_UNSAFE;
  }
}
