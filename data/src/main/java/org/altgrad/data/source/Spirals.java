package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Two interlaced spirals with a shortcut of its own in each environment: the memorisation set of G.
 * Parascandolo et al., Learning explanations that are hard to vary, ICLR 2021.
 *
 * <p>An example has radius r ~ U(0.08, 1), angle a = 2 pi revolutions r + pi y with a fair label y,
 * and the mechanism (cos a, sin a) (r + U(-0.02, 0.02)), each of whose two columns is divided by
 * its standard deviation over the environment. Behind it stand the shortcut columns: S_e (2y - 1)
 * in training environment e with one signature S_e ~ N(0, shortcutStd²), independent N(0,
 * shortcutStd²) in the test split. So the shortcuts tell the label in training, in each environment
 * in another way, and nothing in the test.
 *
 * <p>Columns: {@code input} float32 {@code [2 + shortcutDims]}, {@code label} 0 or 1, and {@code
 * environment} 0..envs-1 but in {@code test}. Splits: {@code train}, {@code test}, and two
 * interventions on the training split, across all environments: {@code mechanism}, whose shortcut
 * columns are permuted among the examples, so that only the mechanism still tells the label, and
 * {@code shortcut}, whose mechanism columns are. Each environment has random numbers of its own:
 * more environments, or other ones beside it, leave it as it is.
 *
 * @param name {@code spirals}
 * @param envs number of training environments
 * @param examplesPerEnv examples of each, at least 2
 * @param nTest number of test examples, at least 2
 * @param revolutions turns of a spiral
 * @param interventions whether to make the splits {@code mechanism} and {@code shortcut}
 * @param seed seed of everything
 */
public record Spirals(
    String name,
    int envs,
    int examplesPerEnv,
    int nTest,
    double revolutions,
    @Inline Shortcuts shortcuts,
    boolean interventions,
    long seed)
    implements DataSource {
  private static final int MECHANISM = 2;
  private static final double MIN_RADIUS = 0.08;
  private static final double RADIUS_NOISE = 0.02;

  /**
   * The columns that tell the label in another way in each environment.
   *
   * @param shortcutDims number of shortcut columns, at least 0
   * @param shortcutStd standard deviation of the shortcuts' components
   * @param flipFirstSignature whether the first example of each training environment has its
   *     shortcut negated, so that it contradicts all others
   */
  public record Shortcuts(
      int shortcutDims,
      @OnlyIf(key = "shortcut_dims", not = "0") double shortcutStd,
      @OnlyIf(key = "shortcut_dims", not = "0") boolean flipFirstSignature) {
    public Shortcuts {
      Require.atLeast("shortcutDims", shortcutDims, 0);
      Require.notNegative("shortcutStd", shortcutStd);
    }
  }

  public Spirals {
    Require.that(name.equals("spirals"), "name", "spirals", name);
    Require.atLeast("envs", envs, 1);
    Require.atLeast("examplesPerEnv", examplesPerEnv, 2);
    Require.atLeast("nTest", nTest, 2);
    Require.positive("revolutions", revolutions);
    Require.that(
        (long) envs * examplesPerEnv <= Integer.MAX_VALUE,
        "examplesPerEnv",
        "a number that leaves at most 2147483647 examples in all environments",
        examplesPerEnv);
  }

  @Override
  public DataSet load(DataContext context) {
    int n = envs * examplesPerEnv;
    ByteBuffer inputs = Column.allocate(ElementType.FLOAT32, shape(), n);
    int[] labels = new int[n];
    int[] environments = new int[n];
    for (int e = 0; e < envs; e++) {
      RandomStream random = RandomStream.of(seed, "spirals train " + e);
      double[] signature = shortcut(random);
      int[] own = environment(random, examplesPerEnv, signature, inputs);
      System.arraycopy(own, 0, labels, e * examplesPerEnv, examplesPerEnv);
      Arrays.fill(environments, e * examplesPerEnv, (e + 1) * examplesPerEnv, e);
    }
    Split train =
        Split.of(
            "train",
            input(inputs, n),
            Column.labels(labels),
            Column.integers("environment", environments));
    List<Split> splits = new ArrayList<>(List.of(train, test()));
    if (interventions) {
      splits.add(permuted(train, "mechanism", MECHANISM, MECHANISM + shortcuts.shortcutDims()));
      splits.add(permuted(train, "shortcut", 0, MECHANISM));
    }
    return Generated.of("spirals", 2, seed, splits);
  }

  private Split test() {
    ByteBuffer inputs = Column.allocate(ElementType.FLOAT32, shape(), nTest);
    int[] labels = environment(RandomStream.of(seed, "spirals test"), nTest, null, inputs);
    return Split.of("test", input(inputs, nTest), Column.labels(labels));
  }

  /**
   * Puts the examples of one environment.
   *
   * @param signature S_e; null for shortcuts that have nothing to do with the label
   * @return their labels
   */
  private int[] environment(RandomStream random, int n, double[] signature, ByteBuffer inputs) {
    int[] labels = new int[n];
    double[][] mechanism = new double[MECHANISM][n];
    double[][] drawn = new double[n][];
    for (int i = 0; i < n; i++) {
      double radius = random.uniform(MIN_RADIUS, 1);
      labels[i] = random.nextInt(2);
      double angle = 2 * Math.PI * revolutions * radius + Math.PI * labels[i];
      radius += random.uniform(-RADIUS_NOISE, RADIUS_NOISE);
      mechanism[0][i] = StrictMath.cos(angle) * radius;
      mechanism[1][i] = StrictMath.sin(angle) * radius;
      drawn[i] = signature == null ? shortcut(random) : signature;
    }
    double[] deviation = {deviation(mechanism[0]), deviation(mechanism[1])};
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < MECHANISM; k++) {
        inputs.putFloat((float) (mechanism[k][i] / deviation[k]));
      }
      int sign = signature == null || labels[i] == 1 ? 1 : -1;
      if (shortcuts.flipFirstSignature() && signature != null && i == 0) {
        sign = -sign;
      }
      for (double component : drawn[i]) {
        inputs.putFloat((float) (sign * component));
      }
    }
    return labels;
  }

  private double[] shortcut(RandomStream random) {
    double[] components = new double[shortcuts.shortcutDims()];
    for (int k = 0; k < components.length; k++) {
      components[k] = shortcuts.shortcutStd() * random.nextGaussian();
    }
    return components;
  }

  /** The examples with the columns from..to-1 of another one each. */
  private Split permuted(Split train, String split, int from, int to) {
    ByteBuffer source = train.column("input").data();
    int[] other = RandomStream.of(seed, "spirals " + split).permutation(train.count());
    int width = MECHANISM + shortcuts.shortcutDims();
    ByteBuffer inputs = Column.allocate(ElementType.FLOAT32, shape(), train.count());
    for (int i = 0; i < train.count(); i++) {
      for (int k = 0; k < width; k++) {
        int row = k >= from && k < to ? other[i] : i;
        inputs.putFloat(source.getFloat(Float.BYTES * (row * width + k)));
      }
    }
    return train.named(split).with(input(inputs, train.count()));
  }

  private Column input(ByteBuffer written, int count) {
    return new Column("input", ElementType.FLOAT32, shape(), count, 1f, written.flip());
  }

  private List<Integer> shape() {
    return List.of(MECHANISM + shortcuts.shortcutDims());
  }

  private static double deviation(double[] values) {
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
