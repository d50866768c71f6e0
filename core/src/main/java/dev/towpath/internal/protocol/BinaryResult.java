package dev.towpath.internal.protocol;

import dev.towpath.internal.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The rows of a query in the binary protocol, streamed: numbers and times are exact, and strings
 * are bytes. Nothing of it is held in memory but the current packet. Used by one thread; the
 * session must not be used for anything else before the last row was read.
 */
public final class BinaryResult {
  private static final int COM_STMT_PREPARE = 0x16;
  private static final int COM_STMT_EXECUTE = 0x17;
  private static final int COM_STMT_CLOSE = 0x19;
  private static final int LONGEST_END = 9;

  /** Far more than 4,096 descriptions of columns take one by one. */
  private static final int MAX_DESCRIPTION = 1 << 20;

  private final MySqlSession session;
  private final int statement;
  private final int columns;
  private boolean isComplete;

  private BinaryResult(MySqlSession session, int statement, int columns) {
    this.session = session;
    this.statement = statement;
    this.columns = columns;
  }

  /**
   * Prepares and executes a query without parameters.
   *
   * @throws ServerError if the server refuses it
   */
  public static BinaryResult of(MySqlSession session, String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    byte[] command = new byte[text.length + 1];
    command[0] = COM_STMT_PREPARE;
    System.arraycopy(text, 0, command, 1, text.length);
    session.send(command);
    byte[] prepared = checked(session.nextPacket());
    if (prepared.length < LONGEST_END || prepared[0] != 0) {
      throw new IOException("the server's answer to the preparation of a query is malformed");
    }
    int columns = Bytes.u16(prepared, 5);
    if (columns == 0 || Bytes.u16(prepared, 7) != 0) {
      throw new IOException("the statement returns no rows or has parameters: " + sql);
    }
    skipDescriptions(session, columns);
    var result = new BinaryResult(session, Bytes.i32(prepared, 1), columns);
    result.execute();
    return result;
  }

  private void execute() throws IOException {
    byte[] command = new byte[10];
    command[0] = COM_STMT_EXECUTE;
    put(command, 1, statement);
    put(command, 6, 1);
    session.send(command);
    byte[] first = session.nextPacket();
    if (first.length > 0 && first[0] == (byte) 0xFF) {
      release();
      throw ServerError.parse(first);
    }
    skipDescriptions(session, columns);
  }

  private static void put(byte[] target, int at, int number) {
    for (int i = 0; i < Integer.BYTES; i++) {
      target[at + i] = (byte) (number >>> i * Byte.SIZE);
    }
  }

  private static void skipDescriptions(MySqlSession session, int columns) throws IOException {
    for (int i = 0; i <= columns; i++) {
      byte[] description = checked(session.nextPacket());
      if (description.length > MAX_DESCRIPTION) {
        throw new IOException("the server describes a column in " + description.length + " bytes");
      }
    }
  }

  private static byte[] checked(byte[] packet) throws ServerError {
    if (packet.length > 0 && packet[0] == (byte) 0xFF) {
      throw ServerError.parse(packet);
    }
    return packet;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /**
   * Receives the next row. Its bytes are valid until the next call.
   *
   * @return false after the last one
   * @throws ServerError if the server ended the query
   */
  public boolean next(Packet row) throws IOException {
    if (isComplete) {
      return false;
    }
    // Earlier rows were copied where they are needed.
    session.buffers().giveBack(session.takeReceived());
    session.nextPacket(row);
    int first = row.length() == 0 ? -1 : row.bytes()[row.from()] & 0xff;
    if (first == 0) {
      return true;
    }
    isComplete = true;
    release();
    if (first == 0xFF) {
      byte[] error = new byte[row.length()];
      System.arraycopy(row.bytes(), row.from(), error, 0, error.length);
      throw ServerError.parse(error);
    }
    if (first != 0xFE || row.length() >= LONGEST_END) {
      throw new IOException("a row of a query begins with byte " + first);
    }
    return false;
  }

  private void release() throws IOException {
    byte[] command = new byte[5];
    command[0] = COM_STMT_CLOSE;
    put(command, 1, statement);
    session.send(command);
  }
}
