package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The geometric mean with the weight of {@link SandMask}, as in a variant of its published code:
 * u_j = w_j sign(ḡ_j) exp((1/E) Σ ln(|g_ej| + 10⁻¹⁰)).
 *
 * @param tau agreement where the weight begins, at least 0 and below 1
 * @param k width of the rise
 * @param spread how environments differ
 */
public record VarGeom(double tau, double k, SandMask.SignSpread spread) implements CoordinateRule {

  public VarGeom {
    SandMask.check(tau, k, spread);
  }

  @Override
  public <T extends TNumber> Expr<T> weight(EnvironmentStatistics<T> g) {
    return SandMask.weight(g, tau, k, spread);
  }

  @Override
  public <T extends TNumber> Expr<T> value(EnvironmentStatistics<T> g) {
    return GeomMean.signed(g);
  }
}
