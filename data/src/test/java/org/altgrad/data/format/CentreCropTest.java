package org.altgrad.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentreCropTest {
  private static Picture picture(int height, int width) {
    byte[] rgb = new byte[3 * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * width + x) + c] = (byte) (x * 37 + y * y * 11 + c * 91 + x * y * 3);
        }
      }
    }
    return new Picture(height, width, rgb);
  }

  /**
   * Checksums of what Pillow 12.3.0 makes of the same numbers, with {@code resize((int(R * w / s),
   * int(R * h / s)), BILINEAR)}, s the short side, and the crop of torchvision's {@code
   * CenterCrop}.
   */
  @ParameterizedTest
  @CsvSource({
    "7, 11, 5, 3, 1680095310",
    "20, 31, 8, 7, 2885199611",
    "5, 4, 9, 8, 3469259762",
    "60, 97, 32, 28, 990480298",
    "9, 9, 9, 5, 4198151015",
    "300, 413, 128, 112, 3853255742"
  })
  void hasTheBytesOfPillow(int height, int width, int resize, int crop, long crc) {
    CRC32 sum = new CRC32();
    sum.update(new CentreCrop(resize, crop).apply(picture(height, width)));
    assertEquals(crc, sum.getValue());
  }

  /** Half the size: weights 1/8, 3/8, 3/8, 1/8 inside, and 3/7, 3/7, 1/7 at an edge. */
  @Test
  void halvingWeighsFourPixels() {
    byte[] rgb = new byte[3 * 8 * 8];
    for (int p = 0; p < 64; p++) {
      Arrays.fill(rgb, 3 * p, 3 * p + 3, (byte) (p % 8 == 3 ? 240 : 0));
    }
    byte[] half = new CentreCrop(4, 4).apply(new Picture(8, 8, rgb));
    byte[] row = new byte[4];
    for (int x = 0; x < 4; x++) {
      row[x] = half[3 * (4 + x)];
    }
    assertArrayEquals(new byte[] {0, 90, 30, 0}, row);
  }

  @Test
  void theMiddleIsKeptAsItIs() {
    byte[] kept = new CentreCrop(9, 1).apply(picture(9, 9));
    assertArrayEquals(Arrays.copyOfRange(picture(9, 9).rgb(), 120, 123), kept);
  }

  @Test
  void wrongSettingsNameTheComponent() {
    assertEquals(
        "crop: must be from 1 to resize, 20 but is 21",
        assertThrows(IllegalArgumentException.class, () -> new CentreCrop(20, 21)).getMessage());
    assertEquals(
        "resize: must be from 1 to 4096 but is 0",
        assertThrows(IllegalArgumentException.class, () -> new CentreCrop(0, 0)).getMessage());
  }
}
