package dev.towpath.ha.zookeeper.internal.tree;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.jspecify.annotations.Nullable;

/**
 * A reply of ZooKeeper.
 *
 * @param code the result code
 * @param result the requested data; null unless {@code code} is OK, except for transactions
 * @param sent the time at which the request was sent
 */
public record Reply<T>(Code code, @Nullable T result, ClockReading sent) {

  public boolean isOk() {
    return code == Code.OK;
  }

  /** Returns whether the outcome of the request is unknown. */
  public boolean isUnknown() {
    return switch (code) {
      case CONNECTIONLOSS, REQUESTTIMEOUT, SESSIONMOVED, OPERATIONTIMEOUT, SESSIONEXPIRED -> true;
      default -> false;
    };
  }

  /** Returns whether the session is over, or the client library believes so. */
  public boolean isSessionOver() {
    return code == Code.SESSIONEXPIRED;
  }

  /** Returns the result of a successful request. */
  public T value() {
    T value = result;
    if (value == null) {
      throw new IllegalStateException("no result: " + code);
    }
    return value;
  }

  /**
   * Returns the index of the first failed operation of a transaction; -1 if the server did not say.
   */
  public static int failedOperation(Reply<List<OpResult>> reply) {
    List<OpResult> results = reply.result();
    for (int i = 0; results != null && i < results.size(); i++) {
      if (results.get(i) instanceof ErrorResult failure && isCause(failure.getErr())) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isCause(int error) {
    return error != Code.OK.intValue() && error != Code.RUNTIMEINCONSISTENCY.intValue();
  }
}
