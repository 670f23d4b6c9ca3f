package org.altgrad.data.mixing;

/** A mixing with as many observations as sources, which can be undone. */
public sealed interface BijectiveMixing extends Mixing
    permits Chain, Coupling, Elementwise, LinearMap, Moebius, Shift {
  @Override
  default int observations() {
    return sources();
  }

  /** The sources of observations. */
  double[] inverse(double[] x);

  /** log |det J| at sources. */
  double logAbsDet(double[] s);
}
