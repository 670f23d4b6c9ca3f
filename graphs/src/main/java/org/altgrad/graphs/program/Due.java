package org.altgrad.graphs.program;

/**
 * When something happens that is not part of a step: an evaluation, a recording. Commands ({@code
 * eval}, {@code record}) do it at any time.
 *
 * @param epochs it happens after every so many epochs, where the trainer's own cadence lets it; 0:
 *     not while training goes on
 * @param last whether it happens at the end of the run, however the end comes about
 */
public record Due(int epochs, boolean last) {
  /** After epochs, by the trainer's cadence, and at the end. */
  public static final Due EVERY = new Due(1, true);

  /** At the end only. */
  public static final Due LAST = new Due(0, true);

  /** By command only. */
  public static final Due ON_DEMAND = new Due(0, false);

  /** After every so many epochs and at the end; 0 is the end only. */
  public static Due every(int epochs) {
    return new Due(epochs, true);
  }

  /**
   * Whether it is due.
   *
   * @param epoch number of epochs done
   * @param end whether the run ends here
   */
  public boolean at(long epoch, boolean end) {
    return end ? last : epochs > 0 && epoch % epochs == 0;
  }
}
