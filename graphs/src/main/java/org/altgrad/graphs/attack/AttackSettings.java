package org.altgrad.graphs.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.ndarray.Shape;

/**
 * Which attacks are made on images in [0, 1], and how.
 *
 * @param list the attacks; with none, nothing is attacked
 * @param norm of perturbations
 * @param epsilons largest sizes of perturbations, one measurement for each
 * @param rows first so many examples of the split that are attacked
 * @param distanceRows the same for attacks that look for the least distance
 * @param target class for which those are to take an example; any other than the right one, if not
 *     given
 * @param batch examples in one call
 * @param draws over which an attack on a classifier that samples averages, and as many others by
 *     which it is judged; 0: it is attacked as it is without sampling
 * @param verdict whether the numbers can be believed, if that is asked for and one of the attacks
 *     is pgd or apgd
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
    Optional<VerdictSettings> verdict) {

  /**
   * What a verdict is made of.
   *
   * @param rows first so many of the examples
   * @param noise random perturbations of the largest size, for each of them
   * @param points close to one at which the loss is compared
   * @param inner points inside of the ball in the binarisation test
   */
  public record VerdictSettings(int rows, int noise, int points, int inner) {
    public VerdictSettings {
      Require.atLeast("rows", rows, 1);
      Require.atLeast("noise", noise, 1);
      Require.atLeast("points", points, 1);
      Require.atLeast("inner", inner, 1);
    }
  }

  /** None. */
  public static final AttackSettings NONE =
      new AttackSettings(
          List.of(), LpNorm.LINF, List.of(), 1, 1, Optional.empty(), 1, 0, Optional.empty());

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
    Require.that(
        epsilons.size() > 0 || list.stream().noneMatch(Attack::bounded),
        "epsilons",
        "one number or more where an attack keeps to them",
        epsilons);
  }

  /** The attacks by what they are called in metrics: as users write them. */
  Map<String, Attack> named() {
    Map<String, Attack> named = new LinkedHashMap<>();
    for (Attack attack : list) {
      String kind = kind(attack);
      boolean alone = list.stream().filter(other -> kind(other).equals(kind)).count() == 1;
      String name = alone ? kind : kind + loss(attack).map(loss -> "_" + loss).orElse("");
      int number = 1;
      while (named.putIfAbsent(number == 1 ? name : name + number, attack) != null) {
        number++;
      }
    }
    return named;
  }

  private static String kind(Attack attack) {
    return Attack.kinds().entrySet().stream()
        .filter(kind -> kind.getValue().isInstance(attack))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static Optional<String> loss(Attack attack) {
    Optional<AttackLoss> loss =
        attack instanceof Fgs fgs
            ? Optional.of(fgs.loss())
            : attack instanceof Pgd pgd
                ? Optional.of(pgd.loss())
                : attack instanceof Apgd apgd ? Optional.of(apgd.loss()) : Optional.empty();
    return loss.map(of -> of.name().toLowerCase(Locale.ROOT));
  }

  /** Whether an attack is to take inputs for one class. */
  boolean targets(Attack attack) {
    return !attack.bounded() && target.isPresent();
  }

  /** What the adversary may do, at the first of the sizes. */
  ThreatModel threat() {
    return new ThreatModel(norm, epsilons.stream().findFirst().orElse(1.0));
  }

  /**
   * Refuses examples that attacks cannot be made on: they never leave [0, 1].
   *
   * @param column of the split's inputs
   * @throws IllegalArgumentException if one has numbers beyond
   */
  public void requireInBox(ResidentSplit split, String column) {
    boolean bounded = list.stream().anyMatch(attack -> !(attack instanceof Fgs fgs) || fgs.clip());
    split
        .outside(column, most())
        .filter(of -> bounded)
        .ifPresent(
            of -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "data: must be one whose inputs are in [0, 1], which attacks never leave"
                          + " (scale them, and train on those), but is one with %.5g in row %d"
                          + " (from 0) of %s",
                      of.value(),
                      of.row(),
                      split.name()));
            });
  }

  /** What a verdict is made of, if there is one: it needs pgd or apgd. */
  public Optional<VerdictSettings> judgement() {
    return verdict.filter(of -> list.stream().anyMatch(Trial.Plan::iterative));
  }

  /** How many examples a verdict is made of. */
  int judged() {
    return judgement().map(VerdictSettings::rows).orElse(0);
  }

  /** The most examples that are read. */
  public int most() {
    return Math.max(judged(), Math.max(rows, distanceRows));
  }

  /**
   * What is attacked in these ways.
   *
   * @param example shape of an input
   */
  public Subject subject(Classifier classifier, Shape example, long seed) {
    target.ifPresent(
        t ->
            Require.that(
                t < classifier.classes(), "target", "a class below " + classifier.classes(), t));
    int each = Math.max(1, draws);
    return new Subject(classifier, example, threat(), each, each, seed);
  }
}
