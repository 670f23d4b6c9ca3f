package org.altgrad.graphs.biohsic;

import org.tensorflow.ndarray.Shape;

/** A feed-forward network of hidden layers z = LN(relu(u)) below a linear readout. */
public sealed interface HsicModel permits HsicMlp, HsicCnn {
  /**
   * The layers for a data set.
   *
   * @param input shape of one example
   * @throws IllegalArgumentException if the model does not fit it
   */
  Network network(Shape input, int classes);
}
