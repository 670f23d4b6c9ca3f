package org.altgrad.graphs.ilc.recording;

import java.util.List;
import java.util.random.RandomGenerator;
import org.tensorflow.ndarray.Shape;

/** Directions in parameter space, one array for each parameter. */
final class StepDirections {
  private StepDirections() {}

  /**
   * A random direction in which each filter, the weights of one output, is as long as the
   * parameter's (Li et al. 2018); biases and scales stay where they are.
   */
  static float[][] filterNormalised(
      RandomGenerator random, List<Shape> shapes, float[][] parameters) {
    float[][] direction = new float[parameters.length][];
    for (int p = 0; p < parameters.length; p++) {
      direction[p] = new float[parameters[p].length];
      Shape shape = shapes.get(p);
      if (shape.numDimensions() < 2) {
        continue;
      }
      int outputs = (int) shape.get(shape.numDimensions() - 1);
      double[] own = new double[outputs];
      double[] drawn = new double[outputs];
      for (int i = 0; i < direction[p].length; i++) {
        direction[p][i] = (float) random.nextGaussian();
        own[i % outputs] += (double) parameters[p][i] * parameters[p][i];
        drawn[i % outputs] += (double) direction[p][i] * direction[p][i];
      }
      for (int i = 0; i < direction[p].length; i++) {
        direction[p][i] *= (float) Math.sqrt(own[i % outputs] / drawn[i % outputs]);
      }
    }
    return direction;
  }

  /** Independent signs. */
  static float[][] rademacher(RandomGenerator random, float[][] parameters) {
    float[][] signs = new float[parameters.length][];
    for (int p = 0; p < parameters.length; p++) {
      signs[p] = new float[parameters[p].length];
      for (int i = 0; i < signs[p].length; i++) {
        signs[p][i] = random.nextBoolean() ? 1 : -1;
      }
    }
    return signs;
  }

  /** a · x. */
  static float[][] scaled(double a, float[][] x) {
    return combined(a, x, 0, x);
  }

  /** a · x + b · y. */
  static float[][] combined(double a, float[][] x, double b, float[][] y) {
    float[][] sum = new float[x.length][];
    for (int p = 0; p < x.length; p++) {
      sum[p] = new float[x[p].length];
      for (int i = 0; i < sum[p].length; i++) {
        sum[p][i] = (float) (a * x[p][i] + b * y[p][i]);
      }
    }
    return sum;
  }

  static double norm(float[][] x) {
    double square = 0;
    for (float[] part : x) {
      for (float value : part) {
        square += (double) value * value;
      }
    }
    return Math.sqrt(square);
  }
}
