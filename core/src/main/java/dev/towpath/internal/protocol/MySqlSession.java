package dev.towpath.internal.protocol;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.time.Durations;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * One connection to a MySQL server: logs in, runs small text queries, and reads the packets of a
 * binlog dump. Used by one thread, except {@link #close()}, which any thread may call.
 */
public final class MySqlSession implements Closeable {
  private static final System.Logger logger = Loggers.SOURCE;
  private static final int COM_QUERY = 0x03;

  /**
   * How long a server may think about a query before it sends the first byte, or the next one. A
   * server with thousands of binlog files opens each to list them. A host that is gone is noticed
   * earlier, because it does not answer the probes of TCP.
   */
  private static final Duration QUERY_SILENCE = Duration.ofMinutes(2);

  private static final int SHOWN_OF_QUERY = 60;

  private final ConnectionGroup connections;
  private final DeadlineSocket raw;
  private final MySqlSource source;
  private final ServerVersion version;
  private final long threadId;
  private final PacketReader packets;
  private final OutputStream out;
  private Duration longestSilence = QUERY_SILENCE;

  private MySqlSession(
      ConnectionGroup connections,
      DeadlineSocket raw,
      Socket socket,
      MySqlSource source,
      Handshake handshake)
      throws IOException {
    this.connections = connections;
    this.raw = raw;
    this.source = source;
    this.version = handshake.version();
    this.threadId = handshake.threadId();
    this.packets = new PacketReader(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /**
   * Connects and logs in.
   *
   * @throws SourceException if the server cannot be reached or refuses the login
   */
  public static MySqlSession open(MySqlSource source) {
    return open(source, connection -> {});
  }

  /**
   * Connects and logs in, and can be ended by another thread meanwhile.
   *
   * @param opening is given, before anything else, what ends this attempt or the session it leads
   *     to: closing it makes this method fail at once. It cannot end a look-up of the host's name
   *     or a password supplier; the method fails when they return
   * @throws SourceException if the server cannot be reached or refuses the login, or if the attempt
   *     was ended
   */
  public static MySqlSession open(MySqlSource source, Consumer<? super Closeable> opening) {
    var connections = new ConnectionGroup();
    opening.accept(connections);
    return open(source, connections);
  }

  /**
   * Opens another session to the same server. Closing this session ends that one as well, also
   * while it is being opened; it may be closed before.
   *
   * @throws SourceException as {@link #open(MySqlSource)} does
   */
  public MySqlSession openAnother() {
    try {
      return open(source, connections.subgroup());
    } catch (IOException e) {
      throw ended(source, e);
    }
  }

  private static MySqlSession open(MySqlSource source, ConnectionGroup connections) {
    boolean open = false;
    try {
      MySqlSession session = connect(source, connections);
      open = true;
      return session;
    } catch (SSLException e) {
      throw connections.isClosed() ? ended(source, e) : tlsFailure(source, e);
    } catch (IOException e) {
      throw connections.isClosed() ? ended(source, e) : unreachable(source, e);
    } finally {
      if (!open) {
        closeQuietly(connections);
      }
    }
  }

  private static MySqlSession connect(MySqlSource source, ConnectionGroup connections)
      throws IOException {
    try {
      return connect(source, source.tls(), connections);
    } catch (SSLException e) {
      if (source.tls() != TlsMode.PREFERRED || connections.isClosed()) {
        throw e;
      }
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "%s: TLS failed (%s), connecting without; set tls(TlsMode.DISABLED) or fix the server"
                  .formatted(source, e.getMessage()));
      return connect(source, TlsMode.DISABLED, connections);
    }
  }

  private static MySqlSession connect(
      MySqlSource source, TlsMode tlsMode, ConnectionGroup connections) throws IOException {
    var passwords = new PasswordChoice(source);
    while (true) {
      try {
        return connect(source, new Handshake(source, tlsMode, passwords), connections);
      } catch (AuthenticationException e) {
        if (!LoginErrors.isDenied(e) || !passwords.refused()) {
          throw LoginErrors.of(source, e, passwords.refusals());
        }
      } catch (ServerError e) {
        throw LoginErrors.of(source, e);
      }
    }
  }

  private static MySqlSession connect(
      MySqlSource source, Handshake handshake, ConnectionGroup connections) throws IOException {
    var raw = new DeadlineSocket();
    boolean open = false;
    try {
      connections.add(raw);
      raw.limitReads(source.connectTimeout());
      raw.setTcpNoDelay(true);
      raw.keepAlive();
      int timeout = Durations.saturatedMillis(source.connectTimeout());
      raw.connect(new InetSocketAddress(source.host(), source.port()), timeout);
      var session = new MySqlSession(connections, raw, handshake.run(raw), source, handshake);
      session.ask("SET NAMES utf8mb4");
      session.readTimeout(QUERY_SILENCE);
      open = true;
      return session;
    } finally {
      if (!open) {
        connections.remove(raw);
        raw.close();
      }
    }
  }

  private static void closeQuietly(ConnectionGroup connections) {
    try {
      connections.close();
    } catch (IOException e) {
      logger.log(System.Logger.Level.DEBUG, "closing a connection that was not opened failed", e);
    }
  }

  private static SourceException ended(MySqlSource source, IOException e) {
    return SourceException.retryable(
        "the connection to %s was closed while it was being opened".formatted(source), e);
  }

  private static SourceException tlsFailure(MySqlSource source, SSLException e) {
    return SourceException.permanent(
        "TLS to %s failed: %s; check tls(%s), sslContext(…) and the server's certificate"
            .formatted(source, e.getMessage(), source.tls()),
        e);
  }

  private static SourceException unreachable(MySqlSource source, IOException e) {
    return SourceException.retryable(
        "cannot connect to MySQL %s: %s; check host, port and firewall"
            .formatted(source, describe(source, e)),
        e);
  }

  private static String describe(MySqlSource source, IOException e) {
    if (e instanceof UnknownHostException) {
      return "no such host";
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return e instanceof SocketTimeoutException
        ? "%s (connectTimeout is %d ms)".formatted(message, source.connectTimeout().toMillis())
        : message;
  }

  /** The server's version as announced in its greeting. */
  public ServerVersion version() {
    return version;
  }

  /** The server's id of this connection, as in its process list. */
  public long threadId() {
    return threadId;
  }

  /** The source this session is connected to. */
  public MySqlSource source() {
    return source;
  }

  /**
   * Runs a statement and returns its rows, if any. The server may be silent for two minutes, unless
   * {@link #readTimeout} says otherwise; the whole answer may take longer.
   */
  public TextResult query(String sql) throws IOException {
    try {
      return ask(sql);
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "the server sent no byte of its answer to '%s' for %s; look for what keeps it busy"
              .formatted(
                  sql.length() > SHOWN_OF_QUERY ? sql.substring(0, SHOWN_OF_QUERY) + "…" : sql,
                  longestSilence),
          e);
    }
  }

  private TextResult ask(String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[text.length + 1];
    payload[0] = COM_QUERY;
    System.arraycopy(text, 0, payload, 1, text.length);
    send(payload);
    return TextResult.read(packets);
  }

  /** Runs a statement for its effect. */
  public void execute(String sql) throws IOException {
    query(sql);
  }

  /** Sends a command that the server answers with OK or an error. */
  void command(byte[] payload) throws IOException {
    send(payload);
    byte[] answer = packets.next();
    if (answer.length > 0 && answer[0] == (byte) 0xFF) {
      throw ServerError.parse(answer);
    }
  }

  /** Sends a command payload, which must be below 16 MiB less one. */
  void send(byte[] payload) throws IOException {
    byte[] packet = new byte[payload.length + 4];
    packet[0] = (byte) payload.length;
    packet[1] = (byte) (payload.length >>> 8);
    packet[2] = (byte) (payload.length >>> 16);
    System.arraycopy(payload, 0, packet, 4, payload.length);
    packets.commandSent();
    out.write(packet);
    out.flush();
  }

  /** The payload of the next packet the server sends. */
  public byte[] nextPacket() throws IOException {
    return packets.next();
  }

  /** Receives the next packet the server sends, where it need not be copied. */
  public void nextPacket(Packet packet) throws IOException {
    packets.next(packet);
  }

  /** The buffers that packets are received in. */
  public ReceiveBuffers buffers() {
    return packets.buffers();
  }

  /**
   * The receive buffers that no packet to come will be in, of those lent since this was last asked;
   * to be given back when the packets in them are not read any more.
   */
  public List<byte[]> takeReceived() {
    return packets.takeFull();
  }

  /** Whether {@link #nextPacket()} will return without waiting for the network. */
  public boolean hasPacket() throws IOException {
    return packets.hasNext();
  }

  /** How long a read may wait for a byte before the connection counts as dead. */
  public void readTimeout(Duration timeout) throws IOException {
    raw.limitEachRead(timeout);
    longestSilence = timeout;
  }

  /**
   * Closes the connection at once, and every session of {@link #openAnother()}. A thread that reads
   * from one of them fails. Idempotent.
   */
  @Override
  public void close() throws IOException {
    // Raw sockets, because closing the TLS layer can block behind a reader.
    connections.close();
  }
}
