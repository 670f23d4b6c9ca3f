package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * A few pictures with a random vector each, on which a reservoir learns to emit a layer's signal:
 * K. Daruwalla and M. Lipasti, Frontiers in Computational Neuroscience 18, 2024.
 *
 * <p>The first {@code count} test pictures are split {@code train}; the next {@code count}, which
 * the reference implementation does not look at, are split {@code test}. Columns: {@code image}
 * uint8 {@code [28, 28, 1]}, {@code label}, and {@code z} float32 {@code [zDims]} uniform on (0,
 * 1), standing for a layer's activity and always the same for a picture.
 *
 * @param name {@code reservoir_digits}
 * @param images which pictures; grey ones
 * @param root the data root, with one folder per data set
 * @param count pictures of a split
 * @param zDims length of z
 * @param seed seed of z
 */
public record ReservoirDigits(
    String name, ImageSet images, Path root, int count, int zDims, long seed)
    implements DataSource {

  public ReservoirDigits {
    Require.that(name.equals("reservoir_digits"), "name", "reservoir_digits", name);
    images.requireGrey();
    Require.atLeast("count", count, 1);
    Require.atLeast("zDims", zDims, 1);
  }

  @Override
  public DataSet load(DataContext context) {
    DataSet pictures = images.load(root, 1, context);
    Split all = pictures.split("test");
    if (2L * count > all.count()) {
      throw new DataException(
          "data.count %d: must be at most %d, half of the test pictures of %s"
              .formatted(count, all.count() / 2, pictures.name()));
    }
    Split train = withZ(all.prefix(count), "train");
    Split test = withZ(all.from(count).prefix(count), "test");
    return Generated.of(
        pictures.name() + ", for a reservoir",
        pictures.classes(),
        pictures.files(),
        seed,
        List.of(train, test));
  }

  private Split withZ(Split pictures, String split) {
    RandomStream random = RandomStream.of(seed, "reservoir_digits " + split);
    float[][] z = new float[count][zDims];
    for (float[] vector : z) {
      random.fill(vector, 0, 1);
    }
    return pictures.named(split).with(Column.vectors("z", z));
  }
}
