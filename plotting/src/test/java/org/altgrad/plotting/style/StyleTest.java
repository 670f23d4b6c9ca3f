package org.altgrad.plotting.style;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Colours of groups. */
class StyleTest {
  /** Differences of lightness and two hues (CIE 1976), of which about 2.3 are just noticeable. */
  private static double difference(Color a, Color b) {
    double[] x = lab(a);
    double[] y = lab(b);
    return Math.sqrt(IntStream.range(0, 3).mapToDouble(i -> (x[i] - y[i]) * (x[i] - y[i])).sum());
  }

  private static double[] lab(Color color) {
    double r = linear(color.getRed());
    double g = linear(color.getGreen());
    double b = linear(color.getBlue());
    double x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    double y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
    double z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double linear(int part) {
    double v = part / 255.0;
    return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }

  private static double root(double t) {
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
  }

  private static double leastDifference(int count) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        least = Math.min(least, difference(Style.color(i), Style.color(j)));
      }
    }
    return least;
  }

  @Test
  void categoriesHaveColoursFarApart() {
    for (int count = 2; count <= 12; count++) {
      assertTrue(leastDifference(count) > 24, count + ": " + leastDifference(count));
    }
    for (int count = 13; count <= 18; count++) {
      assertTrue(leastDifference(count) > 10, count + ": " + leastDifference(count));
    }
  }

  @Test
  void manyNumbersHaveAnOrder() {
    List<String> numbers = IntStream.range(0, 9).mapToObj(Integer::toString).toList();
    double before = -1;
    for (int i = 0; i < numbers.size(); i++) {
      double light = lab(Style.color(i, numbers))[0];
      assertTrue(light > before, "from dark to light, " + i);
      before = light;
    }
    List<String> words = numbers.stream().map(n -> "k" + n).toList();
    assertEquals(Style.color(8), Style.color(8, words));
    assertEquals(Style.color(1), Style.color(1, List.of("1", "2", "3")));
  }
}
