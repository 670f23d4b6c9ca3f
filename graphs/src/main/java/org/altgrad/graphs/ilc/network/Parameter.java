package org.altgrad.graphs.ilc.network;

import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A variable that a network needs.
 *
 * @param kind trainable, or the state of a running average
 * @param fanIn see {@link Initialiser}
 */
public record Parameter(
    String name,
    Variables.Kind kind,
    Shape shape,
    Initialiser initialiser,
    long fanIn,
    long fanOut) {

  static Parameter trainable(
      String name, Initialiser initialiser, long fanIn, long fanOut, long... shape) {
    return new Parameter(
        name, Variables.Kind.TRAINABLE, Shape.of(shape), initialiser, fanIn, fanOut);
  }

  /** Of one number for each channel. */
  static Parameter channels(String name, Variables.Kind kind, long channels, double value) {
    Shape shape = Shape.of(channels);
    return new Parameter(name, kind, shape, new Initialiser.Fill(value), channels, channels);
  }

  <T extends TNumber> void create(Nodes<T> nodes, Variables variables, Randoms randoms) {
    var initial = initialiser.initial(nodes, randoms, name, shape, fanIn, fanOut);
    if (kind == Variables.Kind.TRAINABLE) {
      variables.trainable(name, initial);
    } else {
      variables.state(name, initial);
    }
  }
}
