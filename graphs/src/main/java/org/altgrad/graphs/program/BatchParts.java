package org.altgrad.graphs.program;

import java.util.Arrays;

/**
 * Batches that are read in parts, one part at each step.
 *
 * @param whole what the parts of a round make up
 * @param parts steps of a round, a divisor of the batch
 */
public record BatchParts(Batches whole, int parts) implements Batches {

  @Override
  public int size() {
    return whole.size() / parts;
  }

  @Override
  public long stepsPerEpoch() {
    return whole.stepsPerEpoch() * parts;
  }

  @Override
  public int[] rows(long step) {
    int from = (int) (step % parts) * size();
    return Arrays.copyOfRange(whole.rows(step / parts), from, from + size());
  }
}
