package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.altgrad.data.DataSet;

/** The pictures that a recipe is applied to. */
public enum ImageSet {
  /** 10,000 bundled digits. */
  MNIST10K,
  /** MNIST. */
  MNIST,
  /** Fashion-MNIST. */
  FASHION_MNIST,
  /** CIFAR-10. */
  CIFAR10;

  /** Whether its pictures have one channel. */
  boolean grey() {
    return this != CIFAR10;
  }

  /** Refuses pictures that have colours already. */
  void requireGrey() {
    if (!grey()) {
      throw new IllegalArgumentException(
          "images: must be one of mnist10k, mnist, fashion_mnist but is cifar10, which has"
              + " colours");
    }
  }

  /**
   * What loads it.
   *
   * @param stride take every so-manieth row and column
   * @param variant which pixels of CIFAR-10
   * @param trainLimit use the first so many training examples
   * @param testLimit use the first so many test examples
   */
  DataSource source(
      Path root,
      int stride,
      Cifar10.Variant variant,
      Optional<Integer> trainLimit,
      Optional<Integer> testLimit) {
    return grey()
        ? new IdxImages(
            name().toLowerCase(Locale.ROOT), root, trainLimit, testLimit, Subset.FULL, stride, 0)
        : new Cifar10("cifar10", root, variant, trainLimit, testLimit, Subset.FULL, stride);
  }

  /** Loads all of one of the grey sets. */
  DataSet load(Path root, int stride, DataContext context) {
    requireGrey();
    return source(root, stride, Cifar10.Variant.OFFICIAL, Optional.empty(), Optional.empty())
        .load(context);
  }
}
