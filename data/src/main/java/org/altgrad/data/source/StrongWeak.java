package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Noise in which one feature tells the label weakly but everywhere, another one strongly but in one
 * environment only: from the GEN-mask experiments.
 *
 * <p>All features are N(0, 1) and the label y is fair, but for two: the invariant one is 0.3 y,
 * without noise, at a place that depends on the number of features only; the shortcut is N(3 y, 1),
 * at a place of its own in each environment. The test split is a further environment, whose
 * shortcut is at yet another place.
 *
 * <p>Columns: {@code input} float32 {@code [features]}, {@code label}, and but in {@code test}
 * {@code environment}. Splits: {@code train} and {@code test}.
 *
 * @param name {@code strong_weak}
 * @param features number of features, at least 3
 * @param envs number of training environments, at most features - 2
 * @param examplesPerEnv examples of each
 * @param nTest number of test examples
 * @param seed seed of the shortcuts' places and the examples
 */
public record StrongWeak(
    String name, int features, int envs, int examplesPerEnv, int nTest, long seed)
    implements DataSource {
  private static final double WEAK = 0.3;
  private static final double STRONG = 3;
  private static final long FIXED = 0;

  public StrongWeak {
    Require.that(name.equals("strong_weak"), "name", "strong_weak", name);
    Require.atLeast("features", features, 3);
    boolean enough = envs >= 1 && envs <= features - 2;
    Require.that(enough, "envs", "from 1 to %d, features - 2,".formatted(features - 2), envs);
    Require.atLeast("examplesPerEnv", examplesPerEnv, 1);
    boolean fits = (long) envs * examplesPerEnv <= Integer.MAX_VALUE;
    Require.that(fits, "examplesPerEnv", "fewer in all environments", examplesPerEnv);
    Require.atLeast("nTest", nTest, 1);
  }

  /** The invariant feature, counted from 0. */
  public int invariant() {
    return RandomStream.of(FIXED, "strong_weak invariant").nextInt(features);
  }

  /**
   * The shortcut of an environment, counted from 0.
   *
   * @param environment 0..envs-1 in training; envs in the test
   */
  public int shortcut(int environment) {
    int invariant = invariant();
    return Arrays.stream(RandomStream.of(seed, "strong_weak shortcuts").permutation(features))
        .filter(place -> place != invariant)
        .skip(environment)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public DataSet load(DataContext context) {
    int n = envs * examplesPerEnv;
    ByteBuffer inputs = Column.allocate(ElementType.FLOAT32, List.of(features), n);
    int[] labels = new int[n];
    int[] environments = new int[n];
    for (int e = 0; e < envs; e++) {
      Arrays.fill(environments, e * examplesPerEnv, (e + 1) * examplesPerEnv, e);
      int[] own = environment("train " + e, e, examplesPerEnv, inputs);
      System.arraycopy(own, 0, labels, e * examplesPerEnv, examplesPerEnv);
    }
    Split train =
        Split.of(
            "train",
            input(inputs, n),
            Column.labels(labels),
            Column.integers("environment", environments));
    ByteBuffer unseen = Column.allocate(ElementType.FLOAT32, List.of(features), nTest);
    int[] testLabels = environment("test", envs, nTest, unseen);
    Split test = Split.of("test", input(unseen, nTest), Column.labels(testLabels));
    return Generated.of("strong_weak", 2, seed, List.of(train, test));
  }

  /** Puts the examples of one environment, and gives their labels. */
  private int[] environment(String stream, int environment, int n, ByteBuffer inputs) {
    RandomStream random = RandomStream.of(seed, "strong_weak " + stream);
    int invariant = invariant();
    int shortcut = shortcut(environment);
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(2);
      for (int k = 0; k < features; k++) {
        double noise = random.nextGaussian();
        double value = noise;
        if (k == invariant) {
          value = WEAK * labels[i];
        } else if (k == shortcut) {
          value = STRONG * labels[i] + noise;
        }
        inputs.putFloat((float) value);
      }
    }
    return labels;
  }

  private Column input(ByteBuffer written, int count) {
    return new Column("input", ElementType.FLOAT32, List.of(features), count, 1f, written.flip());
  }
}
