package org.altgrad.graphs.hnca;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.ndarray.Shape;

/**
 * Small images with labels, to run programs on.
 *
 * @param shape of one image
 * @param images 0 or 1
 */
public record Images(Shape shape, byte[][] images, int[] labels) {

  /** Noisy copies of random prototypes, one for each class. */
  public static Images prototypes(
      Shape shape, int classes, int count, double flip, long prototypes, long seed) {
    int pixels = (int) shape.size();
    byte[][] patterns = new byte[classes][pixels];
    Random fixed = new Random(prototypes);
    for (byte[] pattern : patterns) {
      for (int i = 0; i < pixels; i++) {
        pattern[i] = (byte) fixed.nextInt(2);
      }
    }
    Random random = new Random(seed);
    byte[][] images = new byte[count][pixels];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = random.nextInt(classes);
      for (int i = 0; i < pixels; i++) {
        boolean flipped = random.nextDouble() < flip;
        images[n][i] = (byte) (flipped ? 1 - patterns[labels[n]][i] : patterns[labels[n]][i]);
      }
    }
    return new Images(shape, images, labels);
  }

  /**
   * One network on training and test images.
   *
   * @param classes 0 where the program does not read labels
   * @param lr of Adam
   */
  public static Rig.Setting setting(
      Images train, Images test, int classes, int batch, double lr, long epochs) {
    return new Rig.Setting(
        3,
        Map.of("train", train.columns(), "test", test.columns()),
        classes,
        batch,
        1,
        epochs,
        new Optimizer(lr, new Adam()));
  }

  private List<ResidentSplit.HostColumn> columns() {
    return List.of(Rig.bytes("image", shape, images), Rig.bytes("label", labels));
  }
}
