package org.altgrad.graphs.attack;

import static org.altgrad.graphs.attack.Verdict.share;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.altgrad.graphs.attack.Verdict.Check;

/**
 * What was found, read as the checks that a robustness number has to carry. Sources: Carlini et al.
 * 2019, "On evaluating adversarial robustness"; Croce and Hein 2020 (AutoAttack's flags); Pintor et
 * al. 2022, "Indicators of attack failure"; Zimmermann et al. 2022 (binarisation).
 *
 * @param outcomes of the attacks by name
 * @param more of other runs: {@code main}, {@code noise}, and as far as they were made {@code
 *     longer}, {@code repeated}, {@code finer}, {@code transfer}, {@code twin}
 * @param sweep robust accuracy of the right ones by epsilon, the last of which is no bound
 * @param worst case over all attacks
 * @param probes what was looked at besides
 */
record Checks(
    Trial.Plan plan,
    Subject subject,
    Map<String, Outcome> outcomes,
    Map<String, Outcome> more,
    Map<Double, Double> sweep,
    Outcome worst,
    Probes probes) {
  /**
   * What was looked at besides attacks.
   *
   * @param known share of planes at half the distance that the main attack crosses
   */
  record Probes(
      OutputProbe.Report outputs,
      GradientProbe.Report gradient,
      double known,
      Optional<Binarisation.Report> binarised) {}

  private static final double POINT = 0.01;

  /** What a gradient-free attack may lower the robust accuracy by (RobustBench). */
  private static final double SLACK = 0.002;

  /** How far apart gradients and differences of the loss may be, as a share of their size. */
  private static final double GRADIENT = 0.25;

  /** Differences of shares that are none. */
  private static final double EQUAL = 1e-9;

  List<Check> all() {
    List<Check> all = new ArrayList<>();
    boolean samples = subject.classifier().samples();
    String knows = samples ? ", white box, knows the distribution of the draws" : ", white box";
    all.add(
        Check.of(1, "threat_model", true, subject.threat().epsilon(), subject.threat() + knows));
    all.add(finite(worst.count() - probes.outputs().finite(), worst.count()));
    double chance = 1.0 / subject.classifier().classes();
    all.add(
        Check.of(
            2,
            "clean_accuracy",
            worst.clean() > chance,
            worst.clean(),
            worst.attacked() == 0
                ? "no input is right: there is nothing to attack"
                : String.format(
                    "clean accuracy %s of %d inputs, untargeted attacks %s",
                    share(worst.clean()),
                    worst.count(),
                    String.join(", ", plan.attacks().keySet()))));
    all.add(rows(worst.count()));
    all.addAll(strength());
    all.add(
        outcomes.size() > 1
            ? Check.of(
                4,
                "worst_case",
                true,
                worst.robustOfAll(),
                "the worst of " + outcomes.size() + " attacks for each input")
            : Check.notRun(4, "worst_case", "there is one attack only"));
    all.addAll(weaker());
    all.addAll(convergence());
    all.addAll(gradients());
    all.add(
        Check.of(
            8,
            "logits",
            !probes.outputs().probabilities(),
            probes.outputs().probabilities() ? 1 : 0,
            probes.outputs().probabilities()
                ? "the outputs look like probabilities, which makes attacks weak"
                : "the outputs are no probabilities"));
    all.addAll(breaking());
    all.add(binarisation(plan.main(), probes.binarised()));
    all.add(draws(samples));
    return List.copyOf(all);
  }

  // ----------------------------------------------------------------------------------- by point

  private static Check finite(int wrong, int count) {
    return Check.of(
        2,
        "finite",
        wrong == 0,
        wrong,
        wrong == 0
            ? "all logits are numbers"
            : "the logits of " + wrong + " of " + count + " inputs are no finite numbers");
  }

  /** Of fewer inputs than a point's hundred each is more than the checks' threshold. */
  static Check rows(int count) {
    int least = (int) Math.round(1 / POINT);
    boolean enough = count >= least;
    String inputs = count == 1 ? "1 input" : count + " inputs";
    return Check.of(
        2,
        "rows",
        enough,
        count,
        enough
            ? inputs + " can show a difference of a point"
            : inputs
                + " cannot show a difference of a point: verdict.rows, and the split's examples,"
                + " must be "
                + least
                + " or more");
  }

  private List<Check> strength() {
    Map<String, Outcome> single = named(Fgs.class::isInstance);
    Map<String, Outcome> iterative = named(Trial.Plan::iterative);
    List<Check> all = new ArrayList<>();
    if (single.isEmpty()) {
      all.add(Check.notRun(3, "single_step", "there is no attack of a single step"));
    } else {
      double gain = lowest(single) - lowest(iterative);
      String text =
          gain >= -POINT
              ? "iterative attacks beat the single step by " + points(gain)
              : "the single step beats iterative attacks by " + points(-gain);
      all.add(Check.of(3, "single_step", gain >= -POINT - EQUAL, gain, text));
    }
    List<Double> robust = List.copyOf(sweep.values());
    double rise = 0;
    for (int i = 1; i < robust.size(); i++) {
      rise = Math.max(rise, robust.get(i) - robust.get(i - 1));
    }
    all.add(
        Check.of(
            3,
            "epsilon",
            rise <= POINT + EQUAL,
            rise,
            rise <= POINT + EQUAL
                ? "success rises with epsilon"
                : "robust accuracy rises by " + points(rise) + " with epsilon"));
    double last = robust.get(robust.size() - 1);
    all.add(
        Check.of(
            3,
            "large_epsilon",
            last <= EQUAL,
            last,
            last <= EQUAL
                ? "without a bound nothing is robust"
                : share(last) + " stay robust without a bound"));
    return all;
  }

  private List<Check> weaker() {
    List<Check> all = new ArrayList<>();
    Map<String, Outcome> white = named(a -> !(a instanceof Square) && !(a instanceof RandomNoise));
    Map<String, Outcome> square = named(Square.class::isInstance);
    if (square.isEmpty()) {
      all.add(Check.notRun(5, "gradient_free", "there is no attack without gradients"));
    } else {
      all.add(less("gradient_free", square.values().iterator().next(), white, "Square"));
    }
    all.add(
        Optional.ofNullable(more.get("transfer"))
            .map(t -> less("transfer", t, white, "transfer"))
            .orElseGet(
                () -> Check.notRun(5, "transfer", "there is no classifier to transfer from")));
    double noise = more.get("noise").robustOfRight();
    double best =
        Math.max(
            lowest(white),
            Math.max(
                square.isEmpty() ? 0 : lowest(square),
                Optional.ofNullable(more.get("transfer")).map(Outcome::robustOfRight).orElse(0.0)));
    double ahead = best - noise;
    all.add(
        Check.of(
            5,
            "noise",
            ahead <= POINT + EQUAL,
            noise,
            ahead <= POINT + EQUAL
                ? share(noise) + " stay right under random noise"
                : "random noise beats an attack by " + points(ahead)));
    return all;
  }

  /** That an attack that does not see gradients adds nothing to those that do. */
  private Check less(String name, Outcome attack, Map<String, Outcome> white, String label) {
    List<Outcome> both = new ArrayList<>(white.values());
    double before = Outcome.worst(both).robustOfRight();
    both.add(attack);
    double added = before - Outcome.worst(both).robustOfRight();
    double ahead = before - attack.robustOfRight();
    String text =
        added <= SLACK + EQUAL
            ? label + " breaks nothing that the others do not"
            : ahead > 0
                ? label + " beats " + strongest(white) + " by " + points(ahead)
                : label + " breaks " + points(added) + " more than the others";
    return Check.of(5, name, added <= SLACK + EQUAL, added, text);
  }

  private String strongest(Map<String, Outcome> white) {
    return white.entrySet().stream()
        .min(Comparator.comparing(e -> e.getValue().robustOfRight()))
        .map(e -> plan.attacks().get(e.getKey()).label())
        .orElse("the others");
  }

  private List<Check> convergence() {
    List<Check> all = new ArrayList<>();
    all.add(stable("steps", "longer", "twice the steps"));
    all.add(stable("step_size", "finer", "steps of half the size"));
    all.add(stable("restarts", "repeated", "twice the restarts"));
    Outcome main = more.get("main");
    double[] rises =
        main.rows().stream()
            .filter(row -> row.attacked() && !row.success())
            .mapToDouble(row -> row.effort().lastRise())
            .toArray();
    double mean = java.util.Arrays.stream(rises).average().orElse(0);
    boolean still = mean <= 0.05;
    all.add(
        Check.of(
            6,
            "converged",
            still,
            mean,
            String.format(
                "the loss of %s %s by %s of its rise in the last ten steps",
                plan.main().label(), still ? "moves" : "still moves", share(mean))));
    return all;
  }

  private Check stable(String name, String variant, String what) {
    Outcome other = more.get(variant);
    if (other == null) {
      return Check.notRun(6, name, plan.main().label() + " has no such setting");
    }
    double gain = more.get("main").robustOfRight() - other.robustOfRight();
    boolean better = gain >= POINT - EQUAL;
    String text =
        better
            ? what + " lower robust accuracy by " + points(gain)
            : what + " are no better, by " + points(-gain);
    return Check.of(6, name, !better, gain, text);
  }

  private List<Check> gradients() {
    List<Check> all = new ArrayList<>();
    double silent = 0;
    String by = "";
    double flat = 0;
    String flattest = "";
    for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
      Attack attack = plan.attacks().get(entry.getKey());
      Outcome outcome = entry.getValue();
      double unseen =
          attack.bounded()
              ? outcome.meanOfAttacked(r -> r.effort().onPath() && !r.success() ? 1 : 0)
              : 0;
      if (unseen > silent) {
        silent = unseen;
        by = entry.getKey();
      }
      double zeros = outcome.meanOfAttacked(r -> r.effort().flat() == 1 ? 1 : 0);
      if (zeros > flat) {
        flat = zeros;
        flattest = entry.getKey();
      }
    }
    all.add(
        Check.of(
            7,
            "silent_success",
            silent <= POINT,
            silent,
            silent <= POINT
                ? "what is adversarial on the way is returned"
                : by + " loses adversarial points of " + share(silent) + " of the inputs"));
    all.add(
        Check.of(
            7,
            "zero_gradients",
            flat <= 0.05,
            flat,
            flat <= 0.05
                ? share(flat) + " of the inputs have no gradient at the start"
                : flattest + " starts without a gradient at " + share(flat) + " of the inputs"));
    all.add(gradient(probes.gradient()));
    double change = probes.outputs().change();
    boolean smooth = change <= 0.1;
    all.add(
        Check.of(
            7,
            "stable_predictions",
            smooth,
            change,
            "random points within 8/255 change the margin by " + share(change)));
    return all;
  }

  private static Check gradient(GradientProbe.Report seen) {
    boolean right = seen.median() <= GRADIENT && seen.most() <= 0.5;
    return Check.of(
        7,
        "gradient",
        right,
        seen.median(),
        String.format(
            "the gradient is %s from the loss's differences: %s of their size apart (nine inputs of"
                + " ten: at most %s)",
            right ? "not far" : "far", share(seen.median()), share(seen.most())));
  }

  private List<Check> breaking() {
    double robust = more.get("main").robustOfRight();
    Check twin =
        Optional.ofNullable(more.get("twin"))
            .map(Outcome::robustOfRight)
            .map(
                t ->
                    Check.of(
                        9,
                        "undefended",
                        t <= robust + POINT,
                        t,
                        share(t)
                            + (t <= robust + POINT ? " of" : " stay robust of")
                            + " the classifier without its defence"))
            .orElseGet(
                () -> Check.notRun(9, "undefended", "there is no classifier without a defence"));
    return List.of(twin, knownPlanes(plan.main(), probes.known()));
  }

  static Check knownPlanes(Attack main, double known) {
    return Check.of(
        9,
        "known_planes",
        known >= 1 - EQUAL,
        known,
        main.label() + " crosses " + share(known) + " of planes at half the distance");
  }

  static Check binarisation(Attack main, Optional<Binarisation.Report> binarised) {
    if (binarised.isEmpty()) {
      return Check.notRun(
          10, "binarisation", "the model gives logits alone, no features to read anew");
    }
    Binarisation.Report r = binarised.get();
    if (r.tested() == 0 || r.random() > 0.5) {
      return Check.notRun(
          10,
          "binarisation",
          r.tested() == 0
              ? "no plane separates the points of an input"
              : "random points find " + share(r.random()) + ", so that it says nothing");
    }
    boolean right = r.found() >= 0.95;
    return Check.of(
        10,
        "binarisation",
        right,
        r.found(),
        String.format(
            "%s %s %s of the adversarial inputs known to exist (random points: %s)",
            main.label(), right ? "finds" : "finds but", share(r.found()), share(r.random())));
  }

  private Check draws(boolean samples) {
    if (!samples) {
      return Check.of(11, "draws", true, 1, "the classifier does not sample");
    }
    boolean enough = subject.draws() >= 10 && subject.judged() >= 10;
    return Check.of(
        11,
        "draws",
        enough,
        subject.draws(),
        String.format(
            "a sampled classifier, attacked over %d draws and judged by the mean of %d fresh"
                + " ones%s",
            subject.draws(), subject.judged(), enough ? "" : ": 10 at least"));
  }

  // ------------------------------------------------------------------------------------- helpers

  private Map<String, Outcome> named(Predicate<Attack> which) {
    return outcomes.entrySet().stream()
        .filter(e -> which.test(plan.attacks().get(e.getKey())))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static double lowest(Map<String, Outcome> some) {
    return some.values().stream().mapToDouble(Outcome::robustOfRight).min().orElse(1);
  }

  private static String points(double difference) {
    return Digits.plain(100 * difference) + " points";
  }
}
