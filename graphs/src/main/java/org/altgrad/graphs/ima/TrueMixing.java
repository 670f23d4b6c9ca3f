package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Chain;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Dual;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.program.HostConstant;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** The mixing that made the data, from the data set's constants {@code mixing.<step>.…}. */
final class TrueMixing {
  private TrueMixing() {}

  /**
   * The mixing as a decoder.
   *
   * @param constants of the data set
   * @param squashed whether latents are in (0, 1); sources are less by ½ then
   */
  static <T extends TNumber> Mapping<T> of(
      Nodes<T> nodes, Map<String, HostConstant> constants, boolean squashed) {
    List<Mapping<T>> steps = new ArrayList<>();
    if (squashed) {
      steps.add(new Shifted<>(nodes.constant(-0.5)));
    }
    int before = steps.size();
    for (int i = 1; ; i++) {
      Optional<Mapping<T>> step = step(nodes, constants, "mixing." + i + ".");
      if (step.isEmpty()) {
        break;
      }
      steps.add(step.get());
    }
    if (steps.size() == before) {
      throw new IllegalArgumentException(
          "decoder: must be learned for data whose mixing is not a chain of Möbius transforms,"
              + " matrices, activations and shifts, but is ground_truth");
    }
    return new Chain<>(steps);
  }

  private static <T extends TNumber> Optional<Mapping<T>> step(
      Nodes<T> nodes, Map<String, HostConstant> constants, String at) {
    if (constants.containsKey(at + "moebius_matrix")) {
      return Optional.of(
          new Moebius<>(
              constants.get(at + "moebius_matrix").in(nodes),
              constants.get(at + "moebius_pole").in(nodes)));
    }
    if (constants.containsKey(at + "matrix")) {
      Expr<T> m = constants.get(at + "matrix").in(nodes);
      long out = m.shape().get(0);
      Expr<T> none = nodes.constant(Shape.of(out), new double[(int) out]);
      return Optional.of(new Dense<>(m.transpose(1, 0), none));
    }
    if (constants.containsKey(at + "shift")) {
      return Optional.of(new Shifted<>(constants.get(at + "shift").in(nodes)));
    }
    if (constants.containsKey(at + "smooth_lrelu")) {
      double alpha = constants.get(at + "smooth_lrelu").values()[0];
      return Optional.of(new Activation.SmoothLeakyRelu(alpha).layer());
    }
    if (constants.containsKey(at + "lrelu")) {
      double slope = constants.get(at + "lrelu").values()[0];
      return Optional.of(new Activation.LeakyRelu(slope).layer());
    }
    if (constants.containsKey(at + "sigmoid")) {
      return Optional.of(new Activation.Sigmoid().layer());
    }
    return constants.containsKey(at + "none")
        ? Optional.of(new Activation.None().layer())
        : Optional.empty();
  }

  /** x + b. */
  private record Shifted<T extends TNumber>(Expr<T> b) implements Mapping<T> {
    @Override
    public Expr<T> apply(Expr<T> x) {
      return x.plus(b);
    }

    @Override
    public Dual<T> apply(Dual<T> x) {
      return new Dual<>(apply(x.value()), x.tangents(), x.batchAxes());
    }
  }

  /** A (s - a) / |s - a|². */
  private record Moebius<T extends TNumber>(Expr<T> matrix, Expr<T> pole) implements Mapping<T> {
    @Override
    public Expr<T> apply(Expr<T> s) {
      Expr<T> y = s.minus(pole);
      return turned(y.over(y.square().sumKeep(-1)));
    }

    @Override
    public Dual<T> apply(Dual<T> s) {
      Expr<T> y = s.value().minus(pole).expand(s.batchAxes());
      Expr<T> size = y.square().sumKeep(-1);
      Expr<T> along = y.times(s.tangents()).sumKeep(-1).times(2).over(size);
      Expr<T> t = s.tangents().minus(y.times(along)).over(size);
      return new Dual<>(apply(s.value()), turned(t), s.batchAxes());
    }

    private Expr<T> turned(Expr<T> rows) {
      return rows.batchMatmul(matrix.transpose(1, 0));
    }
  }
}
