package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.types.family.TNumber;

/** What a network observes: binary images from grey ones, vectors as they are. */
public final class Pixels {
  private Pixels() {}

  /** The column of what is observed: {@code image}, or else {@code input}. */
  public static String column(ResidentSplit split) {
    return split.has("image") ? "image" : "input";
  }

  /**
   * What a function takes, for its users.
   *
   * @param split of the training
   * @param several whether they are several
   */
  public static String named(ResidentSplit split, boolean several) {
    String column = column(split);
    String what = (column.equals("image") ? "image" : "row") + (several ? "s" : "");
    return column.equals("image") && split.intensities(column)
        ? what + " with intensities in [0, 1]"
        : what + " of numbers on the scale of the training data";
  }

  /**
   * What a network observes.
   *
   * @param column of the values: pictures are binarised, vectors are not
   * @param values [batch, ...]
   * @return [batch, numbers]
   */
  public static <T extends TNumber> Expr<T> observed(
      String column, Expr<T> values, Randoms randoms) {
    return column.equals("image")
        ? binarise(values, randoms)
        : values.reshape(-1, values.shape().tail().size());
  }

  /**
   * Dynamic binarisation: a pixel is 1 with a probability equal to its intensity.
   *
   * @param images [batch, ...] intensities in [0, 1]
   * @return [batch, pixels]
   */
  public static <T extends TNumber> Expr<T> binarise(Expr<T> images, Randoms randoms) {
    Expr<T> p = images.reshape(-1, images.shape().tail().size());
    return p.nodes().indicator(randoms.uniformLike("pixels", p).less(p));
  }
}
