package org.altgrad.graphs.backbone;

import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.base.text.TokenSeal;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A trained network that is never trained again: its weights are constants, so that no checkpoint
 * holds them, and gradients pass through it to its inputs. It can be added to any graph, bodies of
 * loops included.
 */
public interface Backbone {
  /** Type of its inputs: {@code TFloat32} of images, {@code TInt32} of tokens. */
  Class<? extends TNumber> inputType();

  /** Shape of an example: [height, width, channels] of images, [length] of tokens; -1 is free. */
  Shape input();

  /** Numbers in a feature vector. */
  int features();

  /** Hexadecimal SHA-256 of its graph and weights. */
  String fingerprint();

  /**
   * Adds the network.
   *
   * @param nodes of the graph, or of a loop's body
   * @param x inputs [rows, ...example]
   * @throws IllegalArgumentException if their shape is another
   */
  Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x);

  /** What numbers the tokens that it reads; empty if it reads none, or that is not known. */
  default Optional<TokenSeal> tokens() {
    return Optional.empty();
  }

  /** Whether what it gives is drawn at random. */
  default boolean samples() {
    return false;
  }

  /** Classes of its logits; 0 if it gives none. */
  default int classes() {
    return 0;
  }

  /**
   * The same with a draw.
   *
   * @param draw scalar that keys the draws of one that samples; others ignore it
   */
  default Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x, Operand<TInt64> draw) {
    return apply(nodes, x);
  }

  /**
   * The same network with the logits of its own last layer as features.
   *
   * @throws IllegalArgumentException if they are not known
   */
  default Backbone ownLayer() {
    return OwnLayer.of(this);
  }

  /**
   * Refuses examples of another shape.
   *
   * @throws IllegalArgumentException in one line
   */
  default void requireInput(Shape example) {
    Require.that(
        example.isCompatibleWith(input()),
        "backbone",
        "one for examples of shape " + example,
        "one for " + input());
  }

  /**
   * What it gives.
   *
   * @param features [rows, features]
   * @param logits [rows, classes] of its own last layer, if it has one
   * @param embedded [rows, length, size] what its tokens became, for gradients, if it reads tokens
   */
  record Outputs(
      Expr<TFloat32> features,
      Optional<Expr<TFloat32>> logits,
      Optional<Expr<TFloat32>> embedded) {}
}
