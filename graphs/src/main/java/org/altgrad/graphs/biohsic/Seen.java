package org.altgrad.graphs.biohsic;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What the update of a window of n samples is made from.
 *
 * @param now the forward pass of the current sample
 * @param taught that of the samples which hidden layers learn from
 * @param z activity of each hidden layer, [models, n, d]
 * @param read what the readout reads, [models, n, ...]
 * @param logits [models, n, classes]
 */
record Seen<T extends TNumber>(
    Pass<T> now, Pass<T> taught, List<Expr<T>> z, Expr<T> read, Expr<T> logits) {

  /**
   * All that the present weights make of the window.
   *
   * @param pass of all n samples
   * @param currentOnly whether hidden layers learn from the current one alone
   */
  static <T extends TNumber> Seen<T> of(Pass<T> pass, boolean currentOnly) {
    Pass<T> now = pass.current();
    Expr<T> read = pass.reads().get(pass.network().depth());
    return new Seen<>(now, currentOnly ? now : pass, pass.flats(), read, pass.logits());
  }
}
