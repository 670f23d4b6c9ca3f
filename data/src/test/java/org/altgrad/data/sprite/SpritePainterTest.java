package org.altgrad.data.sprite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.altgrad.data.sprite.Sprite.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpritePainterTest {
  private static final List<Integer> NO_SHIFT = List.of(0, 0, 0);

  private static SpritePainter painter(int size) {
    return new SpritePainter(size, Warp.NONE, NO_SHIFT);
  }

  private static int[] pixel(byte[] pixels, int size, int row, int column) {
    int at = 3 * (row * size + column);
    return new int[] {pixels[at] & 0xff, pixels[at + 1] & 0xff, pixels[at + 2] & 0xff};
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void areaAndCentroidAreThoseOfTheFactors(Shape shape) {
    for (int size : new int[] {32, 64}) {
      for (double angle : new double[] {0, 17, 200}) {
        Sprite sprite = new Sprite(0.37, 0.62, 0.17, 0, angle, shape);
        boolean[][] mask = painter(size).mask(sprite);
        double area = 0;
        double x = 0;
        double y = 0;
        for (int r = 0; r < mask.length; r++) {
          for (int c = 0; c < mask.length; c++) {
            if (mask[r][c]) {
              area++;
              x += (c + 0.5) / mask.length;
              y += 1 - (r + 0.5) / mask.length;
            }
          }
        }
        double expected = 0.17 * 0.17 * mask.length * mask.length;
        assertEquals(5 * size, mask.length);
        assertEquals(expected, area, 0.03 * expected);
        assertEquals(0.37, x / area, 0.002);
        assertEquals(0.62, y / area, 0.002);
        // What is left of the area and the centroid in the picture.
        byte[] pixels = painter(size).paint(sprite);
        double red = 0;
        double row = 0;
        for (int r = 0; r < size; r++) {
          for (int c = 0; c < size; c++) {
            red += pixel(pixels, size, r, c)[0] / 255.0;
            row += pixel(pixels, size, r, c)[0] / 255.0 * (1 - (r + 0.5) / size);
          }
        }
        // Negative lobes are cut off, positive ones are not.
        assertEquals(0.17 * 0.17 * size * size, red, 0.05 * red);
        assertEquals(0.62, row / red, 0.01);
      }
    }
  }

  @Test
  void cornersStandWhereTheyShould() {
    double[][] triangle = new Sprite(0.5, 0.5, 1, 0, 0, Shape.TRIANGLE).corners();
    assertArrayEquals(new double[] {0.5, 0.5 + 0.8774}, triangle[0], 1e-4);
    double[][] square = new Sprite(0.5, 0.5, 0.2, 0, 0, Shape.SQUARE).corners();
    assertArrayEquals(new double[] {0.6, 0.6}, square[0], 1e-12);
    double[][] turned = new Sprite(0.5, 0.5, 1, 0, 90, Shape.TRIANGLE).corners();
    assertArrayEquals(new double[] {0.5 - 0.8774, 0.5}, turned[0], 1e-4);
    // Up is up: the tip of a triangle is above its middle.
    boolean[][] mask = painter(64).mask(new Sprite(0.5, 0.5, 0.2, 0, 0, Shape.TRIANGLE));
    assertTrue(mask[160 - 50][160] && !mask[160 + 50][160]);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 255, 0, 0",
    "0.3333333333333333, 0, 255, 0",
    "0.6666666666666666, 0, 0, 255",
    "0.5, 0, 255, 255"
  })
  void insideIsTheColourAndOutsideIsBlack(double hue, int red, int green, int blue) {
    byte[] pixels = painter(64).paint(new Sprite(0.5, 0.5, 0.2, hue, 0, Shape.SQUARE));
    assertArrayEquals(new int[] {red, green, blue}, pixel(pixels, 64, 32, 32));
    assertArrayEquals(new int[3], pixel(pixels, 64, 2, 60));
  }

  @Test
  void coloursAreThoseOfTheWheel() {
    for (int k = 0; k < 997; k++) {
      double hue = k / 997.0;
      Color expected = Color.getHSBColor((float) hue, 1, 1);
      int[] found = new Sprite(0, 0, 1, hue, 0, Shape.SQUARE).colour();
      assertEquals(expected.getRed(), found[0], 1);
      assertEquals(expected.getGreen(), found[1], 1);
      assertEquals(expected.getBlue(), found[2], 1);
    }
  }

  /** Half tones only where the border is, and what lies on a pixel's border is half of it. */
  @Test
  void theFilterKeepsFlatPartsAndSplitsTheBorder() {
    // Sides at 19.2 / 64 and 44.8 / 64.
    byte[] pixels = painter(64).paint(new Sprite(0.5, 0.5, 0.4, 0, 0, Shape.SQUARE));
    int[] row = new int[64];
    for (int c = 0; c < 64; c++) {
      row[c] = pixel(pixels, 64, 32, c)[0];
    }
    for (int c = 24; c < 40; c++) {
      assertEquals(255, row[c]);
    }
    assertEquals(0.8 * 255, row[19], 20);
    assertEquals(row[19], row[44], 1);
    for (int c = 0; c < 15; c++) {
      assertEquals(0, row[c]);
    }
  }

  @Test
  void warpsTakePointsWhereTheyAreSaidTo() {
    int[][] from = {{0, 0}, {0, 63}, {32, 0}, {32, 63}};
    int[][] to = {{8, 3}, {4, 47}, {42, 15}, {40, 38}};
    for (int k = 0; k < 4; k++) {
      double[] back = Warp.PROJECTIVE.back(to[k][0], to[k][1]);
      assertArrayEquals(new double[] {from[k][0], from[k][1]}, back, 1e-9);
    }
    double x = 1.125 * 20 + 0.6875 * 30 - 19;
    double y = -20 / 3.0 + 30 + 64 / 3.0;
    assertArrayEquals(new double[] {20, 30}, Warp.AFFINE.back(x, y), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(
      value = Warp.class,
      names = {"AFFINE", "PROJECTIVE"})
  void aWarpMovesTheCentroid(Warp warp) {
    for (int size : new int[] {32, 64}) {
      Sprite sprite = new Sprite(0.4, 0.6, 0.12, 0, 0, Shape.SQUARE);
      byte[] pixels = new SpritePainter(size, warp, NO_SHIFT).paint(sprite);
      double sum = 0;
      double column = 0;
      double row = 0;
      for (int r = 0; r < size; r++) {
        for (int c = 0; c < size; c++) {
          int red = pixel(pixels, size, r, c)[0];
          sum += red;
          column += red * ((c + 0.5) * 64 / size - 0.5);
          row += red * ((r + 0.5) * 64 / size - 0.5);
        }
      }
      assertTrue(sum > 1000);
      double[] back = warp.back(column / sum, row / sum);
      // A projective map does not keep centroids.
      assertEquals(0.4 * 64 - 0.5, back[0], 1);
      assertEquals(0.4 * 64 - 0.5, back[1], 1);
    }
  }

  @Test
  void hueSaturationAndValueAreThoseOfTheColour() {
    float[] hsb = new float[3];
    for (int red = 0; red < 256; red += 17) {
      for (int green = 0; green < 256; green += 15) {
        for (int blue = 0; blue < 256; blue += 51) {
          Color.RGBtoHSB(red, green, blue, hsb);
          int[] hsv = HsvShift.hsv(red, green, blue);
          double turn = Math.abs(hsb[0] * 180 - hsv[0]);
          assertTrue(Math.min(turn, 180 - turn) <= 0.5001, red + " " + green + " " + blue);
          assertEquals(hsb[1] * 255, hsv[1], 0.5001);
          assertEquals(hsb[2] * 255, hsv[2], 0.0001);
          // Steps of two degrees are up to six of 255.
          int[] back = HsvShift.rgb(hsv);
          assertEquals(red, back[0], 6);
          assertEquals(green, back[1], 6);
          assertEquals(blue, back[2], 6);
        }
      }
    }
  }

  @Test
  void shiftsTurnTheColourAndLightTheBackground() {
    Sprite red = new Sprite(0.5, 0.5, 0.2, 0, 0, Shape.SQUARE);
    byte[] turned = new SpritePainter(64, Warp.NONE, List.of(60, 0, 0)).paint(red);
    assertArrayEquals(new int[] {0, 255, 0}, pixel(turned, 64, 32, 32));
    byte[] light = new SpritePainter(64, Warp.NONE, List.of(0, 0, 40)).paint(red);
    assertArrayEquals(new int[] {40, 40, 40}, pixel(light, 64, 1, 1));
    assertArrayEquals(new int[] {255, 0, 0}, pixel(light, 64, 32, 32));
  }

  @Test
  void huesAreSpreadOverTheWheel() {
    List<Integer> hues = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      int[] colour = new Sprite(0, 0, 1, k / 6.0 + 0.01, 0, Shape.SQUARE).colour();
      hues.add(HsvShift.hsv(colour[0], colour[1], colour[2])[0]);
    }
    List<Integer> sorted = new ArrayList<>(hues);
    Collections.sort(sorted);
    assertEquals(sorted, hues);
  }
}
