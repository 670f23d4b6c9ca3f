package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Affine;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.types.family.TNumber;

/** Layers whose parameters receive what a rule makes of the environments' gradients. */
final class FusedPass<T extends TNumber> extends Pass<T> {
  /** Probes for what else is to be known of one parameter: w, Σ g_e and Σ sign(g_e). */
  record Reports<T extends TNumber>(Expr<T> weight, Expr<T> sum, Expr<T> signs) {
    List<Expr<T>> all() {
      return List.of(weight, sum, signs);
    }
  }

  private final BiFunction<List<String>, List<EnvironmentStatistics<T>>, EnvLayer.Verdict<T>> rule;
  private final Map<String, Reports<T>> reports = new LinkedHashMap<>();

  FusedPass(
      Training training,
      BiFunction<List<String>, List<EnvironmentStatistics<T>>, EnvLayer.Verdict<T>> rule) {
    super(training);
    this.rule = rule;
  }

  @Override
  public Expr<T> affine(Affine<T> affine, Expr<T> x) {
    EnvLayer<T> layer = EnvLayer.of(affine, training());
    List<Expr<T>> probes = new ArrayList<>();
    for (String parameter : layer.names()) {
      var own =
          new Reports<>(
              EnvLayer.probe(x.nodes()), EnvLayer.probe(x.nodes()), EnvLayer.probe(x.nodes()));
      reports.put(parameter, own);
      probes.addAll(own.all());
    }
    return EnvLayer.fused(layer, x, probes, rule);
  }

  /** By the parameters' names. */
  Map<String, Reports<T>> reports() {
    return reports;
  }
}
