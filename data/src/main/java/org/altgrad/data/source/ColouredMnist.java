package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Coloured MNIST, the recipe of M. Arjovsky et al., Invariant Risk Minimization, arXiv:1907.02893,
 * appendix: digits whose colour tells the label better than their shape in training, and the other
 * way round in the test.
 *
 * <p>The first five sixths of the training pictures (50,000 of MNIST's 60,000; 6,670 of the 8,004
 * bundled digits) are shuffled and dealt to the training environments in turn; the last sixth is
 * the test split. The pictures' own test split is not used. The label y is 1 for classes 0 to 4,
 * else 0, and then flipped with probability {@code labelFlip}; the colour is y, flipped with the
 * probability of the environment. Of two channels the one whose number is the colour has the
 * picture, the other one is black.
 *
 * <p>Columns: {@code image} uint8 {@code [14, 14, 2]} (with subsample 2), {@code label}, {@code
 * original} (the class 0..9), {@code colour}, and but in {@code test} {@code environment}. Splits:
 * {@code train}, {@code validation} if something is held out, {@code test}.
 *
 * @param name {@code coloured_mnist}
 * @param labelFlip probability that the label does not tell the shape
 * @param colourFlips for each training environment the probability that the colour is not the label
 * @param testColourFlip the same in the test split
 * @param holdout share of each training environment that is held out for validation
 * @param seed seed of the flips, the environments and what is held out
 */
public record ColouredMnist(
    String name,
    @Inline GreyPictures grey,
    double labelFlip,
    List<Double> colourFlips,
    double testColourFlip,
    double holdout,
    long seed)
    implements DataSource {
  private static final int CHANNELS = 2;

  public ColouredMnist {
    colourFlips = List.copyOf(colourFlips);
    Require.that(name.equals("coloured_mnist"), "name", "coloured_mnist", name);
    Require.probability("labelFlip", labelFlip);
    Require.probabilities("colourFlips", colourFlips);
    Require.probability("testColourFlip", testColourFlip);
    Require.share("holdout", holdout);
  }

  @Override
  public DataSet load(DataContext context) {
    DataSet pictures = grey.load(context);
    Split grey = pictures.split("train");
    int trained = (int) (5L * grey.count() / 6);
    RandomStream flips = RandomStream.of(seed, "coloured_mnist train flips");
    int[] order = RandomStream.of(seed, "coloured_mnist environments").permutation(trained);
    List<ColouredRow> train = new ArrayList<>();
    for (int i = 0; i < trained; i++) {
      int environment = i % colourFlips.size();
      train.add(row(grey, order[i], environment, colourFlips.get(environment), flips));
    }
    RandomStream testFlips = RandomStream.of(seed, "coloured_mnist test flips");
    List<ColouredRow> test = new ArrayList<>();
    for (int i = trained; i < grey.count(); i++) {
      test.add(row(grey, i, 0, testColourFlip, testFlips));
    }
    Split coloured =
        ColouredRow.split("train", grey, train, CHANNELS, false)
            .with(ColouredRow.environments(train));
    List<Split> splits =
        HoldOut.of(coloured, holdout, RandomStream.of(seed, "coloured_mnist validation"));
    splits.add(ColouredRow.split("test", grey, test, CHANNELS, false));
    return Generated.of("coloured " + pictures.name(), 2, pictures.files(), seed, splits);
  }

  private ColouredRow row(
      Split grey, int picture, int environment, double colourFlip, RandomStream random) {
    int shape = grey.column("label").label(picture) < 5 ? 1 : 0;
    int label = shape ^ random.nextBit(labelFlip);
    int colour = label ^ random.nextBit(colourFlip);
    return new ColouredRow(picture, label, colour, colour, environment);
  }
}
