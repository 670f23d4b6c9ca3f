package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Progress;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {
  private static final DataContext OFFLINE = DataContext.standard(false, Progress.NONE);

  @TempDir private Path root;

  @Test
  void bundledDigitsHaveThePublishedLabelCounts() {
    DataSet digits = IdxImages.of("mnist10k", root).load(OFFLINE);
    Split train = digits.split("train");
    Split test = digits.split("test");

    assertEquals(10, digits.classes());
    assertEquals(8004, train.count());
    assertEquals(1996, test.count());
    assertArrayEquals(
        new int[] {801, 902, 793, 826, 784, 691, 812, 856, 756, 783}, Facts.labelCounts(train));
    assertArrayEquals(
        new int[] {200, 225, 198, 206, 196, 172, 202, 214, 188, 195}, Facts.labelCounts(test));
    assertEquals(List.of(28, 28, 1), train.column("image").shape());
    assertEquals(ElementType.UINT8, train.column("image").type());
    assertEquals(ElementType.INT32, train.column("label").type());
    assertTrue(train.column("image").data().isDirect());
  }

  @Test
  void bundledDigitsLookLikeMnist() {
    // Their mean and deviation are those of MNIST's training set, 0.1307 and 0.3081, up to the
    // error of a sample of 8004 images whose means have a deviation of about 0.043.
    Split train = IdxImages.of("mnist10k", root).load(OFFLINE).split("train");
    assertEquals(0.1307, Facts.mean(train), 4 * 0.043 / Math.sqrt(8004));
    assertEquals(0.3081, Facts.deviation(train), 0.003);
    assertTrue(train.column("image").values(0)[0] == 0f, "digits have a black margin");
  }

  @Test
  void provenanceNamesTheFourFilesWithTheirChecksums() {
    DataSet digits = IdxImages.of("mnist10k", root).load(OFFLINE);
    assertEquals(4, digits.files().size());
    assertEquals(
        "27651978a42a30173b42d43e8669310a39e2ad817ec5be5e2f8f3993a9dd3be0",
        digits.files().get(0).sha256());
    assertEquals(16 + 8004L * 784, digits.files().get(0).bytes());
    assertTrue(digits.files().get(0).source().startsWith("bundled "));
  }

  @Test
  void smallSubsetAndLimitsTakeTheFirstExamples() {
    Split all = IdxImages.of("mnist10k", root).load(OFFLINE).split("train");
    DataSet small =
        new IdxImages("mnist10k", root, Optional.of(50), Optional.empty(), Subset.SMALL, 1, 0)
            .load(OFFLINE);
    assertEquals(50, small.split("train").count());
    assertEquals(100, small.split("test").count());
    assertEquals(all.column("image").example(49), small.split("train").column("image").example(49));
    assertEquals(all.column("label").label(49), small.split("train").column("label").label(49));
  }

  @Test
  void strideTakesEverySecondRowAndColumn() {
    Column whole = IdxImages.of("mnist10k", root).load(OFFLINE).split("test").column("image");
    Column strided =
        new IdxImages("mnist10k", root, Optional.empty(), Optional.of(20), Subset.FULL, 3, 0)
            .load(OFFLINE)
            .split("test")
            .column("image");
    assertEquals(List.of(10, 10, 1), strided.shape());
    for (int i = 0; i < 20; i++) {
      ByteBuffer full = whole.example(i);
      ByteBuffer some = strided.example(i);
      for (int y = 0; y < 10; y++) {
        for (int x = 0; x < 10; x++) {
          assertEquals(full.get(3 * y * 28 + 3 * x), some.get(10 * y + x));
        }
      }
    }
  }

  @Test
  void aWrongFileIsNamedWithBothChecksums() throws Exception {
    Path file = Files.createDirectories(root.resolve("mnist")).resolve("train-images-idx3-ubyte");
    Files.write(file, new byte[0]);
    String message =
        assertThrows(DataException.class, () -> IdxImages.of("mnist", root).load(OFFLINE))
            .getMessage();
    assertTrue(message.startsWith(file + " is not the train-images-idx3-ubyte"), message);
    assertTrue(
        message.contains("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        message);
    // SHA-256 of nothing.
    assertTrue(
        message.contains("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        message);
  }

  @Test
  void wrongSettingsNameTheComponent() {
    assertMessage(
        "name: must be one of [mnist10k, mnist, fashion_mnist] but is emnist",
        () -> IdxImages.of("emnist", root));
    assertMessage(
        "trainLimit: must be at least 1 but is 0",
        () -> new IdxImages("mnist", root, Optional.of(0), Optional.empty(), Subset.FULL, 1, 0));
    assertMessage(
        "stride: must be at least 1 but is 0",
        () -> new IdxImages("mnist", root, Optional.empty(), Optional.empty(), Subset.FULL, 0, 0));
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
