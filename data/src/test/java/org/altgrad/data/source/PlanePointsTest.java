package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanePointsTest {
  private static Split train(String name, int n, double inputScale) {
    return new PlanePoints(name, n, 100, inputScale, 1).load(Samples.OFFLINE).split("train");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "xor"})
  void hasTheAgreedForm(String name) {
    DataSet data = new PlanePoints(name, 900, 100, 1, 0).load(Samples.OFFLINE);
    assertEquals(name, data.name());
    assertEquals(900, data.split("train").count());
    assertEquals(100, data.split("test").count());
    assertEquals(List.of(2), data.split("train").column("input").shape());
    int[] labels = Samples.integers(train(name, 10_000, 1), "label");
    Samples.assertShare(0.5, Arrays.stream(labels).sum(), labels.length);
  }

  @Test
  void linearLabelsAreTheSidesOfTheReferencesLine() {
    // The first three points of the reference's own draw have labels 0, 1, 0.
    assertEquals(0, side(0.5757053, -0.742198));
    assertEquals(1, side(-0.38391876, 0.20116854));
    assertEquals(0, side(0.4797194, -0.5488303));
    int n = 10_000;
    Split train = train("linear", n, 1);
    float[][] points = Samples.vectors(train, "input");
    int[] quadrants = new int[4];
    for (int i = 0; i < n; i++) {
      assertTrue(Math.abs(points[i][0]) <= 1 && Math.abs(points[i][1]) <= 1);
      assertEquals(side(points[i][0], points[i][1]), train.column("label").label(i));
      quadrants[(points[i][0] > 0.5 ? 1 : 0) + (points[i][1] > 0.5 ? 2 : 0)]++;
    }
    Samples.assertShare(9 / 16.0, quadrants[0], n);
    Samples.assertShare(3 / 16.0, quadrants[1], n);
    Samples.assertShare(3 / 16.0, quadrants[2], n);
  }

  private static int side(double a, double b) {
    return -0.9435144 * a - 0.4910064 * b > 0 ? 1 : 0;
  }

  @Test
  void xorIsNoiseAroundTheCorners() {
    int n = 10_000;
    Split train = train("xor", n, 1);
    float[][] points = Samples.vectors(train, "input");
    int[] corners = new int[4];
    double[] noise = new double[2 * n];
    double[] squares = new double[2 * n];
    for (int i = 0; i < n; i++) {
      int a = points[i][0] > 0.5 ? 1 : 0;
      int b = points[i][1] > 0.5 ? 1 : 0;
      assertEquals(a ^ b, train.column("label").label(i), "5 deviations are never left");
      corners[a + 2 * b]++;
      noise[2 * i] = points[i][0] - a;
      noise[2 * i + 1] = points[i][1] - b;
    }
    for (int count : corners) {
      Samples.assertShare(0.25, count, n);
    }
    Arrays.setAll(squares, i -> noise[i] * noise[i]);
    Samples.assertMean(0, 0.1, noise);
    Samples.assertMean(0.01, 0.01 * Math.sqrt(2), squares);
  }

  @Test
  void inputScaleChangesNothingButTheScale() {
    float[][] plain = Samples.vectors(train("xor", 50, 1), "input");
    float[][] scaled = Samples.vectors(train("xor", 50, 1 / 255.0), "input");
    for (int i = 0; i < 50; i++) {
      assertEquals(plain[i][0] / 255, scaled[i][0], 1e-8);
      assertEquals(plain[i][1] / 255, scaled[i][1], 1e-8);
    }
    assertEquals(train("xor", 50, 1).column("label"), train("xor", 50, 1 / 255.0).column("label"));
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> new PlanePoints("linear", 20, 10, 1, seed));
    Samples.assertSeeded(seed -> new PlanePoints("xor", 20, 10, 1, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "name: must be linear or xor but is and", () -> new PlanePoints("and", 1, 1, 1, 0));
    Samples.assertRefused(
        "inputScale: must be a positive number but is 0", () -> new PlanePoints("xor", 1, 1, 0, 0));
    Samples.assertRefused(
        "nTest: must be at least 1 but is 0", () -> new PlanePoints("xor", 1, 0, 1, 0));
  }
}
