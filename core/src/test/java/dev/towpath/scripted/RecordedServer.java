package dev.towpath.scripted;

import dev.towpath.scripted.Fault.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A conversation that answers like a recorded server. Thread-safe. */
public final class RecordedServer implements ScriptedServer.Conversation {
  private static final int COM_QUERY = 0x03;
  private static final int COM_BINLOG_DUMP = 0x12;
  private static final int COM_REGISTER_SLAVE = 0x15;
  private static final int COM_BINLOG_DUMP_GTID = 0x1e;
  private static final int NON_BLOCK = 1;
  private static final Pattern HEARTBEAT = Pattern.compile("heartbeat_period = (\\d+)");
  private static final Pattern NAME = Pattern.compile("'([^']+)'");
  private static final Pattern HEX = Pattern.compile("x'([0-9a-f]*)'");

  private final Recording recording;
  private final Login login;
  private final IntFunction<Fault> faults;
  private final AtomicInteger followers = new AtomicInteger();
  private volatile @Nullable String unanswered;

  /**
   * Creates a server.
   *
   * @param login the accepted login
   * @param faults the fault in the dump on the connection of each number
   */
  public RecordedServer(Recording recording, Login login, IntFunction<Fault> faults) {
    this.recording = recording;
    this.login = login;
    this.faults = faults;
  }

  /** Returns the number of dumps that waited at their end; the others only look something up. */
  int followers() {
    return followers.get();
  }

  /** Leaves a query without an answer on every connection but the first. */
  void leaveUnanswered(String sql) {
    unanswered = sql;
  }

  @Override
  public void hold(Connection connection) throws IOException, InterruptedException {
    if (!login.admit(connection, recording.version())) {
      return;
    }
    long heartbeatNanos = 0;
    while (true) {
      byte[] command = connection.receive();
      switch (command[0]) {
        case COM_QUERY -> {
          String sql = new String(command, 1, command.length - 1, StandardCharsets.UTF_8);
          Matcher heartbeat = HEARTBEAT.matcher(sql);
          heartbeatNanos = heartbeat.find() ? Long.parseLong(heartbeat.group(1)) : heartbeatNanos;
          if (connection.number() == 1 || !sql.equals(unanswered)) {
            answer(connection, sql);
          }
        }
        case COM_REGISTER_SLAVE -> connection.ok();
        case COM_BINLOG_DUMP -> {
          boolean waits = (Wire.u16(command, 5) & NON_BLOCK) == 0;
          String file = new String(command, 11, command.length - 11, StandardCharsets.UTF_8);
          var dump = RecordedDump.from(recording, file, Wire.u32(command, 1));
          serve(connection, dump, waits ? heartbeatNanos : -1);
          return;
        }
        case COM_BINLOG_DUMP_GTID -> {
          var dump = RecordedDump.after(recording, GtidSets.decode(command, 23));
          boolean waits = (Wire.u16(command, 1) & NON_BLOCK) == 0;
          serve(connection, dump, waits ? heartbeatNanos : -1);
          return;
        }
        default -> connection.error(1047, "Unknown command " + command[0]);
      }
    }
  }

  private void answer(Connection connection, String sql) throws IOException {
    if (sql.startsWith("SET ")) {
      connection.ok();
    } else if (sql.startsWith("SHOW GLOBAL VARIABLES")) {
      connection.rows(List.of("Variable_name", "Value"), variables(sql));
    } else if (sql.equals("SHOW GLOBAL STATUS LIKE 'Com_reset'")) {
      connection.rows(List.of("Variable_name", "Value"), List.of(List.of("Com_reset", "0")));
    } else if (sql.equals("SELECT UNIX_TIMESTAMP()")) {
      connection.rows(List.of("UNIX_TIMESTAMP()"), List.of(List.of("1700000000")));
    } else if (sql.startsWith("SELECT @@GLOBAL.gtid_")) {
      String set = sql.endsWith("purged") ? recording.purged() : recording.executed();
      connection.rows(List.of("@@GLOBAL"), List.of(List.of(set)));
    } else if (sql.equals("SHOW BINARY LOGS")) {
      List<List<@Nullable String>> files = new ArrayList<>();
      recording.files().forEach(f -> files.add(List.of(f.name(), Long.toString(f.size()))));
      connection.rows(List.of("Log_name", "File_size"), files);
    } else if (sql.matches("SHOW (MASTER|BINARY LOG) STATUS")) {
      RecordedFile last = recording.files().get(recording.files().size() - 1);
      connection.rows(
          List.of("File", "Position", "Executed_Gtid_Set"),
          List.of(List.of(last.name(), Long.toString(last.size()), recording.executed())));
    } else if (sql.contains("FROM information_schema.")) {
      connection.rows(
          sql.contains(".COLUMNS")
              ? List.of("COLUMN_NAME", "COLUMN_TYPE", "CHARACTER_SET_NAME", "IS_NULLABLE", "EXTRA")
              : List.of("COLUMN_NAME"),
          recording.answers().getOrDefault(subject(sql), List.of()));
    } else {
      connection.error(1064, "not recorded: " + sql);
    }
  }

  private List<List<@Nullable String>> variables(String sql) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    Matcher names = NAME.matcher(sql);
    while (names.find()) {
      String name = names.group(1).toLowerCase(Locale.ROOT);
      String value = recording.variables().get(name);
      if (value != null) {
        rows.add(List.of(name, value));
      }
    }
    return rows;
  }

  private static String subject(String sql) {
    Matcher names = HEX.matcher(sql);
    var subject = new StringBuilder(sql.contains(".COLUMNS") ? "COLUMNS " : "STATISTICS ");
    for (String separator = ""; names.find(); separator = ".") {
      byte[] name = HexFormat.of().parseHex(names.group(1));
      subject.append(separator).append(new String(name, StandardCharsets.UTF_8));
    }
    return subject.toString();
  }

  /** Sends the events, then heartbeats; with a period of 0 waits silently, below 0 not at all. */
  private void serve(Connection connection, List<byte[]> packets, long heartbeatNanos)
      throws IOException, InterruptedException {
    Fault fault = faults.apply(connection.number());
    if (heartbeatNanos >= 0) {
      followers.incrementAndGet();
    }
    for (int i = 0; i < packets.size(); i++) {
      if (send(connection, packets.get(i), fault, i)) {
        return;
      }
    }
    if (heartbeatNanos < 0) {
      connection.end();
      return;
    }
    byte[] heartbeat = RecordedDump.idle(recording);
    while (true) {
      Thread.sleep(Math.max(1, heartbeatNanos / 1_000_000));
      if (heartbeatNanos > 0) {
        connection.send(heartbeat);
      }
    }
  }

  /** Sends a packet of the dump; returns true when that was the last. */
  private static boolean send(Connection connection, byte[] packet, Fault fault, int number)
      throws IOException {
    int length = packet.length;
    if (fault.is(Kind.ERROR, number)) {
      connection.error(1105, "told to fail");
    } else if (fault.is(Kind.END, number)) {
      connection.end();
    } else if (fault.is(Kind.WRONG_SEQUENCE, number)) {
      connection.send(packet, length, connection.sequence() + 1);
    } else if (fault.is(Kind.LONG_LENGTH, number)) {
      connection.send(packet, length + 1, connection.sequence());
    } else if (fault.is(Kind.SHORT_LENGTH, number)) {
      connection.send(packet, length - 1, connection.sequence());
    } else {
      connection.send(packet);
      return false;
    }
    return fault.kind() == Kind.ERROR || fault.kind() == Kind.END;
  }
}
