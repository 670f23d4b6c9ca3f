package org.altgrad.graphs.program;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Randoms;

/**
 * Batches of several environments, as many examples of each, environment by environment in
 * ascending order. Each epoch shuffles the examples of every environment anew and goes through all
 * environments again and again, each time in groups of a new random order; what does not fill a
 * batch is dropped, and the epoch ends where the first environment has no full batch left.
 */
public final class EnvironmentBatches implements Batches {
  private final long seed;
  private final int[][] rowsOf;
  private final int environments;
  private final int examples;
  private final long cycles;
  private final EpochOrder[] orders;

  /**
   * @param environment of each row of the split
   * @param environments in a step, a divisor of the number of environments
   * @param examples of each in a step
   * @throws IllegalArgumentException if they do not fit, beginning with {@code envs_per_step:} or
   *     {@code batch_size:}
   */
  public EnvironmentBatches(long seed, int[] environment, int environments, int examples) {
    this.seed = Randoms.mix(seed, "environments");
    this.rowsOf = rowsOf(environment);
    if (environments < 1 || rowsOf.length % environments != 0) {
      throw new IllegalArgumentException(
          "envs_per_step: must divide the "
              + rowsOf.length
              + " environments of the training split, but is "
              + environments);
    }
    this.environments = environments;
    this.examples = examples;
    this.orders = new EpochOrder[rowsOf.length];
    int fewest = Integer.MAX_VALUE;
    for (int e = 0; e < rowsOf.length; e++) {
      orders[e] = new EpochOrder(Randoms.mix(this.seed, "examples" + e), rowsOf[e].length);
      fewest = Math.min(fewest, rowsOf[e].length);
    }
    if (examples < 1 || examples > fewest) {
      throw new IllegalArgumentException(
          "batch_size: must be "
              + (fewest == 1 ? "" : "between " + environments + " and ")
              + (long) environments * fewest
              + " for "
              + environments
              + (environments == 1 ? " environment" : " environments")
              + " of which the smallest has "
              + fewest
              + (fewest == 1 ? " example" : " examples")
              + ", but is "
              + (long) environments * examples
              + "; write trainer.batch_size="
              + (long) environments * fewest);
    }
    this.cycles = fewest / examples;
  }

  /**
   * The rows of each environment, environments in ascending order.
   *
   * @param environment of each row
   */
  public static int[][] rowsOf(int[] environment) {
    return Arrays.stream(environment)
        .distinct()
        .sorted()
        .mapToObj(
            name ->
                IntStream.range(0, environment.length)
                    .filter(i -> environment[i] == name)
                    .toArray())
        .toArray(int[][]::new);
  }

  @Override
  public int size() {
    return environments * examples;
  }

  @Override
  public long stepsPerEpoch() {
    return cycles * groups();
  }

  private int groups() {
    return rowsOf.length / environments;
  }

  /** The environments of one step, in ascending order. */
  public int[] environments(long step) {
    int[] order = IntStream.range(0, rowsOf.length).toArray();
    if (groups() > 1) {
      shuffle(order, new SplittableRandom(Randoms.mix(seed, "cycle" + step / groups())));
    }
    int from = (int) (step % groups()) * environments;
    int[] group = Arrays.copyOfRange(order, from, from + environments);
    Arrays.sort(group);
    return group;
  }

  @Override
  public int[] rows(long step) {
    long epoch = step / stepsPerEpoch();
    int cycle = (int) (step % stepsPerEpoch() / groups());
    int[] rows = new int[size()];
    int next = 0;
    for (int e : environments(step)) {
      for (int i : orders[e].rows(epoch, cycle * examples, examples)) {
        rows[next++] = rowsOf[e][i];
      }
    }
    return rows;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
