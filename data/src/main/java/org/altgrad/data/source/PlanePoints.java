package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Two small problems in the plane, of K. Daruwalla and M. Lipasti, Information bottleneck-based
 * Hebbian learning rule naturally ties working memory and synaptic updates, Frontiers in
 * Computational Neuroscience 18, 2024.
 *
 * <p>{@code linear}: x uniform on the square (-1, 1)², label 1 if w x > 0 with w = (-0.9435144,
 * -0.4910064), else 0. {@code xor}: two fair bits, the label is their exclusive or, plus noise N(0,
 * 0.1²) on each coordinate. Columns: {@code input} float32 {@code [2]} and {@code label}; splits
 * {@code train} and {@code test}.
 *
 * @param name {@code linear} or {@code xor}
 * @param nTrain number of training examples
 * @param nTest number of test examples
 * @param inputScale factor on the coordinates, after the label is known; the reference
 *     implementation's is 1/255, for it takes points for pixels
 * @param seed seed of the examples
 */
public record PlanePoints(String name, int nTrain, int nTest, double inputScale, long seed)
    implements DataSource {
  private static final List<String> NAMES = List.of("linear", "xor");
  private static final double[] W = {-0.9435144, -0.4910064};
  private static final double NOISE = 0.1;

  public PlanePoints {
    Require.that(NAMES.contains(name), "name", "linear or xor", name);
    Require.atLeast("nTrain", nTrain, 1);
    Require.atLeast("nTest", nTest, 1);
    Require.positive("inputScale", inputScale);
  }

  @Override
  public DataSet load(DataContext context) {
    return Generated.of(name, 2, seed, List.of(split("train", nTrain), split("test", nTest)));
  }

  private Split split(String split, int count) {
    RandomStream random = RandomStream.of(seed, name + " " + split);
    float[][] inputs = new float[count][2];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      double[] x = new double[2];
      if (name.equals("linear")) {
        x[0] = random.uniform(-1, 1);
        x[1] = random.uniform(-1, 1);
        labels[i] = W[0] * x[0] + W[1] * x[1] > 0 ? 1 : 0;
      } else {
        int a = random.nextBit(0.5);
        int b = random.nextBit(0.5);
        x[0] = a + NOISE * random.nextGaussian();
        x[1] = b + NOISE * random.nextGaussian();
        labels[i] = a ^ b;
      }
      inputs[i][0] = (float) (inputScale * x[0]);
      inputs[i][1] = (float) (inputScale * x[1]);
    }
    return Split.of(split, Column.vectors("input", inputs), Column.labels(labels));
  }
}
