package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * Makes up for what a combiner has removed: u ← c u with one factor for each parameter, or one for
 * all. Where everything is masked, u stays 0.
 *
 * @param kind how c is chosen
 * @param cap largest c; without one, {@link Kind#MATCH_NORM} stops at 1000 and the others nowhere:
 *     one component kept of 65 536 is then multiplied by 65 536
 * @param scope whether c is of each parameter or of all
 */
public record Rescaling(
    Kind kind,
    @OnlyIf(key = "kind", not = "none") Optional<Double> cap,
    @OnlyIf(key = "kind", not = "none") Scope scope) {
  private static final double LARGEST_MATCH = 1e3;

  /** How c is chosen. f is the mean weight, for a mask the share of components that it keeps. */
  public enum Kind {
    /** c = 1. */
    NONE,
    /** c = 1 / (f + 10⁻¹⁰), as in the paper. */
    INVERSE_SPARSITY,
    /** c = 1 / √(f + 10⁻¹⁰), half way between the two. */
    SQRT,
    /** c = ‖ḡ‖ / ‖u‖: as long as the mean. */
    MATCH_NORM
  }

  public Rescaling {
    Require.given("kind", kind);
    cap.ifPresent(c -> Require.positive("cap", c));
    Require.given("scope", scope);
  }

  /** For each parameter, without a cap of its own. */
  public Rescaling(Kind kind) {
    this(kind, Optional.empty(), Scope.TENSOR);
  }

  /** The combination with rescaled directions. */
  public <T extends TNumber> Combiner.Combination<T> apply(
      Combiner.Gradients<T> gradients, Combiner.Combination<T> combination) {
    if (kind == Kind.NONE) {
      return combination;
    }
    List<Expr<T>> directions = combination.directions();
    List<Expr<T>> factors =
        kind == Kind.MATCH_NORM ? matching(gradients, directions) : makingUp(combination.weights());
    List<Expr<T>> rescaled = new ArrayList<>();
    for (int i = 0; i < directions.size(); i++) {
      rescaled.add(directions.get(i).times(capped(factors.get(i))));
    }
    return combination.withDirections(rescaled);
  }

  private <T extends TNumber> List<Expr<T>> makingUp(List<Expr<T>> weights) {
    List<Expr<T>> totals = scoped(weights.stream().map(w -> w.sum()).toList());
    List<Expr<T>> sizes = scoped(weights.stream().map(Totals::size).toList());
    List<Expr<T>> factors = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      Expr<T> kept = totals.get(i).over(sizes.get(i)).plus(1e-10);
      Expr<T> one = kept.nodes().constant(1);
      factors.add(one.over(kind == Kind.SQRT ? kept.sqrt() : kept));
    }
    return factors;
  }

  private <T extends TNumber> List<Expr<T>> matching(
      Combiner.Gradients<T> gradients, List<Expr<T>> directions) {
    List<Expr<T>> means =
        scoped(gradients.parameters().stream().map(g -> g.mean().sumOfSquares()).toList());
    List<Expr<T>> lengths = scoped(directions.stream().map(u -> u.sumOfSquares()).toList());
    List<Expr<T>> factors = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      Expr<T> length = lengths.get(i).sqrt();
      factors.add(means.get(i).sqrt().over(length.max(length.nodes().constant(1e-30))));
    }
    return factors;
  }

  /** One scalar for each parameter: its own, or the sum of all. */
  private <T extends TNumber> List<Expr<T>> scoped(List<Expr<T>> scalars) {
    if (scope == Scope.TENSOR) {
      return scalars;
    }
    Expr<T> total = Totals.sum(scalars);
    return scalars.stream().map(s -> total).toList();
  }

  private <T extends TNumber> Expr<T> capped(Expr<T> factor) {
    Nodes<T> nodes = factor.nodes();
    if (cap.isPresent()) {
      return factor.min(nodes.constant(cap.get()));
    }
    return kind == Kind.MATCH_NORM ? factor.min(nodes.constant(LARGEST_MATCH)) : factor;
  }
}
