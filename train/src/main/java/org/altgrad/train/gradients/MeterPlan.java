package org.altgrad.train.gradients;

import java.util.List;
import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;

/**
 * Which of the directions that a program names are measured, and how much is drawn: section {@code
 * trainer.directions}.
 *
 * @param names of the directions, in their order; empty: all; not given: none is measured
 * @param draws of each direction; rounded up to equal blocks
 * @param truth samples for the exact direction where it cannot be enumerated
 * @param seconds of processor time in which each direction's cost is measured; 0: it is not
 * @param every epochs between measurements in training, besides those before its first step and
 *     after its last; not given: the parameters are frozen, and nothing is trained
 */
public record MeterPlan(
    Optional<List<String>> names,
    @OnlyIf(key = "names", not = "null") long draws,
    @OnlyIf(key = "names", not = "null") long truth,
    @OnlyIf(key = "names", not = "null") double seconds,
    @OnlyIf(key = "names", not = "null") Optional<Integer> every) {
  /** Equal parts of the draws, from which standard errors are told. */
  static final int BLOCKS = 25;

  private static final int LEAST_TRUTH = 500;

  public MeterPlan {
    Require.atLeast("draws", draws, 2 * BLOCKS);
    Require.atLeast("truth", truth, LEAST_TRUTH);
    Require.that(seconds >= 0, "seconds", "at least 0", seconds);
    every.ifPresent(n -> Require.atLeast("every", n, 1));
  }

  /** Whether anything is measured. */
  public boolean any() {
    return names.isPresent();
  }

  /** Whether that is all that is done. */
  public boolean frozen() {
    return any() && every.isEmpty();
  }

  /** Whether processor time is measured, which other work beside it would spoil. */
  public boolean costs() {
    return any() && seconds > 0;
  }

  /**
   * Whether it is time to measure between two epochs.
   *
   * @param epoch number of epochs done
   * @param end whether the run ends here
   */
  public boolean due(long epoch, boolean end) {
    return any() && (epoch == 0 || end || epoch % every.orElseThrow() == 0);
  }
}
