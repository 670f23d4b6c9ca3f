package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.biohsic.LocalRule;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Leaky integrate-and-fire units: u ← u + ρ (a - u); where u is above the threshold θ there is a
 * spike, and u is reset. Their activity is z = LN(r) of the filtered spikes r ← r + κ (spike - r).
 *
 * <p>A spike has no derivative; ψ = (g / θ) max(0, 1 - |u - θ| / θ), with u before the reset,
 * stands in for it (Bellec et al., Nature Communications 11, 2020). How a weight acted on r is
 * remembered at the synapse, the reset left out as there: ε ← ε + ρ (h - ε), ē ← ē + κ (ψ ε - ē);
 * the direction is ē times what the signal asks of r.
 *
 * @param rho ρ = dt / τ
 * @param kappa κ = dt / time constant of the filter
 * @param threshold θ
 * @param toZero whether the reset sets u to 0 instead of subtracting θ
 * @param height g
 */
record SpikingUnits(double rho, double kappa, double threshold, boolean toZero, double height)
    implements Units {
  @Override
  public int states() {
    return 2;
  }

  @Override
  public <T extends TNumber> Moment<T> advance(Expr<T> drive, List<Expr<T>> state) {
    Nodes<T> nodes = drive.nodes();
    Expr<T> u = RateUnits.leak(state.get(0), drive, rho);
    Expr<T> spikes = nodes.indicator(u.greater(nodes.constant(threshold)));
    Expr<T> distance = u.minus(threshold).abs().over(threshold);
    Expr<T> gain = distance.subtractFrom(1).max(nodes.constant(0)).times(height / threshold);
    Expr<T> reset = toZero ? u.times(spikes.subtractFrom(1)) : u.minus(spikes.times(threshold));
    Expr<T> filtered = RateUnits.leak(state.get(1), spikes, kappa);
    return new Moment<>(
        List.of(reset, filtered), LocalRule.of(filtered), Optional.of(new Spiking<>(spikes, gain)));
  }

  /** ε [models, rows, in + 1] and ē [models, rows, in + 1, out]; the bias is the last input, 1. */
  @Override
  public List<Shape> traces(int models, int rows, int in, int out) {
    return List.of(Shape.of(models, rows, in + 1), Shape.of(models, rows, in + 1, out));
  }

  @Override
  public <T extends TNumber> Lesson<T> learn(
      Expr<T> h, Moment<T> now, List<Expr<T>> traces, Expr<T> xi) {
    Nodes<T> nodes = h.nodes();
    Expr<T> input = RateUnits.leak(traces.get(0), withOne(h), rho);
    Expr<T> psi = now.spiking().orElseThrow().gain().expand(-2);
    Expr<T> eligibility = RateUnits.leak(traces.get(1), input.expand(-1).times(psi), kappa);
    Expr<T> asked = now.rule().asked(xi);
    Expr<T> all = eligibility.times(asked.expand(-2)).sum(1);
    long models = all.shape().get(0);
    long in = all.shape().get(1) - 1;
    long out = all.shape().get(2);
    Ops tf = nodes.tf();
    Expr<T> weights =
        nodes.of(
            tf.slice(
                all, tf.constant(new long[] {0, 0, 0}), tf.constant(new long[] {models, in, out})));
    Expr<T> bias =
        nodes.of(
            tf.slice(
                all, tf.constant(new long[] {0, in, 0}), tf.constant(new long[] {models, 1, out})));
    return new Lesson<>(weights, bias.reshape(models, out), List.of(input, eligibility));
  }

  private static <T extends TNumber> Expr<T> withOne(Expr<T> h) {
    Ops tf = h.nodes().tf();
    int rank = h.shape().numDimensions();
    int[][] paddings = new int[rank][2];
    paddings[rank - 1][1] = 1;
    return h.nodes().of(tf.pad(h, tf.constant(paddings), h.nodes().constant(1)));
  }
}
