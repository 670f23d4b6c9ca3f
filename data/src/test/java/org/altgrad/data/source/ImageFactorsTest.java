package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFactorsTest {
  @TempDir private Path dir;

  private void picture(String file, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    image.setRGB(1, 0, 0x0000FF);
    String format = file.endsWith(".png") ? "png" : "jpeg";
    assertTrue(ImageIO.write(image, format, dir.resolve(file).toFile()));
  }

  private void table(String text) throws IOException {
    Files.writeString(dir.resolve("factors.csv"), text);
  }

  private DataSet load(boolean grey, List<String> discrete) {
    SplitRatios ratios = new SplitRatios(0.5, 0.25, 1);
    return new ImageFactors("image_factors", dir, Optional.empty(), discrete, grey, ratios)
        .load(Samples.OFFLINE);
  }

  private String failure(String text) throws IOException {
    table(text);
    String message = assertThrows(DataException.class, () -> load(false, List.of())).getMessage();
    return message.replace(dir + java.io.File.separator, "");
  }

  @Test
  void picturesComeWithTheirFactors() throws IOException {
    for (int k = 0; k < 4; k++) {
      picture("p" + k + (k < 3 ? ".png" : ".jpg"), 4, 3, 0x100000 * k + 0x20 * k);
    }
    table("file,size,shape\np2.png,2,0\n\n\"p0.png\",0.5,1\np1.png, 1 ,1\np3.jpg,3,0\n");
    DataSet data = load(false, List.of("shape"));
    assertEquals(2, data.split("train").count());
    assertEquals(1, data.split("validation").count());
    assertEquals(1, data.split("test").count());
    assertEquals("size\nshape\n", data.attachment("factors").text());
    assertArrayEquals(new double[] {0, 1}, data.constant("sources.discrete").values());
    int seen = 0;
    for (Split split : data.splits().values()) {
      assertEquals(List.of(3, 4, 3), split.column("image").shape());
      for (int i = 0; i < split.count(); i++) {
        float[] factors = split.column("sources").values(i);
        int k = factors[0] == 0.5f ? 0 : (int) factors[0];
        assertEquals(k == 0 || k == 1 ? 1 : 0, factors[1]);
        var pixels = split.column("image").example(i);
        if (k < 3) {
          assertEquals(0x10 * k, pixels.get(0));
          assertEquals(0x20 * k, pixels.get(2));
          assertEquals(0xff, pixels.get(5) & 0xff);
          seen++;
        }
      }
    }
    assertEquals(3, seen);
    Split grey = load(true, List.of()).split("train");
    assertEquals(List.of(3, 4, 1), grey.column("image").shape());
    assertEquals(Math.round(255 / 3f), grey.column("image").example(0).get(1), 1);
    String before = data.files().toString();
    picture("p1.png", 4, 3, 0x999999);
    assertTrue(!before.equals(load(false, List.of("shape")).files().toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.png,1 | factors.csv: must be a CSV file with a first line file,factor,factor,… but has"
            + " no line behind the first",
        "file;a.png | factors.csv: must be a CSV file with a first line file,factor,factor,… but"
            + " has one name",
        "file,s;a.png,big | factors.csv:2: s: must be a number but is 'big'",
        "file,s;a.png,1;;b.png,1,2 | factors.csv:4: must have 2 fields, as the first line, but has"
            + " 3",
        "file,s;a.png,1;c.png,2 | factors.csv:3: c.png is not there",
        "file,s;a.png,1;b.png,2 | factors.csv:3: b.png: must have 4 x 3 pixels, as a.png has, but"
            + " has 5 x 3",
        "file,s;a.png,1;a.png,2 | factors.csv:3: a.png stands in line 2 already",
        "file,s;note.txt,1 | factors.csv:2: note.txt: must be a PNG or JPEG picture but is not",
        "file,s;\"a.png,1 | factors.csv:2: a quoted field does not end"
      })
  void whatIsWrongIsSaidWithItsLine(String text, String message) throws IOException {
    picture("a.png", 4, 3, 0);
    picture("b.png", 5, 3, 0);
    Files.writeString(dir.resolve("note.txt"), "not a picture");
    assertEquals(message.strip(), failure(text.strip().replace(';', '\n') + "\n"));
  }

  @Test
  void aMissingTableAndUnknownFactorsAreSaid() throws IOException {
    picture("a.png", 4, 3, 0);
    Path table = dir.resolve("factors.csv");
    assertEquals(
        table + ": must be a CSV file with a first line file,factor,factor,… but is not there",
        assertThrows(DataException.class, () -> load(false, List.of())).getMessage());
    table("file,s\na.png,1\n");
    assertEquals(
        "data.discrete: must be names of factors in " + table + ", s, but is shape",
        assertThrows(DataException.class, () -> load(false, List.of("shape"))).getMessage());
  }
}
