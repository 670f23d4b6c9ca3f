package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Back-propagation of the ELBO through the latent values, as if z_l were a smooth function of its
 * logits: u_l = E + (dz_l/da_l) · (what the ELBO gains from z_l, directly and through a_{l+1}).
 */
final class Pathwise {
  private Pathwise() {}

  /**
   * @param slope dz_l/da_l for each layer l, [rows, width]
   * @return directions of layers 1 … L
   */
  static <T extends TNumber> List<Expr<T>> directions(
      Hvae<T> net, Pass<T> pass, IntFunction<Expr<T>> slope) {
    double kappa = net.coding().step(); // de/dz
    List<Expr<T>> u = new ArrayList<>();
    Expr<T> above = null;
    for (int l = net.depth(); l >= 1; l--) {
      Expr<T> residual = pass.residual(l - 1);
      Expr<T> seen = residual.matmulT(net.decoder(l).weights());
      if (above != null) {
        seen = seen.plus(above.matmulT(net.encoder(l + 1).weights()));
      }
      Expr<T> gain =
          seen.times(kappa).plus(pass.ownPrior(l)); // d log p(z_l | z_{l+1}) / dz_l = d_l
      above = pass.ownEntropy(l).plus(slope.apply(l).times(gain));
      u.add(above);
    }
    Collections.reverse(u);
    return u;
  }
}
