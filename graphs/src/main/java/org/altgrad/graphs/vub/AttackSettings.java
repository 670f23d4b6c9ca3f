package org.altgrad.graphs.vub;

import java.util.List;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.Attack;
import org.altgrad.graphs.attack.LpNorm;

/**
 * Which attacks are made on heads and their backbone together, whose inputs are images in [0, 1].
 *
 * @param list the attacks; with none, nothing is attacked
 * @param norm of perturbations
 * @param epsilons largest sizes of perturbations, one measurement for each
 * @param rows first so many examples of the test split that are attacked
 * @param distanceRows the same for attacks that look for the least distance
 * @param target class for which those are to take an example; any other than the right one, if not
 *     given
 * @param batch examples in one call
 * @param draws over which an attack on the sampled head averages, and as many others by which it is
 *     judged; 0: the head of the mean alone is attacked
 * @param due when they are made
 */
public record AttackSettings(
    List<Attack> list,
    LpNorm norm,
    List<Double> epsilons,
    int rows,
    int distanceRows,
    Optional<Integer> target,
    int batch,
    int draws,
    Moment due) {
  /** When attacks are made. */
  public enum Moment {
    /** At the end of the run. */
    LAST,
    /** By command. */
    ON_DEMAND
  }

  /** None. */
  static final AttackSettings NONE =
      new AttackSettings(
          List.of(), LpNorm.LINF, List.of(), 1, 1, Optional.empty(), 1, 0, Moment.LAST);

  public AttackSettings {
    list = List.copyOf(list);
    epsilons = List.copyOf(epsilons);
    Require.given("norm", norm);
    epsilons.forEach(epsilon -> Require.notNegative("epsilons", epsilon));
    Require.atLeast("rows", rows, 1);
    Require.atLeast("distanceRows", distanceRows, 1);
    target.ifPresent(t -> Require.atLeast("target", t, 0));
    Require.atLeast("batch", batch, 1);
    Require.atLeast("draws", draws, 0);
    Require.given("due", due);
    Require.that(
        epsilons.size() > 0 || list.stream().noneMatch(Attack::bounded),
        "epsilons",
        "one number or more where an attack keeps to them",
        epsilons);
  }
}
