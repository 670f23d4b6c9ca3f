package org.altgrad.graphs.ilc.network;

import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.LayerSizes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** A small network with random data in the graph of a test, in double precision. */
public record TinyProblem(
    Problem<TFloat64> problem, Batch<TFloat64> batch, Randoms randoms, TestGraph graph) {

  /** Two hidden layers of leaky rectifiers. */
  public static MlpModel mlp(Norm norm) {
    return new MlpModel(
        "mlp",
        LayerSizes.of(6, 6),
        MlpModel.Activation.LEAKY_RELU,
        norm,
        2,
        0,
        Weighting.HE_NORMAL,
        0.01);
  }

  /** A residual network on images of 8 x 8 pixels. */
  public static FastResnet resnet(Norm norm) {
    return new FastResnet("fast_resnet", 2, norm, 2);
  }

  /** With random inputs and labels; rows of different environments differ. */
  public static TinyProblem of(
      TestGraph g, IlcModel model, Loss loss, int environments, int examples) {
    Shape example = model instanceof FastResnet ? Shape.of(8, 8, 2) : Shape.of(4);
    int classes = loss == Loss.CROSS_ENTROPY ? 3 : loss == Loss.SQUARED ? 0 : 2;
    int outputs = loss.outputs(classes);
    Randoms randoms = new Randoms(5, g.tf.constant(0L));
    int rows = environments * examples;
    Random random = new Random(11);
    Expr<TFloat64> x =
        g.f64.constant(
            Shape.of(rows).append(example), random.doubles(rows * example.size(), -2, 2).toArray());
    double[] targets = new double[rows * outputs];
    for (int n = 0; n < rows; n++) {
      switch (loss) {
        case CROSS_ENTROPY -> targets[n * outputs + random.nextInt(outputs)] = 1;
        case BINARY_CROSS_ENTROPY -> targets[n] = random.nextInt(2);
        case SQUARED -> targets[n] = random.nextGaussian();
      }
    }
    Expr<TFloat64> y = g.f64.constant(Shape.of(rows, outputs), targets);
    return new TinyProblem(
        Problem.of(model, example, outputs, loss, g.f64, g.variables, randoms),
        new Batch<>(x, y, environments, examples),
        randoms,
        g);
  }

  /** Sets the parameters to their initial values. */
  public TinyProblem initialised() {
    graph.initialize();
    return this;
  }
}
