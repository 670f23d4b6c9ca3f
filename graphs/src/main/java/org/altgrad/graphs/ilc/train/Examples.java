package org.altgrad.graphs.ilc.train;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.recording.Observed;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * How a network reads the rows of a data set.
 *
 * @param column of inputs
 * @param shape of one input
 * @param standard what inputs are shifted and scaled by
 * @param classes of the labels, 0 if there are none
 */
record Examples(
    String column, Shape shape, Optional<ResidentSplit.Standard> standard, Loss loss, int classes)
    implements Observed.Reader {

  /**
   * Those of the training split.
   *
   * @throws IllegalArgumentException if it has nothing to read, or not what the loss needs
   */
  static Examples of(Context context, IlcSettings settings) {
    ResidentSplit train = context.split("train");
    String column =
        List.of("input", "image").stream()
            .filter(train::has)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "data: the training split has neither a column 'input' nor 'image'"));
    settings.risk().loss().outputs(context.classes());
    Examples examples =
        new Examples(
            column,
            train.example(column),
            standard(train, column, settings.standardise()),
            settings.risk().loss(),
            context.classes());
    if (!examples.fits(train)) {
      throw new IllegalArgumentException(
          "loss: needs a column '" + examples.target() + "', which the training split has not");
    }
    return examples;
  }

  private static Optional<ResidentSplit.Standard> standard(
      ResidentSplit train, String column, IlcSettings.Standardise how) {
    return switch (how) {
      case NONE -> Optional.empty();
      case GLOBAL -> Optional.of(train.standard(column, false));
      case CHANNEL -> Optional.of(train.standard(column, true));
    };
  }

  private String target() {
    return loss.classifies() ? "label" : "target";
  }

  /** Whether a split has inputs and what they should lead to. */
  boolean fits(ResidentSplit split) {
    return split.has(column) && split.has(target());
  }

  /** Outputs of a network. */
  int outputs() {
    return loss.outputs(classes);
  }

  /** Inputs as the network reads them. */
  <T extends TNumber> Expr<T> prepared(Expr<T> x) {
    return standard.isPresent() ? standard.get().apply(x) : x;
  }

  /** [rows, ...shape]. */
  @Override
  public Expr<TFloat32> inputs(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return prepared(split.gather(nodes, column, rows));
  }

  /** [rows, outputs], see {@link Loss}. */
  @Override
  public Expr<TFloat32> targets(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return switch (loss) {
      case CROSS_ENTROPY -> nodes.oneHot(split.gatherInt(nodes, "label", rows), classes);
      case BINARY_CROSS_ENTROPY, SQUARED -> split.gather(nodes, target(), rows).reshape(-1, 1);
    };
  }
}
