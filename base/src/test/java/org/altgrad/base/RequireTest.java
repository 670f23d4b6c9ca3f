package org.altgrad.base;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RequireTest {
  private static void refused(String message, Executable check) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, check).getMessage());
  }

  @Test
  void saysWhatMustBeAndWhatIs() {
    refused("n: must be at least 2 but is 1", () -> Require.atLeast("n", 1, 2));
    refused("x: must be a positive number but is 0", () -> Require.positive("x", 0));
    refused("x: must be a number of at least 0 but is -1", () -> Require.notNegative("x", -1));
    refused("x: must be a finite number but is NaN", () -> Require.finite("x", Double.NaN));
    refused("p: must be in [0, 1] but is 1.5", () -> Require.probability("p", 1.5));
    refused("p: must be in [0, 1) but is 1", () -> Require.share("p", 1));
    refused(
        "p: must be one or more numbers in [0, 1] but is []",
        () -> Require.probabilities("p", List.of()));
    refused(
        "f: must be given but is null", () -> Require.that(false, "f", "given", Optional.empty()));
    refused("f: must be 1 but is 2", () -> Require.that(false, "f", "1", Optional.of(2.0)));
    refused(
        "e: must be other but is [runtime, 0.5]",
        () -> Require.that(false, "e", "other", List.of(RetentionPolicy.RUNTIME, 0.5)));
    refused(
        "e: must be source but is class",
        () -> Require.that(false, "e", "source", RetentionPolicy.CLASS));
    refused("s: must be given but is missing", () -> Require.given("s", null));
  }

  @Test
  void endsOfRangesPassAndWhatIsNoNumberDoesNot() {
    assertDoesNotThrow(() -> Require.atLeast("n", 2, 2));
    assertDoesNotThrow(() -> Require.notNegative("x", 0));
    assertDoesNotThrow(() -> Require.probability("p", 0));
    assertDoesNotThrow(() -> Require.probability("p", 1));
    assertDoesNotThrow(() -> Require.share("p", 0));
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Require.positive("x", bad));
      assertThrows(IllegalArgumentException.class, () -> Require.notNegative("x", bad));
      assertThrows(IllegalArgumentException.class, () -> Require.probability("x", bad));
      assertThrows(IllegalArgumentException.class, () -> Require.share("x", bad));
    }
  }
}
