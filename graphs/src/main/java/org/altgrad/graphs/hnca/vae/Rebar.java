package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.logSigmoid;
import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * REBAR (Tucker et al. 2017), layer by layer: REINFORCE with a relaxed return as control variate,
 * whose own gradient is added back by reparameterisation. With ω uniform, s = a - logit ω, z = 1[s
 * > 0], ẑ = σ(s/λ), and s̃, z̃ likewise from noise drawn again given z,
 *
 * <pre>u_l = E + (D_l - η c(z̃)) (z - σ(a)) + η dc(ẑ)/da - η dc(z̃)/da</pre>
 *
 * <p>c is the downstream return of relaxed values, with the layers above at their means. Unbiased
 * for every λ and η; they are fixed here, not learned.
 *
 * @param temperature λ > 0
 * @param scale η
 */
public record Rebar(double temperature, double scale) implements VaeEstimator {

  public Rebar {
    Require.positive("temperature", temperature);
    Require.finite("scale", scale);
  }

  @Override
  public String family() {
    return CONTROL;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    List<Expr<T>> omega = new ArrayList<>();
    Pass<T> pass = net.sample(x, noise, omega);
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> a = pass.a(l);
      Expr<T> z = pass.z(l);
      Expr<T> logit = omega.get(l - 1).log().minus(omega.get(l - 1).negate().log1p());
      Conditional<T> again = Conditional.of(a, z, noise.uniform("bits" + l + "/given", a));
      Expr<T> free = sigmoid(a.minus(logit).over(temperature)); // ẑ
      Expr<T> given = sigmoid(again.s().over(temperature)); // z̃

      // c and its derivative at both relaxed values, as twice as many rows.
      Nodes<T> nodes = a.nodes();
      Expr<T> both = nodes.concat(List.of(free.stop(), given.stop()), 0);
      Expr<T> below = nodes.concat(List.of(pass.z(l - 1), pass.z(l - 1)), 0);
      Expr<T> c = net.downstream(l, below, both, (k, logits) -> sigmoid(logits));
      List<Expr<T>> slopes = Gradients.of(c.sum(), List.of(both)).get(0).split(2);
      Expr<T> control = c.split(2).get(1); // c(z̃)
      Expr<T> freeSlope = slopes.get(0).times(slope(free));
      Expr<T> givenSlope = slopes.get(1).times(slope(given)).times(again.slope());

      Expr<T> score = z.minus(sigmoid(a));
      u.add(
          pass.ownEntropy(l)
              .plus(score.times(pass.downstream(l).minus(control.times(scale))))
              .plus(freeSlope.minus(givenSlope).times(scale)));
    }
    return Estimate.of(pass, u, 1);
  }

  /** dẑ/ds of ẑ = σ(s/λ). */
  private <T extends TNumber> Expr<T> slope(Expr<T> relaxed) {
    return relaxed.times(relaxed.subtractFrom(1)).over(temperature);
  }

  /**
   * s given its sign: ω given z is vσ(a) where z = 1 and σ(a) + v(1 - σ(a)) where z = 0.
   *
   * @param s a - logit ω
   * @param slope ds/da
   */
  private record Conditional<T extends TNumber>(Expr<T> s, Expr<T> slope) {
    static <T extends TNumber> Conditional<T> of(Expr<T> a, Expr<T> z, Expr<T> v) {
      Expr<T> f = sigmoid(a);
      Expr<T> q = sigmoid(a.negate());
      Expr<T> notOne = v.times(f).subtractFrom(1); // 1 - ω where z = 1
      Expr<T> zero = f.plus(v.times(q)).max(a.nodes().constant(1e-30)); // ω where z = 0
      Expr<T> w = v.negate().log1p(); // log(1 - v)
      Expr<T> logitOne = v.log().plus(logSigmoid(a)).minus(notOne.log());
      Expr<T> logitZero = zero.log().minus(w).minus(logSigmoid(a.negate()));
      var one = z.greater(a.nodes().constant(0.5));
      return new Conditional<>(
          a.minus(Expr.where(one, logitOne, logitZero)),
          Expr.where(one, f.times(v.subtractFrom(1)).over(notOne), v.times(q).over(zero)));
    }
  }
}
