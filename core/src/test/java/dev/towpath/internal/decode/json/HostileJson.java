package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.BinlogDialect;

/** A reader of binary JSON, for tests outside of this package. */
public final class HostileJson {
  private HostileJson() {}

  /** Returns the text of a document. */
  public static String text(byte[] document) {
    return JsonText.of(document, 0, document.length, "c", BinlogDialect.JsonStyle.MYSQL_8);
  }

  /**
   * Returns the text of the document in the first bytes of {@code bytes}, with the differences in
   * the others applied.
   */
  public static String patched(byte[] bytes, int document) {
    return JsonDiffs.apply(bytes, 0, document, document, bytes.length - document, "c");
  }
}
