package dev.towpath.fuzz;

import dev.towpath.fuzzing.Require;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.json.HostileJson;
import java.util.Arrays;

/** A target that reads binary JSON: a document after its length, then differences to it. */
public final class JsonTarget {
  /** Far more characters than any byte of a document stands for. */
  private static final int MOST_TEXT = 100;

  private JsonTarget() {}

  /** Prints the document, and what it is with the differences applied. */
  public static void fuzzerTestOneInput(byte[] data) {
    var input = new Input(data);
    byte[] document = input.part();
    byte[] differences = input.rest();
    try {
      check(HostileJson.text(document), document.length);
      byte[] both = Arrays.copyOf(document, document.length + differences.length);
      System.arraycopy(differences, 0, both, document.length, differences.length);
      check(HostileJson.patched(both, document.length), both.length);
    } catch (DecodeException e) {
      // Refused.
    }
  }

  private static void check(String text, int bytes) {
    Require.that(!text.isEmpty(), "no text");
    Require.that(
        text.length() <= MOST_TEXT + MOST_TEXT * bytes, "%d of %d bytes", text.length(), bytes);
  }
}
