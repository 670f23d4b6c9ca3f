package org.altgrad.graphs.biohsic;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * The connections of one layer, for several models side by side. Tensors are [models, samples,
 * ...]; what a layer reads may have a first axis of 1 where all models see the same.
 */
sealed interface Stage permits DenseStage, ConvStage {
  /** Of the layer's variables. */
  String name();

  /** Of one model. */
  Shape weightsShape();

  /** Entries of the bias: the size of the last axis of the activity. */
  int units();

  /** Inputs of one unit. */
  long fanIn();

  /** Shape of the layer's activity for one sample. */
  Shape activity();

  /** Shape, for one sample, of what the next layer reads. */
  Shape output();

  /** Asks for weights of a name, LeCun normal. */
  default <T extends TNumber> Expr<T> weights(Parameters<T> parameters, String named) {
    return parameters.get(named, weightsShape(), new Initialiser.LecunNormal(), fanIn(), units());
  }

  /** Asks for the layer's weights and its bias, 0. */
  default <T extends TNumber> List<Expr<T>> ask(Parameters<T> parameters) {
    return List.of(
        weights(parameters, name() + "/weights"), parameters.filled(name() + "/bias", units(), 0));
  }

  /**
   * What goes into the units, [models, samples, ...activity].
   *
   * @param h what the layer reads
   * @param weights [models, ...weightsShape]
   * @param bias [models, units]
   */
  <T extends TNumber> Expr<T> forward(Expr<T> h, Expr<T> weights, Expr<T> bias);

  /** The direction of the weights for a change e of what goes into the units. */
  <T extends TNumber> Expr<T> weightDirection(Expr<T> h, Expr<T> e);

  /** The direction of the bias. */
  <T extends TNumber> Expr<T> biasDirection(Expr<T> e);

  /** A change e of what goes into the units as a change of h, through weights. */
  <T extends TNumber> Expr<T> down(Expr<T> e, Expr<T> weights, Expr<T> h);

  /** What the next layer reads of the activity. */
  <T extends TNumber> Expr<T> read(Expr<T> z);

  /** A change of what the next layer reads as a change of the activity. */
  <T extends TNumber> Expr<T> unread(Expr<T> change, Expr<T> z);
}
