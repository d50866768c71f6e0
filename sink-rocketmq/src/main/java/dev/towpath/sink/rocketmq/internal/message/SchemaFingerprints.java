package dev.towpath.sink.rocketmq.internal.message;

import dev.towpath.event.Column;
import dev.towpath.event.Table;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.zip.CRC32C;

/**
 * A cache of table fingerprints: short texts that differ if the columns, their types or the primary
 * key of a table differ. Used by one thread.
 */
public final class SchemaFingerprints {
  private static final int MAX_TABLES = 10_000;

  private final IdentityHashMap<Table, String> known = new IdentityHashMap<>();

  /** Returns the CRC-32C of the table's definition as 8 hexadecimal digits. */
  public String of(Table table) {
    String fingerprint = known.get(table);
    if (fingerprint == null) {
      if (known.size() >= MAX_TABLES) {
        known.clear();
      }
      fingerprint = compute(table);
      known.put(table, fingerprint);
    }
    return fingerprint;
  }

  private static String compute(Table table) {
    var checksum = new CRC32C();
    for (Column column : table.columns()) {
      checksum.update(
          (column.name() + '\0' + column.typeText() + '\0').getBytes(StandardCharsets.UTF_8));
    }
    checksum.update(table.primaryKey().toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
