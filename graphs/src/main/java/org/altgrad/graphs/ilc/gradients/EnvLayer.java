package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.network.Affine;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A layer z = f(a; parameters) on rows that stand environment by environment, which knows the
 * gradient of each environment's loss for its parameters. The rows of different environments are
 * disjoint, so one backward pass from Σ_e L_e gives each row its own δ = ∂(Σ_e L_e)/∂z, and the
 * gradient of L_e is made of the rows of e.
 *
 * <p>Both ops below compute z behind a stop, so that δ reaches a and the parameters by the rule
 * alone. What the rule adds to the graph must not ask for shapes, see {@link CustomGradient}.
 */
sealed interface EnvLayer<T extends TNumber> permits EnvDense, EnvConv2d, EnvScale {

  /** The layer of a network. */
  static <T extends TNumber> EnvLayer<T> of(Affine<T> layer, Pass.Training rows) {
    if (layer instanceof Affine.Linear<T> linear) {
      return new EnvDense<>(linear, rows.environments(), rows.examples());
    }
    return layer instanceof Affine.Convolution<T> convolution
        ? new EnvConv2d<>(convolution, rows.environments())
        : new EnvScale<>((Affine.Scale<T>) layer, rows.environments());
  }

  /** What it computes. */
  Affine<T> layer();

  /** Names of the parameters. */
  default List<String> names() {
    return List.copyOf(layer().parameters().keySet());
  }

  /** ∂(Σ_e L_e)/∂a. */
  Expr<T> backward(Nodes<T> nodes, Expr<T> a, Expr<T> delta);

  /** What the environments' gradients are made of: the tensors that the probes receive. */
  List<Expr<T>> evidence(Nodes<T> nodes, Expr<T> a, Expr<T> delta);

  /** Number of tensors in {@link #evidence}. */
  int probes();

  /** The environments' gradients of each parameter. */
  List<EnvironmentStatistics<T>> statistics(Expr<T> a, List<Expr<T>> evidence);

  /**
   * A number that nothing depends on, and whose gradient is nevertheless what a layer sends it. It
   * stands for zeros in the shape of that; of unknown shape, it costs nothing.
   */
  static <T extends TNumber> Expr<T> probe(Nodes<T> nodes) {
    return nodes.of(nodes.tf().placeholderWithDefault(nodes.constant(0), Shape.unknown()));
  }

  /**
   * The layer, with the environments' gradients sent to probes.
   *
   * @param probes as many as {@link #probes}
   */
  static <T extends TNumber> Expr<T> probed(
      EnvLayer<T> layer, Expr<T> input, List<Expr<T>> probes) {
    return layer.with(probes, input, layer::evidence);
  }

  /** The gradients that others than the input receive. */
  @FunctionalInterface
  interface Sent<T extends TNumber> {
    List<Expr<T>> of(Nodes<T> nodes, Expr<T> a, Expr<T> delta);
  }

  /**
   * The layer, with gradients of a kind of its own.
   *
   * @param receivers what they are sent to
   */
  private Expr<T> with(List<Expr<T>> receivers, Expr<T> input, Sent<T> sent) {
    Expr<T> a = input.stop();
    List<Operand<T>> inputs = new ArrayList<>(List.of(layer().apply(a).stop(), input));
    inputs.addAll(receivers);
    Nodes<T> nodes = input.nodes();
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "env." + layer().name().replace('/', '.'),
            inputs,
            (tf, upstream) -> {
              Nodes<T> inside = nodes.with(tf);
              Expr<T> delta = inside.typed(upstream.get(0));
              List<Operand<?>> gradients = new ArrayList<>();
              gradients.add(CustomGradient.none(tf, inputs.get(0)));
              gradients.add(backward(inside, inside.of(a), delta));
              gradients.addAll(sent.of(inside, inside.of(a), delta));
              return gradients;
            });
    return nodes.typed(outputs.get(0));
  }

  /** What a rule makes of the gradients of one layer. */
  record Verdict<T extends TNumber>(List<Expr<T>> directions, List<Expr<T>> reports) {}

  /**
   * The layer, whose parameters receive a combined direction as their gradient.
   *
   * @param reports probes that receive what else the verdict holds
   */
  static <T extends TNumber> Expr<T> fused(
      EnvLayer<T> layer,
      Expr<T> input,
      List<Expr<T>> reports,
      BiFunction<List<String>, List<EnvironmentStatistics<T>>, Verdict<T>> rule) {
    List<Expr<T>> receivers = new ArrayList<>(layer.layer().parameters().values());
    receivers.addAll(reports);
    return layer.with(
        receivers,
        input,
        (nodes, a, delta) -> {
          Verdict<T> verdict =
              rule.apply(layer.names(), layer.statistics(a, layer.evidence(nodes, a, delta)));
          List<Expr<T>> gradients = new ArrayList<>(verdict.directions());
          gradients.addAll(verdict.reports());
          return gradients;
        });
  }
}
