package dev.sluice.internal.decode;

/** Reads binary JSON, for tests outside of this package. */
public final class HostileJson {
  private HostileJson() {}

  /** The text of a document. */
  public static String text(byte[] document) {
    return JsonText.of(document, 0, document.length, "c", BinlogDialect.JsonStyle.MYSQL_8);
  }

  /** The text of the document in the first bytes of {@code bytes}, changed as the others say. */
  public static String patched(byte[] bytes, int document) {
    return JsonDiffs.apply(bytes, 0, document, document, bytes.length - document, "c");
  }
}
