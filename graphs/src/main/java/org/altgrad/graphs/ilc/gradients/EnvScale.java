package org.altgrad.graphs.ilc.gradients;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Affine;
import org.tensorflow.types.family.TNumber;

/**
 * z = γ a + β in each channel, with g_e(γ) = Σ a δ and g_e(β) = Σ δ over the rows and pixels of e.
 */
record EnvScale<T extends TNumber>(Affine.Scale<T> layer, int environments, long channels)
    implements EnvLayer<T> {

  EnvScale(Affine.Scale<T> layer, int environments) {
    this(layer, environments, layer.scale().shape().get(0));
  }

  @Override
  public Expr<T> backward(Nodes<T> nodes, Expr<T> a, Expr<T> delta) {
    return delta.times(layer.scale());
  }

  @Override
  public List<Expr<T>> evidence(Nodes<T> nodes, Expr<T> a, Expr<T> delta) {
    return List.of(summed(delta.times(a)), summed(delta));
  }

  /** [E, channels]. */
  private Expr<T> summed(Expr<T> x) {
    return x.reshape(environments, -1, channels).sum(1);
  }

  @Override
  public int probes() {
    return 2;
  }

  @Override
  public List<EnvironmentStatistics<T>> statistics(Expr<T> a, List<Expr<T>> evidence) {
    return List.of(
        new StackStatistics<>(evidence.get(0), environments),
        new StackStatistics<>(evidence.get(1), environments));
  }
}
