package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Affine;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.types.family.TNumber;

/**
 * One set of parameters for all rows, in layers that send each environment's gradient to probes.
 */
final class ProbedPass<T extends TNumber> extends Pass<T> {
  private record Watched<T extends TNumber>(EnvLayer<T> layer, Expr<T> a, List<Expr<T>> probes) {}

  private final List<Watched<T>> watched = new ArrayList<>();

  ProbedPass(Training training) {
    super(training);
  }

  @Override
  public Expr<T> affine(Affine<T> affine, Expr<T> x) {
    EnvLayer<T> layer = EnvLayer.of(affine, training());
    List<Expr<T>> probes = new ArrayList<>();
    for (int i = 0; i < layer.probes(); i++) {
      probes.add(EnvLayer.probe(x.nodes()));
    }
    watched.add(new Watched<>(layer, x.stop(), probes));
    return EnvLayer.probed(layer, x, probes);
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
