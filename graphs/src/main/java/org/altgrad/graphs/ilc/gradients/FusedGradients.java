package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * The combiner inside of the backward pass: what reaches a parameter as its gradient is the
 * direction, so any optimiser, and any code that asks for gradients, uses it unchanged. For rules
 * that look at one parameter at a time and keep no state.
 */
public final class FusedGradients {
  private FusedGradients() {}

  /**
   * What has been found.
   *
   * @param found with statistics that know the sums of gradients and of signs alone
   */
  public record Fused<T extends TNumber>(
      EnvironmentGradients.Found<T> found, Combiner.Combination<T> combination) {}

  /**
   * Adds a forward and a backward pass.
   *
   * @throws IllegalArgumentException beginning with {@code gradients:} if the rule is not one of
   *     those that can be fused
   */
  public static <T extends TNumber> Fused<T> directions(
      Problem<T> problem, Batch<T> batch, Randoms randoms, Combiner combiner) {
    requireFusible(problem, batch.environments(), randoms, combiner);
    FusedPass<T> pass =
        new FusedPass<>(
            Pass.Training.of(batch, randoms),
            (names, statistics) -> verdict(names, statistics, randoms, combiner));
    Expr<T> z = problem.forward(pass, batch).z();
    Expr<T> losses = problem.losses(z, batch);
    List<Expr<T>> asked = new ArrayList<>(problem.values());
    problem.parameters().forEach(p -> asked.addAll(pass.reports().get(p.name()).all()));
    List<Expr<T>> received = Gradients.of(losses.sum(), asked);

    int count = problem.parameters().size();
    List<Expr<T>> weights = new ArrayList<>();
    List<EnvironmentStatistics<T>> sums = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Expr<T>> reported = received.subList(count + 3 * i, count + 3 * i + 3);
      weights.add(reported.get(0));
      sums.add(new SumStatistics<>(batch.environments(), reported.get(1), reported.get(2)));
    }
    return new Fused<>(
        new EnvironmentGradients.Found<>(losses, z, sums, pass.moments()),
        new Combiner.Combination<>(received.subList(0, count), weights));
  }

  /** Runs while the graph is locked, one parameter after the other. */
  private static <T extends TNumber> EnvLayer.Verdict<T> verdict(
      List<String> names,
      List<EnvironmentStatistics<T>> statistics,
      Randoms randoms,
      Combiner combiner) {
    List<Expr<T>> directions = new ArrayList<>();
    List<Expr<T>> reports = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      EnvironmentStatistics<T> g = statistics.get(i);
      Randoms own = randoms.scope(names.get(i));
      // Neither state nor losses are asked for, see requireFusible.
      var combination =
          combiner.combine(new Combiner.Gradients<>(List.of(g), g.sum(), new Variables(), own));
      directions.add(combination.directions().get(0));
      reports.addAll(List.of(combination.weights().get(0), g.sum(), g.signs()));
    }
    return new EnvLayer.Verdict<>(directions, reports);
  }

  /**
   * Tries the rule on stand-ins: one that keeps state, or whose direction for a parameter depends
   * on losses or on another parameter, would fail inside of a backward pass without saying why; and
   * rules on inner products solve equations whose size they ask for, which waits for ever there.
   */
  private static <T extends TNumber> void requireFusible(
      Problem<T> problem, int environments, Randoms randoms, Combiner combiner) {
    Variables state = new Variables();
    Nodes<T> nodes = problem.values().get(0).nodes();
    Expr<T> own = nodes.placeholder(Shape.of(environments, 1));
    Expr<T> other = nodes.placeholder(Shape.of(environments, 1));
    Expr<T> losses = nodes.placeholder(Shape.of(environments));
    boolean[] products = new boolean[1];
    var combination =
        combiner.combine(
            new Combiner.Gradients<>(
                List.of(new StandIn<>(own, products), new StandIn<>(other, products)),
                losses,
                state,
                randoms.scope("trial")));
    Expr<T> direction = combination.directions().get(0);
    if (products[0]
        || !state.all().isEmpty()
        || Gradients.dependsOn(direction, losses)
        || Gradients.dependsOn(direction, other)) {
      throw new IllegalArgumentException(
          "gradients: fused is for combiners that look at one component at a time and keep no"
              + " state, which "
              + combiner.name()
              + " is not; choose grouped");
    }
  }

  /** Notes whether inner products are asked for. */
  private static final class StandIn<T extends TNumber> extends ForwardedStatistics<T> {
    private final boolean[] products;

    StandIn(Expr<T> stack, boolean[] products) {
      super(new StackStatistics<>(stack));
      this.products = products;
    }

    @Override
    public Expr<T> gram() {
      products[0] = true;
      return super.gram();
    }

    @Override
    public Expr<T> weighted(Expr<T> c) {
      products[0] = true;
      return super.weighted(c);
    }
  }
}
