package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * How far the environments' gradients agree, and what a combiner made of them, as metrics: one
 * scalar over all components, such as {@code kept}, and one for each parameter, such as {@code
 * kept/layer1/weight}.
 */
public final class Diagnostics {
  private Diagnostics() {}

  /**
   * What needs only the sums of gradients and of signs, and no more than a pass over the
   * parameters:
   *
   * <ul>
   *   <li>{@code kept}: the share of components with a weight above 0
   *   <li>{@code weight}: the mean weight
   *   <li>{@code direction_norm}: ‖u‖
   *   <li>{@code gradient_norm}: ‖ḡ‖
   *   <li>{@code agreement}: the mean |s̄|
   * </ul>
   *
   * @param names of the parameters
   */
  public static <T extends TNumber> Map<String, Expr<T>> of(
      List<String> names, Combiner.Gradients<T> gradients, Combiner.Combination<T> combination) {
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    mean(metrics, "kept", names, combination.weights(), Diagnostics::positive);
    mean(metrics, "weight", names, combination.weights(), w -> w);
    norm(metrics, "direction_norm", names, combination.directions());
    norm(
        metrics,
        "gradient_norm",
        names,
        gradients.parameters().stream().map(EnvironmentStatistics::mean).toList());
    mean(metrics, "agreement", names, gradients.parameters(), g -> g.agreement().abs());
    return metrics;
  }

  /** {@code snr}: the mean ḡ² / (ḡ² + V), which needs the sum of squares too. */
  public static <T extends TNumber> Map<String, Expr<T>> signalToNoise(
      List<String> names, Combiner.Gradients<T> gradients) {
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    mean(metrics, "snr", names, gradients.parameters(), Snr::share);
    return metrics;
  }

  /**
   * {@code cosine}: the mean cosine of two environments' gradients, which needs their inner
   * products; 1 where there is one environment.
   */
  public static <T extends TNumber> Map<String, Expr<T>> cosines(
      List<String> names, Combiner.Gradients<T> gradients) {
    List<Expr<T>> grams = gradients.parameters().stream().map(EnvironmentStatistics::gram).toList();
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    int environments = gradients.environments();
    put(
        metrics,
        "cosine",
        names,
        cosine(Totals.sum(grams), environments),
        grams.stream().map(gram -> cosine(gram, environments)).toList());
    return metrics;
  }

  private static <T extends TNumber> Expr<T> cosine(Expr<T> gram, int environments) {
    Nodes<T> nodes = gram.nodes();
    if (environments == 1) {
      return nodes.constant(1);
    }
    Expr<T> norms = nodes.of(nodes.tf().linalg.tensorDiagPart(gram)).sqrt().plus(1e-30);
    Expr<T> cosines = gram.over(norms.expand(1)).over(norms.expand(0));
    Expr<T> own = nodes.of(nodes.tf().linalg.tensorDiagPart(cosines));
    double pairs = (double) environments * (environments - 1);
    return cosines.sum().minus(own.sum()).over(pairs);
  }

  private static <T extends TNumber> Expr<T> positive(Expr<T> w) {
    return w.nodes().indicator(w.greater(w.nodes().constant(0)));
  }

  /** The mean over components, of all parameters and of each. */
  private static <T extends TNumber, X> void mean(
      Map<String, Expr<T>> metrics,
      String metric,
      List<String> names,
      List<X> parameters,
      Function<X, Expr<T>> values) {
    List<Expr<T>> totals = new ArrayList<>();
    List<Expr<T>> sizes = new ArrayList<>();
    List<Expr<T>> means = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Expr<T> value = values.apply(parameters.get(i));
      totals.add(value.sum());
      sizes.add(Totals.size(value));
      means.add(totals.get(i).over(sizes.get(i)));
    }
    put(metrics, metric, names, Totals.sum(totals).over(Totals.sum(sizes)), means);
  }

  private static <T extends TNumber> void norm(
      Map<String, Expr<T>> metrics, String metric, List<String> names, List<Expr<T>> vectors) {
    List<Expr<T>> squares = vectors.stream().map(v -> v.sumOfSquares()).toList();
    put(
        metrics,
        metric,
        names,
        Totals.sum(squares).sqrt(),
        squares.stream().map(Expr::sqrt).toList());
  }

  private static <T extends TNumber> void put(
      Map<String, Expr<T>> metrics,
      String metric,
      List<String> names,
      Expr<T> all,
      List<Expr<T>> each) {
    metrics.put(metric, all);
    for (int i = 0; i < names.size(); i++) {
      metrics.put(metric + "/" + names.get(i), each.get(i));
    }
  }
}
