package org.altgrad.graphs.vub;

import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.AttackSettings;

/**
 * Which attacks are made on heads and their backbone together, whose inputs are images in [0, 1].
 * The head of the mean is attacked, and with draws the sampled one too.
 *
 * @param due when they are made
 */
public record HeadAttacks(@Inline AttackSettings settings, Moment due) {
  /** When attacks are made. */
  public enum Moment {
    /** At the end of the run. */
    LAST,
    /** By command. */
    ON_DEMAND
  }

  /** None. */
  static final HeadAttacks NONE = new HeadAttacks(AttackSettings.NONE, Moment.LAST);

  public HeadAttacks {
    Require.given("due", due);
  }
}
