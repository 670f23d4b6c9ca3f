package org.altgrad.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decimals as people write them. */
class DecimalsTest {
  @ParameterizedTest
  @CsvSource({
    "0.0001,1e-4",
    "1.0E-4,1e-4",
    "1e-05,1e-5",
    "0.00025,2.5e-4",
    "-3e-10,-3e-10",
    "0.001,1e-3",
    "1e-3,1e-3",
    "-0.005,-5e-3",
    "0.0015,0.0015",
    "0.1,0.1",
    "1,1.0",
    "128,128.0",
    "1e5,100000.0",
    "1e6,1e6",
    "-1.25e7,-1.25e7",
    "0,0.0",
    "2e-3,2e-3",
    "0.01,0.01",
    "4.9e-324,5e-324",
    "1.7976931348623157e308,1.7976931348623157e308",
    "Infinity,Infinity"
  })
  void areShort(String typed, String shown) {
    assertEquals(shown, Decimals.text(Double.valueOf(typed)));
  }

  @Test
  void readBackAsThemselves() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      assertEquals(value, Double.parseDouble(Decimals.text(value)));
    }
  }

  @Test
  void allElseIsAsItIs() {
    assertEquals(
        "[1e-4, x, 2, null, [0.5]]",
        Decimals.text(Arrays.asList(1e-4, "x", 2L, null, List.of(0.5))));
    assertEquals("{a=1e-4}", Decimals.text(Map.of("a", 1e-4)));
    assertEquals("1.0E-4", Decimals.text("1.0E-4"));
    assertEquals("true", Decimals.text(true));
    assertEquals("null", Decimals.text(null));
  }
}
