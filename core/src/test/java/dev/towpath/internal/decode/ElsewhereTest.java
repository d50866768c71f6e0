package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test that the second run of the decoder's tests has other machine settings. */
@EnabledIfSystemProperty(named = "towpath.elsewhere", matches = "true")
final class ElsewhereTest {
  @Test
  @SuppressWarnings("DefaultCharset") // The test needs the defaults.
  void thisMachineHasOtherSettings() {
    assertEquals(StandardCharsets.US_ASCII, Charset.defaultCharset());
    assertEquals("tr", Locale.getDefault().getLanguage());
    assertEquals("\u0131d", "ID".toLowerCase(Locale.getDefault()));
    assertEquals(ZoneId.of("America/New_York"), ZoneId.systemDefault());
  }
}
