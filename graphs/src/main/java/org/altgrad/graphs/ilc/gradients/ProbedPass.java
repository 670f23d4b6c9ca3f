package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.types.family.TNumber;

/**
 * One set of parameters for all rows, in layers that send each environment's gradient to probes.
 */
final class ProbedPass<T extends TNumber> extends Pass<T> {
  private record Watched<T extends TNumber>(EnvLayer<T> layer, Expr<T> a, List<Expr<T>> probes) {}

  private final List<Watched<T>> watched = new ArrayList<>();

  ProbedPass(Function<String, Expr<T>> weights, Training training) {
    super(weights, Optional.of(training));
  }

  @Override
  public Expr<T> dense(String layer, Expr<T> x, boolean bias) {
    return watch(layer, EnvLayers.dense(this::weight, layer, bias, training()), x);
  }

  @Override
  public Expr<T> convolve(String layer, Expr<T> x) {
    return watch(layer, EnvLayers.convolution(this::weight, layer, training()), x);
  }

  @Override
  public Expr<T> scale(String layer, Expr<T> x) {
    return watch(layer, EnvLayers.scale(this::weight, layer, training()), x);
  }

  private Expr<T> watch(String name, EnvLayer<T> layer, Expr<T> x) {
    List<Expr<T>> probes = new ArrayList<>();
    for (int i = 0; i < layer.probes(); i++) {
      probes.add(EnvLayer.probe(x.nodes()));
    }
    watched.add(new Watched<>(layer, x.stop(), probes));
    return EnvLayer.probed("env." + name.replace('/', '.'), layer, x, probes);
  }

  /**
   * The gradients of each parameter.
   *
   * @param root Σ_e L_e
   */
  Map<String, EnvironmentStatistics<T>> statistics(Expr<T> root) {
    List<Expr<T>> probes = new ArrayList<>();
    watched.forEach(w -> probes.addAll(w.probes()));
    List<Expr<T>> received = Gradients.of(root, probes);
    Map<String, EnvironmentStatistics<T>> byName = new LinkedHashMap<>();
    int next = 0;
    for (Watched<T> w : watched) {
      int end = next + w.probes().size();
      var statistics = w.layer().statistics(w.a(), received.subList(next, end));
      for (int i = 0; i < statistics.size(); i++) {
        byName.put(w.layer().names().get(i), statistics.get(i));
      }
      next = end;
    }
    return byName;
  }
}
