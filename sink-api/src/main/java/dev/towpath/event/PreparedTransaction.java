package dev.towpath.event;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An XA transaction that is prepared and not yet committed or rolled back, with the place of its
 * changes in the binlog. Immutable.
 *
 * @param xid the identifier as the server writes it: {@code X'gtrid',X'bqual',formatID}, both parts
 *     in lower-case hexadecimal digits
 * @param file the binlog file that contains it
 * @param offset the offset in bytes at which it starts
 * @param serverUuid the {@code server_uuid} of the server where file and offset are valid; null
 *     when unknown
 * @param gtid the GTID under which it was prepared; null when it has none
 */
public record PreparedTransaction(
    String xid, String file, long offset, @Nullable String serverUuid, @Nullable String gtid) {
  private static final Pattern XID =
      Pattern.compile("X'((?:[0-9a-f]{2})*)',X'((?:[0-9a-f]{2})*)',([0-9]{1,10})");

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the identifier is malformed, the file blank or the offset
   *     below 4
   */
  public PreparedTransaction {
    if (!XID.matcher(xid).matches() || file.isBlank() || offset < 4) {
      throw new IllegalArgumentException(
          "not a prepared transaction: xid %s in file '%s' at %d".formatted(xid, file, offset));
    }
  }

  /** Formats transactions, each as {@code gtrid.bqual.formatID/offset/serverUuid/gtid/file}. */
  static String format(List<PreparedTransaction> transactions) {
    List<String> texts = new ArrayList<>();
    for (PreparedTransaction transaction : transactions) {
      texts.add(
          String.join(
              "/",
              XID.matcher(transaction.xid).replaceFirst("$1.$2.$3"),
              Long.toString(transaction.offset),
              transaction.serverUuid == null ? "" : encode(transaction.serverUuid),
              transaction.gtid == null ? "" : encode(transaction.gtid),
              encode(transaction.file)));
    }
    return String.join(",", texts);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%3A", ":");
  }

  /**
   * Parses the text that {@link #format} returned.
   *
   * @throws IllegalArgumentException if {@code text} does not have that form
   */
  static List<PreparedTransaction> parse(String text) {
    List<PreparedTransaction> transactions = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      String[] parts = one.split("/", -1);
      String[] xid = parts[0].split("\\.", -1);
      if (parts.length != 5 || xid.length != 3) {
        throw new IllegalArgumentException("'" + one + "' is not a prepared transaction");
      }
      transactions.add(
          new PreparedTransaction(
              "X'%s',X'%s',%s".formatted(xid[0], xid[1], xid[2]),
              decode(parts[4]),
              Long.parseLong(parts[1]),
              parts[2].isEmpty() ? null : decode(parts[2]),
              parts[3].isEmpty() ? null : decode(parts[3])));
    }
    return transactions;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
