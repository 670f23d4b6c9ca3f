package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Affine;
import org.tensorflow.types.family.TNumber;

/**
 * z = a W + b with g_e(W) = a_eᵀ δ_e and g_e(b) = Σ δ_e over the rows of e. With one row for each
 * environment, g_e(W) is the outer product of a row of a and one of δ, and no stack is made.
 */
final class EnvDense<T extends TNumber> implements EnvLayer<T> {
  private final Affine.Linear<T> layer;
  private final int environments;
  private final int examples;
  private final long in;
  private final long out;

  /**
   * @param examples rows of each environment
   */
  EnvDense(Affine.Linear<T> layer, int environments, int examples) {
    this.layer = layer;
    this.environments = environments;
    this.examples = examples;
    this.in = layer.weights().shape().get(0);
    this.out = layer.weights().shape().get(1);
  }

  @Override
  public Affine<T> layer() {
    return layer;
  }

  @Override
  public Expr<T> backward(Nodes<T> nodes, Expr<T> a, Expr<T> delta) {
    return delta.matmulT(layer.weights());
  }

  /** One row for each environment: δ; more: the stacks [E, in, out] and [E, out]. */
  @Override
  public List<Expr<T>> evidence(Nodes<T> nodes, Expr<T> a, Expr<T> delta) {
    if (examples == 1) {
      return List.of(delta);
    }
    Expr<T> grouped = delta.reshape(environments, examples, out);
    List<Expr<T>> stacks = new ArrayList<>();
    stacks.add(a.reshape(environments, examples, in).batchTMatmul(grouped, environments));
    if (layer.bias().isPresent()) {
      stacks.add(grouped.sum(1));
    }
    return stacks;
  }

  @Override
  public int probes() {
    return examples == 1 || layer.bias().isEmpty() ? 1 : 2;
  }

  @Override
  public List<EnvironmentStatistics<T>> statistics(Expr<T> a, List<Expr<T>> evidence) {
    List<EnvironmentStatistics<T>> statistics = new ArrayList<>();
    if (examples == 1) {
      statistics.add(new OuterProductStatistics<>(a, evidence.get(0), environments, in, out));
    } else {
      statistics.add(new StackStatistics<>(evidence.get(0), environments));
    }
    if (layer.bias().isPresent()) {
      statistics.add(new StackStatistics<>(evidence.get(evidence.size() - 1), environments));
    }
    return statistics;
  }
}
