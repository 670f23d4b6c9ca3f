package org.altgrad.graphs.biohsic;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.ndarray.Shape;

/** Programs on points around one centre for each class. */
final class Clouds {
  static final int CLASSES = 3;

  private Clouds() {}

  /**
   * @param column {@code input}, with centres in the plane on a circle, or {@code image}, with
   *     pixels in [0, 1]
   * @param example shape of one example
   * @param train number of training examples
   */
  static Rig rig(
      BiohsicSettings settings,
      HsicModel model,
      int models,
      String column,
      Shape example,
      int train,
      int batch) {
    return rig(
        settings, model, models, new Points(column, example, train), batch, context -> context);
  }

  /**
   * What is learned from.
   *
   * @param count number of training examples
   */
  record Points(String column, Shape example, int count) {}

  /** The same in another context. */
  static Rig rig(
      BiohsicSettings settings,
      HsicModel model,
      int models,
      Points points,
      int batch,
      UnaryOperator<Context> change) {
    String column = points.column();
    Shape example = points.example();
    int train = points.count();
    var splits =
        Map.of("train", points(column, example, train, 1), "test", points(column, example, 60, 2));
    Rig.Setting setting =
        new Rig.Setting(
            5,
            splits,
            CLASSES,
            batch,
            models,
            10,
            new Optimizer(
                3e-3,
                new Schedule.Constant(),
                new Regularisation(1e-3, Decay.AFTER),
                new Adam(0.9, 0.99, 1e-8)));
    return new Rig(
        setting.withValidation(),
        context -> Biohsic.program(change.apply(context), settings, model));
  }

  private static List<ResidentSplit.HostColumn> points(
      String column, Shape example, int count, long seed) {
    int size = (int) example.size();
    Random fixed = new Random(9);
    double[][] centres = new double[CLASSES][size];
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i < size; i++) {
        double angle = 2 * Math.PI * c / CLASSES + Math.PI / 2 * i;
        centres[c][i] = column.equals("input") ? Math.cos(angle) : 0.2 + 0.6 * fixed.nextDouble();
      }
    }
    Random random = new Random(seed);
    double[][] values = new double[count][size];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = random.nextInt(CLASSES);
      for (int i = 0; i < size; i++) {
        values[n][i] = centres[labels[n]][i] + 0.1 * random.nextGaussian();
      }
    }
    return List.of(Rig.floats(column, example, values), Rig.integers("label", labels));
  }
}
