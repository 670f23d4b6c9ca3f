package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.family.TNumber;

/** Binary images from grey ones. */
public final class Pixels {
  private Pixels() {}

  /**
   * Dynamic binarisation: a pixel is 1 with a probability equal to its intensity.
   *
   * @param images [batch, ...] intensities in [0, 1]
   * @return [batch, pixels]
   */
  public static <T extends TNumber> Expr<T> binarise(Expr<T> images, Randoms randoms) {
    Expr<T> p = images.reshape(-1, images.shape().tail().size());
    return p.nodes().indicator(randoms.uniformLike("pixels", p).less(p));
  }
}
