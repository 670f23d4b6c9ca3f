package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;

/**
 * Pictures some of whose labels are random, to see what a network memorises (C. Zhang et al.,
 * Understanding deep learning requires rethinking generalization, ICLR 2017; here as G.
 * Parascandolo et al. use it, ICLR 2021).
 *
 * <p>Of the n training examples used, round(fraction n), chosen without replacement, get a label
 * uniform on the classes, which may be their own one again. Test labels stay. Columns: {@code
 * image} (uint8, or float32 if standardised), {@code label}, {@code original} (the true label), and
 * in {@code train} {@code mislabelled}, 1 where the two differ. Splits: {@code train}, {@code
 * mislabelled} (those examples of it that are, with their wrong label; not there if there are none)
 * and {@code test}.
 *
 * @param name {@code label_noise}
 * @param fraction share of training labels that are drawn anew
 * @param standardise how pixels become numbers around zero
 * @param seed seed of the labels
 */
public record LabelNoise(
    String name,
    @Inline Pictures pictures,
    double fraction,
    PixelScaling standardise,
    @OnlyIf(key = "fraction", not = "0") long seed)
    implements DataSource {
  private static final double[] CHANNEL_MEANS = {0.485, 0.456, 0.406};
  private static final double[] CHANNEL_DEVIATIONS = {0.229, 0.224, 0.225};

  /**
   * The pictures that a recipe is applied to.
   *
   * @param images which pictures
   * @param root the data root, with one folder per data set
   * @param variant which pixels, for CIFAR-10
   * @param trainExamples use the first so many training examples
   * @param testExamples use the first so many test examples
   * @param subsample take every so-manieth row and column of the pictures; 1 = all
   */
  public record Pictures(
      ImageSet images,
      Path root,
      @OnlyIf(key = "images", is = "cifar10") Cifar10.Variant variant,
      Optional<Integer> trainExamples,
      Optional<Integer> testExamples,
      int subsample) {
    public Pictures {
      Require.atLeast("trainExamples", trainExamples.orElse(1), 1);
      Require.atLeast("testExamples", testExamples.orElse(1), 1);
      Require.atLeast("subsample", subsample, 1);
    }

    DataSet load(DataContext context) {
      return images.source(root, subsample, variant, trainExamples, testExamples).load(context);
    }
  }

  /** How pixels become numbers around zero. */
  public enum PixelScaling {
    /** They stay bytes. */
    NONE,
    /** One mean and one deviation, those of all pixels of the training examples used. */
    GLOBAL,
    /** The customary constants of each channel; for colours. */
    CHANNEL
  }

  public LabelNoise {
    Require.that(name.equals("label_noise"), "name", "label_noise", name);
    Require.probability("fraction", fraction);
    if (standardise == PixelScaling.CHANNEL && pictures.images().grey()) {
      throw new IllegalArgumentException(
          "standardise: must be none or global for grey pictures but is channel");
    }
  }

  @Override
  public DataSet load(DataContext context) {
    DataSet labelled = pictures.load(context);
    Split clean = labelled.split("train");
    Split cleanTest = labelled.split("test");
    RandomLabels random =
        RandomLabels.of(clean.column("label"), fraction, labelled.classes(), seed, "label_noise");
    Pixels.PixelMoments moments = Pixels.moments(clean.column("image"));
    Split noisy =
        Split.of(
            "train",
            numbers(clean.column("image"), moments),
            Column.labels(random.labels()),
            original(clean));
    List<Split> splits = new ArrayList<>(List.of(noisy.with(random.mislabelled())));
    if (random.differ().length > 0) {
      splits.add(noisy.rows(random.differ()).named("mislabelled"));
    }
    splits.add(cleanTest.with(numbers(cleanTest.column("image"), moments), original(cleanTest)));
    String name = fraction == 0 ? labelled.name() : labelled.name() + ", random labels " + fraction;
    return Generated.of(name, labelled.classes(), labelled.files(), seed, splits);
  }

  private Column numbers(Column image, Pixels.PixelMoments moments) {
    return switch (standardise) {
      case NONE -> image;
      case GLOBAL ->
          Pixels.standardised(
              image, new double[] {moments.mean()}, new double[] {moments.deviation()});
      case CHANNEL -> Pixels.standardised(image, CHANNEL_MEANS, CHANNEL_DEVIATIONS);
    };
  }

  private static Column original(Split split) {
    return Column.integers("original", RandomLabels.integers(split.column("label")));
  }
}
