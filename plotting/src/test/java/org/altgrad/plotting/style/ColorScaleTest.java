package org.altgrad.plotting.style;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.altgrad.plotting.PlotException;
import org.junit.jupiter.api.Test;

class ColorScaleTest {
  @Test
  void scalesAreRoundEvenInRatioOrEvenInArea() {
    assertArrayEquals(new double[] {-40, -20, 0, 20, 40, 60}, ColorScale.round(-36, 47, 5), 1e-12);
    assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1}, ColorScale.round(0.25, 1, 3), 1e-12);
    double[] values = {1, 2, 3, 10, 100, 1000};
    assertArrayEquals(
        new double[] {1, 10, 100, 1000},
        ColorScale.bands(values, ColorScale.Spacing.LOG, 3, "v").edges(),
        1e-9);
    assertArrayEquals(
        new double[] {1, 3, 10, 1000},
        ColorScale.bands(values, ColorScale.Spacing.EVEN, 3, "v").edges(),
        1e-12);
    assertThrows(
        PlotException.class,
        () -> ColorScale.bands(new double[] {-1, 2}, ColorScale.Spacing.LOG, 3, "v"));
    ColorScale signed =
        ColorScale.smooth(ColorScale.Map.DIVERGING, Arrays.stream(new double[] {-1, 4}), "v");
    assertEquals(Style.diverging(0.5), signed.color(0));
    assertEquals(Style.diverging(0.375), signed.color(-1));
    assertEquals(Style.diverging(1), signed.color(9));
  }
}
