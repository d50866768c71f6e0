package dev.towpath.testkit;

import dev.towpath.event.GtidSet;
import dev.towpath.testkit.MemoryBinlog.Group;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server's side of a connection to a {@link MemorySource}. Used by one thread. */
final class MemoryClient {
  private static final int COM_QUIT = 0x01;
  private static final int COM_QUERY = 0x03;
  private static final int COM_BINLOG_DUMP = 0x12;
  private static final int COM_REGISTER_SLAVE = 0x15;
  private static final int COM_BINLOG_DUMP_GTID = 0x1e;
  private static final int NON_BLOCK = 1;
  private static final int MAX_PART = 0xFFFFFF;
  private static final int CAPABILITIES = 0x00088200;
  private static final int UTF8MB4 = 45;
  private static final Pattern HEARTBEAT = Pattern.compile("master_heartbeat_period = (\\d+)");

  private final MemorySource source;
  private final MemoryBinlog binlog;
  private final DataInputStream in;
  private final OutputStream out;
  private int sequence;
  private long heartbeatNanos;

  MemoryClient(MemorySource source, Socket socket) throws IOException {
    this.source = source;
    this.binlog = source.binlog();
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  /** Logs the client in and answers it until one of both ends the connection. */
  void serve() throws IOException, InterruptedException {
    greet();
    receive();
    ok();
    while (true) {
      byte[] command = receive();
      switch (command.length == 0 ? COM_QUIT : command[0]) {
        case COM_QUIT -> {
          return;
        }
        case COM_QUERY -> query(new String(command, 1, command.length - 1, StandardCharsets.UTF_8));
        case COM_REGISTER_SLAVE -> ok();
        case COM_BINLOG_DUMP -> {
          dump(
              null,
              WireBytes.unsigned(command, 1, 4),
              (WireBytes.unsigned(command, 5, 2) & NON_BLOCK) == 0);
          return;
        }
        case COM_BINLOG_DUMP_GTID -> {
          int name = (int) WireBytes.unsigned(command, 7, 4);
          GtidSet executed = gtids(command, 11 + name + 8 + 4);
          dump(executed, MemoryBinlog.FIRST, (WireBytes.unsigned(command, 1, 2) & NON_BLOCK) == 0);
          return;
        }
        default -> error(1047, "Unknown command " + command[0]);
      }
    }
  }

  private void greet() throws IOException {
    var greeting = new WireBytes().little(10, 1).zeroTerminated(MemoryBinlog.VERSION);
    greeting.little(1, 4).zeroTerminated("12345678").little(CAPABILITIES, 2).little(UTF8MB4, 1);
    greeting.little(2, 2).little(CAPABILITIES >>> 16, 2).little(21, 1).put(new byte[10]);
    send(greeting.zeroTerminated("901234567890").zeroTerminated("mysql_native_password").toBytes());
  }

  private void query(String sql) throws IOException {
    Matcher heartbeat = HEARTBEAT.matcher(sql);
    if (heartbeat.find()) {
      heartbeatNanos = Long.parseLong(heartbeat.group(1));
    }
    MemoryAnswer answer = MemoryAnswer.to(sql, source);
    if (answer.failure() != null) {
      error(answer.code(), answer.failure());
    } else if (answer.columns().isEmpty()) {
      ok();
    } else {
      rows(answer.columns(), answer.rows());
    }
  }

  /** Decodes a set of GTIDs, as clients send it. */
  private static GtidSet gtids(byte[] bytes, int from) {
    var text = new StringJoiner(",");
    long sources = WireBytes.unsigned(bytes, from, 8);
    int at = from + 8;
    for (long i = 0; i < sources; i++) {
      UUID uuid =
          new UUID(
              Long.reverseBytes(WireBytes.unsigned(bytes, at, 8)),
              Long.reverseBytes(WireBytes.unsigned(bytes, at + 8, 8)));
      var intervals = new StringJoiner(":", uuid + ":", "");
      long count = WireBytes.unsigned(bytes, at + 16, 8);
      at += 24;
      for (long interval = 0; interval < count; interval++) {
        long last = WireBytes.unsigned(bytes, at + 8, 8) - 1;
        intervals.add(WireBytes.unsigned(bytes, at, 8) + "-" + last);
        at += 16;
      }
      text.add(intervals.toString());
    }
    return GtidSet.parse(text.toString());
  }

  /**
   * Sends the transactions that are not in a set, or else those from an offset on; then waits for
   * more, or ends.
   */
  private void dump(@Nullable GtidSet executed, long offset, boolean waits)
      throws IOException, InterruptedException {
    for (byte[] event : binlog.beginning(offset)) {
      event(event);
    }
    int sent = 0;
    boolean goesOn = true;
    while (goesOn) {
      List<Group> groups = binlog.from(sent);
      sent += groups.size();
      for (Group group : groups) {
        if (executed == null ? group.start() >= offset : !binlog.contains(executed, group)) {
          send(group);
        }
      }
      if (waits) {
        if (groups.isEmpty()) {
          event(binlog.heartbeat(binlog.end(sent)));
        }
        out.flush();
        goesOn = binlog.await(sent, MemoryBinlog.period(heartbeatNanos));
      } else {
        end();
        goesOn = false;
      }
    }
  }

  private void send(Group group) throws IOException {
    for (byte[] event : group.events()) {
      event(event);
    }
  }

  private void event(byte[] event) throws IOException {
    write(new WireBytes().little(0, 1).put(event).toBytes());
  }

  /** Receives the payload of the client's next packet. */
  private byte[] receive() throws IOException {
    byte[] header = new byte[4];
    in.readFully(header);
    byte[] payload = new byte[(int) WireBytes.unsigned(header, 0, 3)];
    in.readFully(payload);
    sequence = (header[3] & 0xFF) + 1;
    return payload;
  }

  private void send(byte[] payload) throws IOException {
    write(payload);
    out.flush();
  }

  /** Writes a payload, in parts if it is too long for one packet. */
  private void write(byte[] payload) throws IOException {
    int from = 0;
    int part;
    do {
      part = Math.min(MAX_PART, payload.length - from);
      out.write(new WireBytes().little(part, 3).little(sequence++, 1).toBytes());
      out.write(payload, from, part);
      from += part;
    } while (part == MAX_PART);
  }

  private void ok() throws IOException {
    send(new byte[] {0, 0, 0, 2, 0, 0, 0});
  }

  private void end() throws IOException {
    send(new byte[] {(byte) 0xFE, 0, 0, 2, 0});
  }

  private void error(int code, String message) throws IOException {
    send(new WireBytes().little(0xFF, 1).little(code, 2).text("#HY000" + message).toBytes());
  }

  private void rows(List<String> columns, List<List<@Nullable String>> rows) throws IOException {
    write(new WireBytes().little(columns.size(), 1).toBytes());
    for (String column : columns) {
      var definition = new WireBytes().counted("def").counted("").counted("").counted("");
      definition.counted(column).counted(column).little(12, 1).little(UTF8MB4, 2).little(1024, 4);
      write(definition.little(253, 1).little(0, 2).little(0, 1).little(0, 2).toBytes());
    }
    write(new byte[] {(byte) 0xFE, 0, 0, 2, 0});
    for (List<@Nullable String> row : rows) {
      var values = new WireBytes();
      for (String value : row) {
        if (value == null) {
          values.little(0xFB, 1);
        } else {
          values.counted(value);
        }
      }
      write(values.toBytes());
    }
    end();
  }
}
