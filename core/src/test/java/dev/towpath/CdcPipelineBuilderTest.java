package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of settings that the builder refuses by themselves. */
final class CdcPipelineBuilderTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a/b", " orders", "orders\n", "or\nders", "or\u0000ders"})
  void aNameIsOneLineWithoutBlanksAroundIt(String name) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> CdcPipeline.builder().name(name));

    assertTrue(
        String.valueOf(refused.getMessage()).contains("a pipeline name"), refused.toString());
  }

  @Test
  void aNameHasAtMostTwoHundredCharacters() {
    assertDoesNotThrow(() -> CdcPipeline.builder().name("n".repeat(200)));
    assertThrows(IllegalArgumentException.class, () -> CdcPipeline.builder().name("n".repeat(201)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "shop orders", "bestellung-ä", "a.b:c", "订单"})
  void otherNamesAreTaken(String name) {
    assertDoesNotThrow(() -> CdcPipeline.builder().name(name));
  }
}
