package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.graphs.hnca.vae.BernoulliHvae;
import org.altgrad.graphs.hnca.vae.VaeSettings;
import org.altgrad.graphs.program.ShuffledBatches;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;

/** The networks and batches that gradients are measured on. */
public final class Networks {
  /** Pixels of the tiny network: few enough that its data set is every pattern. */
  private static final int TINY_PIXELS = 6;

  /** Overrides that make the network of an experiment tiny. */
  public static final List<String> TINY =
      List.of("model.latent_layers=2", "model.width=3", "trainer.batch_size=8");

  private Networks() {}

  /** Every pattern of six bits, for training and for testing. */
  public static DataSet tinyData() {
    int count = 1 << TINY_PIXELS;
    List<Integer> shape = List.of(1, TINY_PIXELS, 1);
    var bytes = Column.allocate(ElementType.UINT8, shape, count);
    for (int i = 0; i < count * TINY_PIXELS; i++) {
      bytes.put(i, (byte) (i / TINY_PIXELS >> i % TINY_PIXELS & 1));
    }
    Column image = new Column("image", ElementType.UINT8, shape, count, 1f, bytes);
    return DataSet.of("patterns", 0, List.of(), Split.of("train", image), Split.of("test", image));
  }

  /**
   * Checks that an experiment is one whose gradients can be measured.
   *
   * @throws ConfigException if it is of another method
   */
  public static void check(Experiment experiment) {
    settings(experiment);
  }

  /** The method's settings; throws ConfigException if the experiment is of another method. */
  static VaeSettings settings(Experiment experiment) {
    if (experiment.settings() instanceof VaeSettings settings) {
      return settings;
    }
    throw new ConfigException(
        "method: gradients are measured for hnca_vae, but experiment "
            + experiment.name()
            + " has "
            + experiment.method().name());
  }

  static BernoulliHvae model(Experiment experiment) {
    settings(experiment);
    return (BernoulliHvae) experiment.model();
  }

  /** The intensities of the batch that training takes first, [batch][pixels]. */
  static float[][] batch(Experiment experiment, DataSet data) {
    Split train = data.split("train");
    int batch = experiment.trainer().batchSize();
    if (batch > train.count()) {
      throw new ConfigException(
          "trainer.batch_size: must be at most "
              + train.count()
              + ", the examples for training, but is "
              + batch);
    }
    Column image = train.column("image");
    List<float[]> rows = new ArrayList<>();
    for (int row : new ShuffledBatches(experiment.seed(), train.count(), batch).rows(0)) {
      rows.add(image.values(row));
    }
    return rows.toArray(new float[0][]);
  }
}
