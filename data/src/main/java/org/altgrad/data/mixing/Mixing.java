package org.altgrad.data.mixing;

import java.util.List;
import org.altgrad.data.Constant;

/** A differentiable map from d sources to D observations, with its Jacobian. */
public sealed interface Mixing permits BijectiveMixing, Blob {
  /** Number d of sources. */
  int sources();

  /** Number D of observations, at least d. */
  int observations();

  /** The observations of sources: {@code [d]} to {@code [D]}. */
  double[] mix(double[] s);

  /** Their derivatives {@code [D][d]} at sources. */
  double[][] jacobian(double[] s);

  /** The numbers that the map is made of; each name begins with {@code prefix} and a dot. */
  List<Constant> constants(String prefix);

  /**
   * The local contrast of independent mechanism analysis, c = Σ_k log |J_k| - ½ log det JᵀJ at
   * sources: 0 if and only if the columns of the Jacobian are orthogonal (L. Gresele et al.,
   * Independent mechanism analysis, a new concept?, NeurIPS 2021, arXiv:2106.05200).
   */
  default double contrast(double[] s) {
    return Matrices.contrast(jacobian(s));
  }
}
