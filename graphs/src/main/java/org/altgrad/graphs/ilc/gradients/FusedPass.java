package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
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
      Function<String, Expr<T>> weights,
      Training training,
      BiFunction<List<String>, List<EnvironmentStatistics<T>>, EnvLayer.Verdict<T>> rule) {
    super(weights, Optional.of(training));
    this.rule = rule;
  }

  @Override
  public Expr<T> dense(String layer, Expr<T> x, boolean bias) {
    return fuse(layer, EnvLayers.dense(this::weight, layer, bias, training()), x);
  }

  @Override
  public Expr<T> convolve(String layer, Expr<T> x) {
    return fuse(layer, EnvLayers.convolution(this::weight, layer, training()), x);
  }

  @Override
  public Expr<T> scale(String layer, Expr<T> x) {
    return fuse(layer, EnvLayers.scale(this::weight, layer, training()), x);
  }

  private Expr<T> fuse(String name, EnvLayer<T> layer, Expr<T> x) {
    List<Expr<T>> probes = new ArrayList<>();
    for (String parameter : layer.names()) {
      var own =
          new Reports<>(
              EnvLayer.probe(x.nodes()), EnvLayer.probe(x.nodes()), EnvLayer.probe(x.nodes()));
      reports.put(parameter, own);
      probes.addAll(own.all());
    }
    return EnvLayer.fused("env." + name.replace('/', '.'), layer, x, probes, rule);
  }

  /** By the parameters' names. */
  Map<String, Reports<T>> reports() {
    return reports;
  }
}
