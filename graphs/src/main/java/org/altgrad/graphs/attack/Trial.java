package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.types.TFloat32;

/**
 * A robust accuracy with all that its {@link Verdict} needs: several attacks, and the runs that say
 * whether they work.
 */
public final class Trial {
  /**
   * What is made.
   *
   * @param attacks by name, in the order of the table
   * @param batch most inputs in one call
   * @param noise random perturbations of the largest size, for each input
   * @param points close to an input at which the loss is compared
   * @param binarisation how the binarisation test draws its points
   */
  public record Plan(
      Map<String, Attack> attacks,
      int batch,
      int noise,
      int points,
      Binarisation.Settings binarisation) {
    public Plan {
      attacks = Collections.unmodifiableMap(new LinkedHashMap<>(attacks));
      Require.that(
          attacks.values().stream().anyMatch(Plan::iterative),
          "attacks",
          "at least one of pgd and apgd",
          attacks.keySet());
      Require.atLeast("batch", batch, 1);
      Require.atLeast("noise", noise, 1);
      Require.atLeast("points", points, 1);
    }

    static boolean iterative(Attack attack) {
      return attack instanceof Pgd || attack instanceof Apgd;
    }

    /** The attack whose convergence is looked into: APGD if it is among them, else PGD. */
    Attack main() {
      List<Attack> all = attacks.values().stream().filter(Plan::iterative).toList();
      return all.stream().filter(Apgd.class::isInstance).findFirst().orElse(all.get(0));
    }
  }

  /**
   * What else there is.
   *
   * @param source a classifier that inputs for a transfer attack are made on
   * @param twin the classifier without its defence, which attacks must break
   * @param features what the last layer reads, for the binarisation test
   */
  public record Others(
      Optional<Classifier> source, Optional<Classifier> twin, Optional<FeatureMap> features) {
    /** Nothing else. */
    public static final Others NONE =
        new Others(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * What it came to.
   *
   * @param outcomes of the attacks by name, within the threat model's bounds
   * @param more of the runs that say whether they work: {@code main}, {@code noise}, {@code
   *     transfer} and so on
   * @param worst the worst case of all of them, input by input
   */
  public record Report(
      Map<String, Outcome> outcomes, Map<String, Outcome> more, Outcome worst, Verdict verdict) {}

  private final Plan plan;
  private final Subject subject;
  private final Map<String, Attacker> attackers = new LinkedHashMap<>();
  private final String main;
  private final Map<String, Attacker> variants = new LinkedHashMap<>();
  private final OutputProbe probe;
  private final GradientProbe gradient;
  private final Readout planes;
  private final Attacker known;
  private final Optional<Binarisation> binarisation;

  /**
   * Adds all attacks to a graph.
   *
   * @param subject in that graph
   * @throws IllegalArgumentException if an attack cannot be made on it
   */
  public Trial(Nodes<TFloat32> nodes, Plan plan, Subject subject, Others others) {
    this(nodes, plan, attackers(nodes, plan, subject), others);
  }

  private static Map<String, Attacker> attackers(
      Nodes<TFloat32> nodes, Plan plan, Subject subject) {
    Map<String, Attacker> attackers = new LinkedHashMap<>();
    plan.attacks()
        .forEach((name, attack) -> attackers.put(name, Attacker.of(nodes, attack, subject, false)));
    return attackers;
  }

  /** The same with attacks that are in the graph already, by their names in the plan. */
  Trial(Nodes<TFloat32> nodes, Plan plan, Map<String, Attacker> attackers, Others others) {
    this.plan = plan;
    this.attackers.putAll(attackers);
    Attack main = plan.main();
    this.main =
        plan.attacks().entrySet().stream()
            .filter(entry -> entry.getValue().equals(main))
            .findFirst()
            .orElseThrow()
            .getKey();
    subject = attackers.get(this.main).subject();
    variants.put("noise", Attacker.of(nodes, new RandomNoise(plan.noise()), subject, false));
    vary(nodes, "longer", main.longer(2));
    vary(nodes, "repeated", main.repeated(2));
    vary(nodes, "finer", main.finer());
    others
        .source()
        .ifPresent(
            s ->
                variants.put(
                    "transfer", Attacker.transfer(nodes, main, subject.with(s), subject, false)));
    others
        .twin()
        .ifPresent(t -> variants.put("twin", Attacker.of(nodes, main, subject.with(t), false)));
    probe = OutputProbe.of(nodes, subject, plan.points());
    gradient = GradientProbe.of(nodes, subject);
    planes = Readout.of(nodes, Readout.inputs(subject.numbers()));
    known = Attacker.of(nodes, main.ofTwoClasses(), subject.with(planes), false);
    binarisation =
        others.features().map(f -> Binarisation.of(nodes, f, subject, main, plan.binarisation()));
  }

  private void vary(Nodes<TFloat32> nodes, String name, Optional<Attack> attack) {
    attack.ifPresent(a -> variants.put(name, Attacker.of(nodes, a, subject, false)));
  }

  /** Attacks inputs in all these ways. */
  public Report run(Calls calls, Examples examples) {
    double epsilon = subject.threat().epsilon();
    Map<String, Outcome> made = new LinkedHashMap<>();
    attackers.forEach(
        (name, attacker) -> made.put(name, attacker.run(calls, examples, epsilon, plan.batch())));
    return judge(calls, examples, epsilon, made);
  }

  /**
   * Makes the runs that say whether attacks work.
   *
   * @param epsilon within which the attacks were made
   * @param made what they came to on the same inputs, by name
   */
  Report judge(Calls calls, Examples examples, double epsilon, Map<String, Outcome> made) {
    Subject here = subject.within(epsilon);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    made.forEach((name, found) -> outcomes.put(name, found.within(here.threat(), examples)));
    Map<String, Outcome> more = new LinkedHashMap<>(Map.of("main", made.get(main)));
    variants.forEach(
        (name, attacker) -> more.put(name, attacker.run(calls, examples, epsilon, plan.batch())));
    Map<Double, Double> sweep = new LinkedHashMap<>();
    for (double size : List.of(epsilon / 2, epsilon, 2 * epsilon, unbounded())) {
      Outcome found =
          size == epsilon
              ? made.get(main)
              : attackers.get(main).run(calls, examples, size, plan.batch());
      sweep.put(size, found.robustOfRight());
    }
    List<Outcome> all = new ArrayList<>(outcomes.values());
    all.add(more.get("noise"));
    Optional.ofNullable(more.get("transfer")).ifPresent(all::add);
    Outcome worst = Outcome.worst(all);
    Checks checks =
        new Checks(
            plan,
            here,
            outcomes,
            more,
            sweep,
            worst,
            new Checks.Probes(
                probe.run(calls, examples),
                gradient.run(calls, examples, plan.batch()),
                knownRate(calls, examples, epsilon),
                binarisation.map(b -> b.run(calls, rightOnes(examples, worst), epsilon))));
    return new Report(
        Collections.unmodifiableMap(outcomes),
        Collections.unmodifiableMap(more),
        worst,
        new Verdict(worst.robustOfAll(), worst.count(), here.threat(), checks.all()));
  }

  /**
   * Whether the main attack finds adversarial inputs that are known to exist, and nothing else: the
   * checks {@code known_planes} and {@code binarisation}.
   */
  List<Verdict.Check> selfTest(Calls calls, Examples examples, double epsilon) {
    return List.of(
        Checks.knownPlanes(plan.main(), knownRate(calls, examples, epsilon)),
        Checks.binarisation(plan.main(), binarisation.map(b -> b.run(calls, examples, epsilon))));
  }

  /** From any input to any other. */
  private double unbounded() {
    return subject.threat().norm() == LpNorm.LINF ? 1 : Math.sqrt(subject.numbers());
  }

  /** At most as many inputs as one call has, of those that are right. */
  private Examples rightOnes(Examples examples, Outcome outcome) {
    for (int from = 0; from < examples.count(); from++) {
      if (outcome.rows().get(from).right()) {
        return examples.part(from, Math.min(examples.count(), from + plan.batch()));
      }
    }
    return examples.part(0, 1);
  }

  /**
   * The share of inputs for which the main attack crosses a plane at half the distance that it may
   * go: all of them, if it works at all.
   */
  private double knownRate(Calls calls, Examples examples, double epsilon) {
    Examples some = examples.part(0, Math.min(examples.count(), plan.batch()));
    int n = some.numbers();
    double[] least = subject.threat().least(n);
    double[] range = subject.threat().range(n);
    double reach =
        Math.min(0.4, epsilon / 2) * (subject.threat().norm() == LpNorm.LINF ? n : Math.sqrt(n));
    List<Readout.Plane> all = new ArrayList<>();
    for (int i = 0; i < some.count(); i++) {
      double[] w = new double[n];
      double[] c = new double[n];
      for (int j = 0; j < n; j++) {
        c[j] = some.x()[i * n + j];
        double unit = (c[j] - least[j]) / range[j];
        w[j] = (unit < 0.5 ? 1 : -1) / range[j] / Math.max(1e-12, reach); // into the box
      }
      all.add(new Readout.Plane(w, c, -1));
    }
    return planes.run(known, calls, some, epsilon, all).successRate();
  }
}
