package org.altgrad.graphs.ilc.combine;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/** Sums over several tensors. */
final class Totals {
  private Totals() {}

  /** The sum of tensors of one shape. */
  static <T extends TNumber> Expr<T> sum(List<Expr<T>> tensors) {
    return tensors.get(0).nodes().stack(tensors).sum(0);
  }

  /** The number of entries. */
  static <T extends TNumber> Expr<T> size(Expr<T> x) {
    Nodes<T> nodes = x.nodes();
    return nodes.cast(nodes.tf().size(x));
  }
}
