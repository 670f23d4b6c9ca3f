package org.altgrad.data.source;

import java.nio.file.Path;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;

/**
 * The pictures that a recipe colours.
 *
 * @param images which pictures; grey ones
 * @param root the data root, with one folder per data set
 * @param subsample take every so-manieth row and column of the pictures; 1 = all
 */
public record GreyPictures(ImageSet images, Path root, int subsample) {
  public GreyPictures {
    images.requireGrey();
    Require.atLeast("subsample", subsample, 1);
  }

  /** All of them. */
  DataSet load(DataContext context) {
    return images.load(root, subsample, context);
  }
}
