package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Pictures, and others that a network meets after training: of classes that it was not trained on,
 * of something else, and corrupted ones.
 *
 * <p>Columns: {@code image} uint8, {@code label}, numbers 0, 1, … for the classes that are trained
 * on in their order, and {@code original}, the class. Splits: {@code train}, {@code validation},
 * {@code test}; {@code left_out}, the test pictures of the other classes; one for each kind of far
 * pictures, as many as there are to test; one for each corruption of those to test, as {@code
 * contrast_3}. In {@code left_out} and far pictures the label is 0 and says nothing; far pictures
 * have no {@code original}.
 *
 * @param name {@code shifted_images}
 * @param pictures the pictures
 * @param without classes that are not trained on
 * @param far what else there is to test
 * @param corruptions {@code gaussian_noise}, {@code gaussian_blur} and {@code contrast} in all five
 *     severities, or in one of them as {@code contrast_3}
 * @param heldOut what is held out
 */
public record ShiftedImages(
    String name,
    @Inline LabelNoise.Pictures pictures,
    List<Integer> without,
    List<Far> far,
    List<String> corruptions,
    @Inline HoldOut heldOut)
    implements DataSource {

  /** Pictures that are none of those trained on. */
  public enum Far {
    /** Each number is uniform on 0 to 255. */
    UNIFORM_NOISE,
    /** The pictures to test, white for black. */
    INVERTED,
    /** 10,000 bundled digits. */
    MNIST10K,
    /** MNIST. */
    MNIST,
    /** Fashion-MNIST. */
    FASHION_MNIST;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ShiftedImages {
    without = List.copyOf(without);
    far = List.copyOf(far);
    corruptions = List.copyOf(corruptions);
    Require.that(name.equals("shifted_images"), "name", "shifted_images", name);
    Require.that(different(without), "without", "different classes", without);
    Require.that(different(far), "far", "different pictures", far);
    Require.that(different(corrupted(corruptions)), "corruptions", "different ones", corruptions);
  }

  private static boolean different(List<?> all) {
    return all.stream().distinct().count() == all.size();
  }

  private static List<Corruption> corrupted(List<String> names) {
    return names.stream().flatMap(own -> Corruption.of(own).stream()).toList();
  }

  @Override
  public DataSet load(DataContext context) {
    DataSet set = pictures.load(context);
    int[] numbers = numbers(set.classes());
    Split all = set.split("test");
    Split test = labelled(all, numbers, true);
    List<Split> splits =
        heldOut.complete(
            labelled(set.split("train"), numbers, true), Optional.empty(), Optional.of(test));
    if (!without.isEmpty()) {
      splits.add(labelled(all, numbers, false).named("left_out"));
    }
    for (Far kind : far) {
      Column image = farther(kind, test.column("image"), context);
      splits.add(Split.of(kind.key(), image, Column.labels(new int[image.count()])));
    }
    for (Corruption corruption : corrupted(corruptions)) {
      RandomStream random = RandomStream.of(heldOut.seed(), corruption.key());
      splits.add(test.with(corruption.apply(test.column("image"), random)).named(corruption.key()));
    }
    String title = set.name() + (without.isEmpty() ? "" : " without classes " + without);
    int classes = set.classes() - without.size();
    return Generated.of(title, classes, set.files(), heldOut.seed(), splits);
  }

  /** The label of each class, -1 for those that are left out. */
  private int[] numbers(int classes) {
    for (int own : without) {
      if (own < 0 || own >= classes) {
        throw new DataException(
            "data.without: must be classes from 0 to %d but is %s".formatted(classes - 1, without));
      }
    }
    if (classes - without.size() < 2) {
      throw new DataException(
          "data.without: must leave two classes of %d but is %s".formatted(classes, without));
    }
    int[] numbers = new int[classes];
    int next = 0;
    for (int own = 0; own < classes; own++) {
      numbers[own] = without.contains(own) ? -1 : next++;
    }
    return numbers;
  }

  /** The examples that are, or are not, of a class that is trained on. */
  private static Split labelled(Split split, int[] numbers, boolean known) {
    int[] originals = RandomLabels.integers(split.column("label"));
    int[] rows =
        IntStream.range(0, originals.length)
            .filter(i -> numbers[originals[i]] >= 0 == known)
            .toArray();
    if (rows.length == 0) {
      throw new DataException(
          "data.without: must leave examples in split " + split.name() + " but leaves none");
    }
    int[] own = Arrays.stream(rows).map(row -> originals[row]).toArray();
    int[] labels = Arrays.stream(own).map(original -> Math.max(numbers[original], 0)).toArray();
    return split.rows(rows).with(Column.labels(labels), Column.integers("original", own));
  }

  private Column farther(Far kind, Column image, DataContext context) {
    if (kind == Far.UNIFORM_NOISE || kind == Far.INVERTED) {
      RandomStream random = RandomStream.of(heldOut.seed(), kind.key());
      ByteBuffer data = Column.allocate(ElementType.UINT8, image.shape(), image.count());
      ByteBuffer pixels = image.data();
      while (data.hasRemaining()) {
        int pixel = pixels.get() & 0xff;
        data.put((byte) (kind == Far.INVERTED ? 255 - pixel : random.nextInt(256)));
      }
      return new Column(
          "image", ElementType.UINT8, image.shape(), image.count(), image.scale(), data.flip());
    }
    Column other =
        ImageSet.valueOf(kind.name())
            .load(pictures.root(), pictures.subsample(), context)
            .split("test")
            .column("image");
    if (!other.shape().equals(image.shape())) {
      throw new DataException(
          "data.far: must be pictures of %s, as those trained on, but %s has %s"
              .formatted(image.shape(), kind.key(), other.shape()));
    }
    return other.prefix(image.count());
  }
}
