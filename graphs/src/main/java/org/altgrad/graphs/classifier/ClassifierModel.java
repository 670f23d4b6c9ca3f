package org.altgrad.graphs.classifier;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Context;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** A network that classifies by one last layer on its features. */
public sealed interface ClassifierModel permits ImageCnn, TextCnn {
  /** Column of the data set that it reads. */
  String column();

  /** Type of that column's numbers. */
  Class<? extends TNumber> inputType();

  /**
   * Adds the layers below the last one.
   *
   * @param parameters of several networks, [networks, ...]
   * @param context of the data set
   * @param x [networks or 1, batch, ...example]
   * @param mode whether the network is being trained
   * @return [networks, batch, features]
   */
  Expr<TFloat32> features(
      Parameters<TFloat32> parameters, Context context, Expr<TFloat32> x, Mode mode);

  /** Numbers in a feature vector. */
  int features();
}
