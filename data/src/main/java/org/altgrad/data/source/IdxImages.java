package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.fetch.Located;
import org.altgrad.data.format.IdxArray;
import org.altgrad.data.format.IdxReader;

/**
 * MNIST and the sets in its format: {@code image} uint8 {@code [28, 28, 1]}, {@code label} 0..9;
 * splits {@code train}, {@code validation} if something is held out, and {@code test}.
 *
 * @param name {@code mnist10k}, {@code mnist} or {@code fashion_mnist}
 * @param root the data root, with one folder per data set
 * @param trainLimit use the first so many training examples
 * @param testLimit use the first so many test examples
 * @param subset {@code full} or {@code small}
 * @param stride take every so-manieth row and column; 1 = all
 * @param holdout share of the training examples, of each class, that is the split {@code
 *     validation}; 0: there is none
 */
public record IdxImages(
    String name,
    Path root,
    Optional<Integer> trainLimit,
    Optional<Integer> testLimit,
    Subset subset,
    int stride,
    double holdout)
    implements DataSource {
  private static final List<String> NAMES = List.of("mnist10k", "mnist", "fashion_mnist");

  public IdxImages {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "name: must be one of %s but is %s".formatted(NAMES, name));
    }
    new Selection(trainLimit, testLimit, subset, stride);
    Require.share("holdout", holdout);
  }

  /** All of a set with that name. */
  public static IdxImages of(String name, Path root) {
    return new IdxImages(name, root, Optional.empty(), Optional.empty(), Subset.FULL, 1, 0);
  }

  @Override
  public DataSet load(DataContext context) {
    FileLoader loader = new FileLoader(context, root, name);
    Selection selection = new Selection(trainLimit, testLimit, subset, stride);
    Split train = split("train", "train", loader);
    Split test = split("test", "t10k", loader);
    Split seen = selection.strided(train.prefix(selection.train(train.count())));
    Split unseen = selection.strided(test.prefix(selection.test(test.count())));
    return DataSet.of(
        loader.entry().about().title(),
        loader.entry().classes(),
        loader.provenance(),
        new HoldOut(holdout, 0)
            .complete(seen, Optional.empty(), Optional.of(unseen))
            .toArray(Split[]::new));
  }

  private static Split split(String split, String prefix, FileLoader loader) {
    IdxArray images = read(prefix + "-images-idx3-ubyte", 3, loader);
    IdxArray labels = read(prefix + "-labels-idx1-ubyte", 1, loader);
    int count = images.shape().get(0);
    if (labels.shape().get(0) != count) {
      throw new DataException(
          "split %s of %s has %d images, but %d labels"
              .formatted(split, loader.entry().about().title(), count, labels.shape().get(0)));
    }
    List<Integer> shape = List.of(images.shape().get(1), images.shape().get(2), 1);
    return Split.of(
        split,
        new Column("image", ElementType.UINT8, shape, count, Column.PIXEL, images.data()),
        Column.labels(labels(labels, loader.entry())));
  }

  private static IdxArray read(String name, int rank, FileLoader loader) {
    Located file = loader.obtain(name);
    IdxArray array = IdxReader.parse(loader.content(file), file.source());
    if (array.shape().size() != rank) {
      throw new DataException(
          "%s has %d axes, not %d".formatted(file.source(), array.shape().size(), rank));
    }
    return array;
  }

  private static int[] labels(IdxArray array, CatalogueEntry entry) {
    int[] labels = new int[array.shape().get(0)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = array.data().get(i) & 0xff;
      if (labels[i] >= entry.classes()) {
        throw new DataException(
            "%s has label %d at %d, but %d classes"
                .formatted(entry.about().title(), labels[i], i, entry.classes()));
      }
    }
    return labels;
  }
}
