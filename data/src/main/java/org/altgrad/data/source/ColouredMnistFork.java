package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Coloured MNIST as the GEN-mask experiments make it, from the reference implementation of Learning
 * explanations that are hard to vary (ICLR 2021): red and green digits.
 *
 * <p>The training pictures in three equal parts, in their order (of MNIST 20,000 each, of the
 * bundled digits 2,668): two training environments and the test split; the pictures' own test split
 * is not used. The label is 1 for classes 5 to 9, else 0, and then flipped with probability 0.25;
 * the colour is the label flipped with probability 0.2 and 0.1 in training, 0.9 in the test. Colour
 * 0 is red, 1 green; the blue channel is black.
 *
 * <p>Columns: {@code image} {@code [28, 28, 3]}, {@code label}, {@code original} (the class 0..9),
 * {@code colour}, and but in {@code test} {@code environment}. If {@code randomLabels} is not 0, so
 * many training labels are drawn anew from both classes, and split {@code mislabelled} has those
 * that came out otherwise. There is no {@code validation}.
 *
 * <p>With {@code parity} these random labels do what they do in the original, namely nothing: they
 * are written to a copy, from ten classes instead of two, the training labels stay as they were,
 * and {@code mislabelled} has the examples whose copy differs (0.9 of those drawn), with the labels
 * of the training split.
 *
 * @param name {@code coloured_mnist_fork}
 * @param normalise whether images are float32 (p/255 - mean) / 0.3081 with means 0.1307, 0.1307 and
 *     0 of the channels; else they are bytes
 * @param randomLabels share of training labels that are drawn anew
 * @param parity whether they never reach the training split
 * @param seed seed of flips and random labels
 */
public record ColouredMnistFork(
    String name,
    @Inline GreyPictures grey,
    boolean normalise,
    double randomLabels,
    boolean parity,
    long seed)
    implements DataSource {
  private static final double LABEL_FLIP = 0.25;
  private static final double[] TRAIN_FLIPS = {0.2, 0.1};
  private static final double TEST_FLIP = 0.9;
  private static final double[] MEANS = {0.1307, 0.1307, 0};
  private static final double[] DEVIATION = {0.3081};
  private static final int PARTS = 3;
  private static final int CHANNELS = 3;
  private static final int COPY_CLASSES = 10;

  public ColouredMnistFork {
    Require.that(name.equals("coloured_mnist_fork"), "name", "coloured_mnist_fork", name);
    Require.probability("randomLabels", randomLabels);
    if (parity && randomLabels == 0) {
      throw new IllegalArgumentException(
          "parity: is about random labels, so random_labels must be above 0");
    }
  }

  @Override
  public DataSet load(DataContext context) {
    DataSet pictures = grey.load(context);
    Split grey = pictures.split("train");
    int part = grey.count() / PARTS;
    RandomStream flips = RandomStream.of(seed, "coloured_mnist_fork flips");
    List<ColouredRow> train = new ArrayList<>();
    for (int e = 0; e < TRAIN_FLIPS.length; e++) {
      add(train, grey, e * part, (e + 1) * part, e, TRAIN_FLIPS[e], flips);
    }
    List<ColouredRow> test = new ArrayList<>();
    add(test, grey, TRAIN_FLIPS.length * part, grey.count(), 0, TEST_FLIP, flips);
    Split coloured = split("train", grey, train).with(ColouredRow.environments(train));
    List<Split> splits = new ArrayList<>(withRandomLabels(coloured));
    splits.add(split("test", grey, test));
    return Generated.of("red and green " + pictures.name(), 2, pictures.files(), seed, splits);
  }

  private List<Split> withRandomLabels(Split train) {
    RandomLabels random =
        RandomLabels.of(
            train.column("label"),
            randomLabels,
            parity ? COPY_CLASSES : 2,
            seed,
            "coloured_mnist_fork");
    Split labelled = parity ? train : train.with(Column.labels(random.labels()));
    return random.differ().length == 0
        ? List.of(labelled)
        : List.of(labelled, labelled.rows(random.differ()).named("mislabelled"));
  }

  private Split split(String split, Split grey, List<ColouredRow> rows) {
    Split coloured = ColouredRow.split(split, grey, rows, CHANNELS, false);
    return normalise
        ? coloured.with(Pixels.standardised(coloured.column("image"), MEANS, DEVIATION))
        : coloured;
  }

  private static void add(
      List<ColouredRow> rows,
      Split grey,
      int from,
      int to,
      int environment,
      double colourFlip,
      RandomStream random) {
    for (int i = from; i < to; i++) {
      int shape = grey.column("label").label(i) >= 5 ? 1 : 0;
      int label = shape ^ random.nextBit(LABEL_FLIP);
      int colour = label ^ random.nextBit(colourFlip);
      rows.add(new ColouredRow(i, label, colour, colour, environment));
    }
  }
}
