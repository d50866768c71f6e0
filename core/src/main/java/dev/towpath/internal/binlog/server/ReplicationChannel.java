package dev.towpath.internal.binlog.server;

import dev.towpath.internal.protocol.TextResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replication of a replica, which can have several. Immutable.
 *
 * @param name the channel, on MariaDB the connection; empty for the default one
 * @param source the server it replicates from, as {@code host:port}
 * @param receiver the state of its IO thread, {@code Yes} if it is connected
 * @param applier the state of its SQL thread, {@code Yes} if it runs
 * @param errors the server's own error messages
 * @param behind the lag that the server reports; null if it reports none
 */
public record ReplicationChannel(
    String name,
    String source,
    String receiver,
    String applier,
    List<String> errors,
    @Nullable Duration behind) {
  private static final String RUNS = "Yes";
  private static final String UNSEEN = "a server that the account may not see";

  /** Begins the quoted statement in an error, which may contain secrets. */
  private static final String QUOTE = " Query: '";

  public ReplicationChannel {
    errors = List.copyOf(errors);
  }

  static ReplicationChannel of(TextResult status, int row) {
    List<String> errors = new ArrayList<>();
    error(status, row, "Last_IO", errors);
    error(status, row, "Last_SQL", errors);
    String behind =
        BinlogStatus.value(status, row, "Seconds_Behind_Source", "Seconds_Behind_Master");
    return new ReplicationChannel(
        BinlogStatus.value(status, row, "Channel_Name", "Connection_name"),
        BinlogStatus.value(status, row, "Source_Host", "Master_Host")
            + ':'
            + BinlogStatus.value(status, row, "Source_Port", "Master_Port"),
        BinlogStatus.value(status, row, "Replica_IO_Running", "Slave_IO_Running"),
        BinlogStatus.value(status, row, "Replica_SQL_Running", "Slave_SQL_Running"),
        errors,
        behind.isEmpty() ? null : Duration.ofSeconds(Long.parseLong(behind)));
  }

  /** Returns all that an account without the privilege can know. */
  static ReplicationChannel hidden(boolean applies) {
    return new ReplicationChannel("", UNSEEN, RUNS, applies ? RUNS : "No", List.of(), null);
  }

  /** Returns whether the error only names the table that has the error of the worker. */
  boolean pointsToWorkers() {
    return errors.stream().anyMatch(error -> error.contains("applier_status_by_worker"));
  }

  /** Returns the same channel with an additional error. */
  ReplicationChannel with(String error) {
    List<String> more = new ArrayList<>(errors);
    more.add(withoutStatement(error));
    return new ReplicationChannel(name, source, receiver, applier, more, behind);
  }

  private static String withoutStatement(String error) {
    int quote = error.indexOf(QUOTE);
    return quote < 0 ? error : error.substring(0, quote);
  }

  private static void error(TextResult status, int row, String kind, List<String> errors) {
    String number = BinlogStatus.value(status, row, kind + "_Errno", kind + "_Errno");
    String text = BinlogStatus.value(status, row, kind + "_Error", kind + "_Error");
    if (!number.isEmpty() && !number.equals("0")) {
      errors.add("error " + number + ": " + withoutStatement(text));
    }
  }

  boolean isHidden() {
    return source.equals(UNSEEN);
  }

  /** Returns whether it is connected and applies what it receives. */
  public boolean moves() {
    return receiver.equals(RUNS) && applier.equals(RUNS);
  }

  /** Returns whether both of its threads were stopped and neither failed. */
  boolean isStopped() {
    return receiver.equals("No") && applier.equals("No") && errors.isEmpty();
  }

  /** Returns the channel for use in a sentence; empty for the default one. */
  public String label() {
    return name.isEmpty() ? "" : " (channel " + name + ')';
  }

  /** Describes which of its threads does not run, and the server's own error. */
  public String reason() {
    List<String> reasons = new ArrayList<>();
    if (!receiver.equals(RUNS)) {
      reasons.add(
          receiver.equals("No") ? "its IO thread does not run" : "its IO thread is not connected");
    }
    if (!applier.equals(RUNS)) {
      reasons.add("its SQL thread does not run");
    }
    String threads = String.join(", ", reasons);
    return errors.isEmpty() ? threads : threads + ": " + String.join("; ", errors);
  }
}
