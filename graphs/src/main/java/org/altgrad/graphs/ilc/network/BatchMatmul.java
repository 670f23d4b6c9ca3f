package org.altgrad.graphs.ilc.network;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TNumber;

/** Matrix products of tensors of rank 3, one for each entry of the first axis. */
public final class BatchMatmul {
  private BatchMatmul() {}

  /** [e, n, k] by [e, k, m] gives [e, n, m]. */
  public static <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
    return a.nodes().of(a.nodes().tf().train.batchMatMul(a, b, a.nodes().type()));
  }

  /** [e, k, n] by [e, k, m] gives [e, n, m]. */
  public static <T extends TNumber> Expr<T> transposed(Expr<T> a, Expr<T> b) {
    var nodes = a.nodes();
    return nodes.of(nodes.tf().train.batchMatMul(a, b, nodes.type(), BatchMatMul.adjX(true)));
  }
}
