package org.altgrad.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Four linear equations that a patchwork solves as well as one common cause: the regression of G.
 * Parascandolo et al., Learning explanations that are hard to vary, ICLR 2021.
 *
 * <p>{@code input} float32 {@code [5]} = 3 [I_4 | 0.1] and {@code target} float32 {@code []} = 1,
 * and each row is an {@code environment} of its own, numbered from 0 within its split. Weights of
 * 1/3 on the first four columns solve row by row what the weight 10/3 on the fifth solves for all
 * rows. Split {@code train} has the chosen rows, {@code test} the held-out ones, or all if none is
 * held out. Nothing is random but for the noise.
 *
 * @param name {@code patchwork}
 * @param rows which rows to train on
 * @param noise half the width of uniform noise, added once to the first four columns
 * @param seed seed of the noise
 */
public record Patchwork(
    String name, PatchworkRows rows, double noise, @OnlyIf(key = "noise", not = "0") long seed)
    implements DataSource {
  private static final int COUNT = 4;
  private static final double FACTOR = 3;
  private static final double COMMON = 0.1;

  /** Rows to train on. */
  public enum PatchworkRows {
    /** All four; the test split has them too. */
    ALL,
    /** The first two; the test split has the last two. */
    FIRST,
    /** The last two; the test split has the first two. */
    LAST
  }

  public Patchwork {
    Require.that(name.equals("patchwork"), "name", "patchwork", name);
    Require.notNegative("noise", noise);
  }

  @Override
  public DataSet load(DataContext context) {
    RandomStream random = RandomStream.of(seed, "patchwork noise");
    float[][] inputs = new float[COUNT][COUNT + 1];
    for (int i = 0; i < COUNT; i++) {
      for (int k = 0; k < COUNT; k++) {
        double drawn = noise * random.uniform(-1, 1);
        inputs[i][k] = (float) ((i == k ? FACTOR : 0) + drawn);
      }
      inputs[i][COUNT] = (float) (FACTOR * COMMON);
    }
    int half = COUNT / 2;
    Split train =
        switch (rows) {
          case ALL -> split("train", inputs, 0, COUNT);
          case FIRST -> split("train", inputs, 0, half);
          case LAST -> split("train", inputs, half, COUNT);
        };
    Split test =
        switch (rows) {
          case ALL -> split("test", inputs, 0, COUNT);
          case FIRST -> split("test", inputs, half, COUNT);
          case LAST -> split("test", inputs, 0, half);
        };
    return Generated.of("patchwork", 0, seed, List.of(train, test));
  }

  private static Split split(String split, float[][] inputs, int from, int to) {
    float[] targets = new float[to - from];
    Arrays.fill(targets, 1f);
    return Split.of(
        split,
        Column.vectors("input", Arrays.copyOfRange(inputs, from, to)),
        Column.floats("target", targets),
        Column.integers("environment", IntStream.range(0, to - from).toArray()));
  }
}
