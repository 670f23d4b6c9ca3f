package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Four kinds of coloured digits of K. Ahuja et al., Empirical or Invariant Risk Minimization? A
 * Sample Complexity Perspective, ICLR 2021 (arXiv:2010.16412).
 *
 * <p>{@code nTrain} pictures are drawn from the training pictures, half of them for each of two
 * environments, whose parameters p are 0.2 and 0.1. The test split has all test pictures, with p =
 * 0.9. y0 is the clean label, y the label, z the colour; pixels are 1 if above 0, else 0.
 *
 * <table>
 *   <caption>Mechanisms</caption>
 *   <tr><td>cs, covariate shift</td><td>z ~ B(1/2); an example is kept with probability 1-p if y0 =
 *       z, else p; y = y0</td></tr>
 *   <tr><td>cf, confounded</td><td>h ~ B(1/4), h1 ~ B(p); y = y0 xor h; z = h xor h1</td></tr>
 *   <tr><td>ac, anti-causal</td><td>y = y0 xor B(1/4); z = y xor B(p)</td></tr>
 *   <tr><td>hb, hybrid</td><td>h, h1 and y as in cf; with probability 0.8 z = y xor h1, else z = h
 *       xor h1</td></tr>
 * </table>
 *
 * <p>In cs about half of the examples are kept, and there are three channels, of which the third is
 * always black: z = 0 is the first, z = 1 the second. Else there are two: z = 1 is the first, z = 0
 * the second.
 *
 * <p>Columns: {@code image} uint8 of zeros and ones with scale 1 {@code [28, 28, channels]}, {@code
 * label} = y, {@code original} (the class 0..9), {@code colour} = z, and but in {@code test} {@code
 * environment}. Splits: {@code train}, {@code validation} if something is held out, {@code test}.
 *
 * @param name {@code sample_complexity}
 * @param set which mechanism
 * @param labels what y0 is
 * @param nTrain number of pictures drawn for both environments
 * @param replacement whether a picture may be drawn more than once, as in the paper
 * @param holdout share of each training environment that is held out for validation
 * @param seed seed of everything random
 */
public record SampleComplexity(
    String name,
    Mechanism set,
    @Inline GreyPictures grey,
    Labels labels,
    int nTrain,
    boolean replacement,
    double holdout,
    long seed)
    implements DataSource {
  private static final double[] TRAIN = {0.2, 0.1};
  private static final double TEST = 0.9;
  private static final double CONFOUNDING = 0.25;
  private static final double HYBRID = 0.8;
  private static final int BAG = 8;
  private static final int MOST = 900_000;

  /** How label and colour come about. */
  public enum Mechanism {
    /** Covariate shift, by selection. */
    CS,
    /** Confounded. */
    CF,
    /** Anti-causal. */
    AC,
    /** Hybrid: confounded and anti-causal. */
    HB;

    int channels() {
      return this == CS ? 3 : 2;
    }

    /**
     * The example of a picture, or null if it is not selected.
     *
     * @param y0 clean label of the picture
     * @param p the environment's parameter
     */
    private ColouredRow draw(int picture, int y0, int environment, double p, RandomStream random) {
      int h = random.nextBit(CONFOUNDING);
      int h1 = random.nextBit(p);
      return switch (this) {
        case CS -> {
          int z = random.nextBit(0.5);
          boolean kept = random.nextBit(y0 == z ? 1 - p : p) == 1;
          yield kept ? new ColouredRow(picture, y0, z, z, environment) : null;
        }
        case CF -> two(picture, y0 ^ h, h ^ h1, environment);
        case AC -> two(picture, y0 ^ h, y0 ^ h ^ h1, environment);
        case HB -> {
          int y = y0 ^ h;
          yield two(picture, y, (random.nextBit(HYBRID) == 1 ? y : h) ^ h1, environment);
        }
      };
    }

    private static ColouredRow two(int picture, int y, int z, int environment) {
      return new ColouredRow(picture, y, z, 1 - z, environment);
    }
  }

  /** What the clean label says. */
  public enum Labels {
    /** 1 for classes 5 to 9, else 0. */
    HALVES,
    /** 1 for Fashion-MNIST's shoes (classes 5, 7, 9), else 0; its bags (8) are left out. */
    FOOTWEAR;

    boolean uses(int original) {
      return this == HALVES || original != BAG;
    }

    int of(int original) {
      boolean one = original >= 5 && (this == HALVES || original % 2 == 1);
      return one ? 1 : 0;
    }
  }

  public SampleComplexity {
    Require.that(name.equals("sample_complexity"), "name", "sample_complexity", name);
    if (labels == Labels.FOOTWEAR && grey.images() != ImageSet.FASHION_MNIST) {
      throw new IllegalArgumentException(
          "labels: footwear is in fashion_mnist only, and images is "
              + grey.images().name().toLowerCase(Locale.ROOT));
    }
    boolean fits = nTrain >= 2 && nTrain <= MOST;
    Require.that(fits, "nTrain", "from 2 to " + MOST, nTrain);
    Require.share("holdout", holdout);
  }

  @Override
  public DataSet load(DataContext context) {
    DataSet pictures = grey.load(context);
    List<ColouredRow> train = train(pictures);
    List<ColouredRow> test = test(pictures.split("test"));
    Split coloured =
        ColouredRow.split("train", pictures.split("train"), train, set.channels(), true)
            .with(ColouredRow.environments(train));
    List<Split> splits =
        HoldOut.of(coloured, holdout, RandomStream.of(seed, "sample_complexity validation"));
    splits.add(ColouredRow.split("test", pictures.split("test"), test, set.channels(), true));
    String title =
        "coloured (%s%s) %s"
            .formatted(set, labels == Labels.FOOTWEAR ? ", footwear" : "", pictures.name());
    return Generated.of(title, 2, pictures.files(), seed, splits);
  }

  private List<ColouredRow> train(DataSet pictures) {
    Split grey = pictures.split("train");
    int[] usable = usable(grey);
    RandomStream draws = RandomStream.of(seed, "sample_complexity draws");
    int[] drawn;
    if (replacement) {
      drawn = IntStream.range(0, nTrain).map(i -> draws.nextInt(usable.length)).toArray();
    } else if (nTrain <= usable.length) {
      drawn = draws.permutation(usable.length);
    } else {
      throw new DataException(
          ("data.n_train %d: %s has %d training pictures to draw without replacement; use fewer, or"
                  + " data.replacement=true")
              .formatted(nTrain, pictures.name(), usable.length));
    }
    RandomStream random = RandomStream.of(seed, "sample_complexity train");
    List<ColouredRow> rows = new ArrayList<>();
    for (int e = 0; e < TRAIN.length; e++) {
      int before = rows.size();
      for (int i = e * nTrain / 2; i < (e + 1) * nTrain / 2; i++) {
        add(rows, grey, usable[drawn[i]], e, TRAIN[e], random);
      }
      if (rows.size() == before) {
        throw new DataException(
            "data.n_train %d: too few, no example of environment %d was selected"
                .formatted(nTrain, e));
      }
    }
    return rows;
  }

  private List<ColouredRow> test(Split grey) {
    RandomStream random = RandomStream.of(seed, "sample_complexity test");
    List<ColouredRow> rows = new ArrayList<>();
    for (int picture : usable(grey)) {
      add(rows, grey, picture, 0, TEST, random);
    }
    return rows;
  }

  private void add(
      List<ColouredRow> rows,
      Split grey,
      int picture,
      int environment,
      double p,
      RandomStream random) {
    int y0 = labels.of(grey.column("label").label(picture));
    ColouredRow row = set.draw(picture, y0, environment, p, random);
    if (row != null) {
      rows.add(row);
    }
  }

  private int[] usable(Split grey) {
    return IntStream.range(0, grey.count())
        .filter(i -> labels.uses(grey.column("label").label(i)))
        .toArray();
  }
}
