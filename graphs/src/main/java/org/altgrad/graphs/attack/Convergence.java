package org.altgrad.graphs.attack;

import java.util.Optional;

/**
 * Whether an attack that looks for the least distance has found it: a longer search is made beside
 * it on a few inputs.
 *
 * @param inputs that both were made on
 * @param gain mean share by which the longer search shortens a distance; 1 where it alone finds one
 */
record Convergence(int inputs, double gain) {
  /** As many of the first inputs are looked at. */
  static final int ROWS = 10;

  private static final double MOST = 0.05;

  /** Nothing, if none of the inputs was attacked. */
  static Optional<Convergence> of(Outcome found, Outcome longer) {
    int inputs = 0;
    double gain = 0;
    for (int i = 0; i < longer.count(); i++) {
      Outcome.Row before = found.rows().get(i);
      Outcome.Row after = longer.rows().get(i);
      inputs += before.attacked() ? 1 : 0;
      if (after.success()) {
        gain += before.success() ? 1 - Math.min(1, after.l2() / before.l2()) : 1;
      }
    }
    return inputs == 0 ? Optional.empty() : Optional.of(new Convergence(inputs, gain / inputs));
  }

  boolean holds() {
    return gain < MOST;
  }

  Verdict.Check check(String attack) {
    String by = Digits.plain(Math.max(0, 100 * gain)) + " % in " + inputs + " inputs";
    String longer = "twice the steps and three tries more shorten them by ";
    return Verdict.Check.of(
        6,
        "distance",
        holds(),
        gain,
        holds()
            ? attack + " has converged: " + longer + by
            : "NOT CONVERGED, l2_" + attack + " is too large: " + longer + by);
  }
}
