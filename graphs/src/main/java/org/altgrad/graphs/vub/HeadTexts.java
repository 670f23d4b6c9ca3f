package org.altgrad.graphs.vub;

import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.base.Usual;
import org.altgrad.graphs.attack.text.TextAttackSettings;

/**
 * Which attacks are made on heads and their backbone together, whose inputs are texts. The head of
 * the mean is attacked, and with draws the sampled one too.
 *
 * @param due when they are made
 */
public record HeadTexts(
    @Inline TextAttackSettings settings, @Usual("last") HeadAttacks.Moment due) {
  public HeadTexts {
    Require.given("due", due);
  }
}
