package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.CpuTime;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** All attacks of some settings on one classifier, and whether their numbers can be believed. */
public final class Campaign {
  private final AttackSettings settings;
  private final Map<String, Attacker> attackers = new LinkedHashMap<>();
  private final Map<String, Attacker> longer = new LinkedHashMap<>();
  private final Optional<Trial> trial;

  /**
   * Adds the attacks to a graph.
   *
   * @param subject as {@link AttackSettings#subject} makes it
   * @param others what a verdict may use besides
   * @throws IllegalArgumentException if an attack cannot be made on it
   */
  public Campaign(
      Nodes<TFloat32> nodes, AttackSettings settings, Subject subject, Trial.Others others) {
    this.settings = settings;
    settings
        .named()
        .forEach(
            (name, attack) ->
                attackers.put(
                    name,
                    Attacker.of(nodes.scope(name), attack, subject, settings.targets(attack))));
    if (settings.judgement().isPresent()) {
      settings.named().entrySet().stream()
          .filter(one -> !one.getValue().bounded())
          .forEach(one -> addLonger(nodes, one.getKey(), one.getValue(), subject));
    }
    trial =
        settings
            .judgement()
            .map(
                verdict ->
                    new Trial.Plan(
                        settings.named(),
                        settings.batch(),
                        verdict.noise(),
                        verdict.points(),
                        new Binarisation.Settings(verdict.inner(), 1, 0.9, 200)))
            .map(plan -> new Trial(nodes.scope("trial"), plan, attackers, others));
  }

  private void addLonger(Nodes<TFloat32> nodes, String name, Attack attack, Subject subject) {
    attack
        .longer(2)
        .map(more -> Attacker.of(nodes.scope(name), more, subject, settings.targets(more)))
        .ifPresent(attacker -> longer.put(name, attacker));
  }

  /**
   * What an attack came to.
   *
   * @param epsilon within which it was made; NaN of one that looks for the least distance
   * @param cpuSeconds of processor time
   */
  public record Made(String attack, double epsilon, Outcome outcome, double cpuSeconds) {}

  /**
   * All that was found.
   *
   * @param examples what was attacked
   * @param made each attack at each size, then those that look for the least distance
   * @param worst the worst case of the attacks at a size, if there are several
   * @param reports by size, if a verdict is wanted
   * @param converged by attack that looks for the least distance, if a verdict is wanted
   */
  public record Findings(
      Examples examples,
      List<Made> made,
      Map<Double, Outcome> worst,
      Map<Double, Trial.Report> reports,
      Map<String, Convergence> converged) {

    /**
     * As numbers by name. {@code robust_NAME/ε} is the share of all inputs that are right and stay
     * so, {@code robust_of_right_NAME/ε} that of the right ones, {@code flat_NAME/ε} the share of a
     * first gradient's entries that are 0, {@code robust_worst/ε} and {@code
     * robust_of_right_worst/ε} those of all such attacks together; {@code success_NAME} and {@code
     * l2_NAME} (median over successes) are of attacks that look for the least distance, and {@code
     * converged_NAME} is 1 or 0. What is a share of nothing, as no input is right, is left out. Of
     * a verdict {@code trusted/ε}, {@code failed_checks/ε} and, 1 or 0, {@code check_NAME/ε} of
     * each that was made.
     *
     * @param end of the names
     */
    public Map<String, Double> metrics(String end) {
      Map<String, Double> all = new LinkedHashMap<>();
      for (double epsilon : made.stream().map(Made::epsilon).distinct().toList()) {
        made.stream()
            .filter(one -> Double.compare(one.epsilon(), epsilon) == 0)
            .forEach(one -> put(all, one, end));
        Optional.ofNullable(worst.get(epsilon))
            .ifPresent(of -> robust(all, "worst" + end + "/" + epsilon, of));
        Optional.ofNullable(reports.get(epsilon))
            .ifPresent(report -> put(all, report.verdict(), end + "/" + epsilon));
      }
      converged.forEach((name, of) -> all.put("converged_" + name + end, of.holds() ? 1.0 : 0.0));
      return all;
    }

    private static void put(Map<String, Double> all, Made one, String end) {
      Outcome found = one.outcome();
      if (Double.isNaN(one.epsilon())) {
        if (found.attacked() > 0) {
          all.put("success_" + one.attack() + end, found.successRate());
        }
        if (found.successes() > 0) {
          all.put("l2_" + one.attack() + end, found.median(Outcome.Row::l2));
        }
        return;
      }
      String of = one.attack() + end + "/" + one.epsilon();
      robust(all, of, found);
      if (found.attacked() > 0) {
        all.put("flat_" + of, found.meanOfAttacked(row -> row.effort().flat()));
      }
    }

    private static void robust(Map<String, Double> all, String name, Outcome found) {
      all.put("robust_" + name, found.robustOfAll());
      if (found.attacked() > 0) {
        all.put("robust_of_right_" + name, found.robustOfRight());
      }
    }

    private static void put(Map<String, Double> all, Verdict verdict, String end) {
      all.put("trusted" + end, verdict.trusted() ? 1.0 : 0.0);
      all.put("failed_checks" + end, (double) verdict.count(Verdict.Status.FAILED));
      verdict.checks().stream()
          .filter(check -> check.status() != Verdict.Status.NOT_RUN)
          .forEach(
              check ->
                  all.put(
                      "check_" + check.name() + end,
                      check.status() == Verdict.Status.PASSED ? 1.0 : 0.0));
    }
  }

  /**
   * Makes all of it.
   *
   * @param examples at least as many as are attacked, if there are so many
   * @param fed what the classifier is to be fed besides
   */
  public Findings run(
      Calls calls, Examples examples, Map<? extends Operand<?>, ? extends Tensor> fed) {
    Calls own = feeding(calls, fed);
    Examples bounded = examples.first(settings.rows());
    Examples judged = examples.first(settings.judged());
    Map<String, Made> least = new LinkedHashMap<>();
    attackers.forEach(
        (name, attacker) -> {
          if (!attacker.settings().bounded()) {
            // As many as the verdict looks at, too.
            int most = Math.max(settings.distanceRows(), settings.judged());
            least.put(name, made(own, name, examples.first(most), Double.NaN));
          }
        });
    Map<String, Convergence> converged = new LinkedHashMap<>();
    longer.forEach(
        (name, attacker) -> {
          Outcome found = least.get(name).outcome();
          Examples some = examples.first(Math.min(Convergence.ROWS, found.count()));
          Convergence.of(found, run(own, attacker, some, Double.NaN))
              .ifPresent(of -> converged.put(name, of));
        });
    List<Made> all = new ArrayList<>();
    Map<Double, Outcome> worst = new LinkedHashMap<>();
    Map<Double, Trial.Report> reports = new LinkedHashMap<>();
    for (double epsilon : settings.epsilons()) {
      Map<String, Outcome> found = new LinkedHashMap<>();
      attackers.forEach(
          (name, attacker) -> {
            if (attacker.settings().bounded()) {
              all.add(made(own, name, bounded, epsilon));
              found.put(name, all.get(all.size() - 1).outcome());
            }
          });
      if (found.size() > 1) {
        worst.put(epsilon, Outcome.worst(List.copyOf(found.values())));
      }
      if (trial.isPresent() && epsilon > 0) {
        least.forEach((name, one) -> found.put(name, one.outcome()));
        found.replaceAll((name, outcome) -> completed(own, name, outcome, judged, epsilon));
        reports.put(epsilon, trial.get().judge(own, judged, epsilon, found));
      }
    }
    least.forEach(
        (name, one) ->
            all.add(
                new Made(
                    name,
                    Double.NaN,
                    one.outcome().first(Math.min(settings.distanceRows(), one.outcome().count())),
                    one.cpuSeconds())));
    return new Findings(bounded, all, worst, reports, converged);
  }

  /** Of just the inputs that are judged, of which there may be more than were attacked. */
  private Outcome completed(
      Calls calls, String name, Outcome outcome, Examples judged, double epsilon) {
    return outcome.count() >= judged.count()
        ? outcome.first(judged.count())
        : made(calls, name, judged, epsilon).outcome();
  }

  private Made made(Calls calls, String name, Examples examples, double epsilon) {
    double start = CpuTime.seconds();
    Outcome outcome = run(calls, attackers.get(name), examples, epsilon);
    return new Made(name, epsilon, outcome, CpuTime.seconds() - start);
  }

  private Outcome run(Calls calls, Attacker attacker, Examples examples, double epsilon) {
    Examples aimed =
        settings.targets(attacker.settings())
            ? examples.towards(settings.target().orElseThrow())
            : examples;
    return attacker.run(calls, aimed, Double.isNaN(epsilon) ? 1 : epsilon, settings.batch());
  }

  /**
   * Whether the main attack finds adversarial inputs that are known to exist, at each size: the
   * checks {@code known_planes} and {@code binarisation}.
   *
   * @throws IllegalArgumentException if no verdict is wanted
   */
  public Map<Double, List<Verdict.Check>> selfTest(Calls calls, Examples examples) {
    Trial of =
        trial.orElseThrow(() -> new IllegalArgumentException("verdict: must be given for a test"));
    Map<Double, List<Verdict.Check>> all = new LinkedHashMap<>();
    for (double epsilon : settings.epsilons()) {
      all.put(epsilon, of.selfTest(calls, examples.first(settings.judged()), epsilon));
    }
    return all;
  }

  private static Calls feeding(Calls calls, Map<? extends Operand<?>, ? extends Tensor> more) {
    return (feeds, fetches, targets) -> {
      Map<Operand<?>, Tensor> all = new HashMap<>(more);
      all.putAll(feeds);
      return calls.run(all, fetches, targets);
    };
  }
}
