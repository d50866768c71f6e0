package dev.sluice.ha.zookeeper;

import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.jspecify.annotations.Nullable;

/**
 * What came back from ZooKeeper.
 *
 * @param code how it went
 * @param result what was asked for; null unless {@code code} is OK, except of transactions
 * @param sent when the request was sent
 */
record Reply<T>(Code code, @Nullable T result, ClockReading sent) {

  boolean isOk() {
    return code == Code.OK;
  }

  /** Whether the request may or may not have been carried out. */
  boolean isUnknown() {
    return switch (code) {
      case CONNECTIONLOSS, REQUESTTIMEOUT, SESSIONMOVED, OPERATIONTIMEOUT, SESSIONEXPIRED -> true;
      default -> false;
    };
  }

  /** Whether the session is over, or the client library believes so. */
  boolean isSessionOver() {
    return code == Code.SESSIONEXPIRED;
  }

  /** The result of a request that succeeded. */
  T value() {
    T value = result;
    if (value == null) {
      throw new IllegalStateException("no result: " + code);
    }
    return value;
  }

  /** Which operation of a failed transaction failed first; -1 if the server did not say. */
  static int failedOperation(Reply<List<OpResult>> reply) {
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
