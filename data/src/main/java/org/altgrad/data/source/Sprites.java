package org.altgrad.data.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.Constant;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.fetch.CachedFile;
import org.altgrad.data.mixing.SourceLaw;
import org.altgrad.data.random.RandomStream;
import org.altgrad.data.sprite.Sprite;
import org.altgrad.data.sprite.SpritePainter;
import org.altgrad.data.sprite.Warp;

/**
 * Pictures of one coloured polygon each, as P. Reizinger et al., Embrace the Gap, NeurIPS 2022,
 * have them. For each factor two shapes are drawn from U(2, 15)², and its values are x, y = 0.2 +
 * 0.55 Beta, scale = 0.11 + 0.09 Beta, hue = Beta, if wanted angle = 360 Beta (degrees) and shape
 * (triangle 0, square 1, pentagon 2, with random probabilities).
 *
 * <p>Columns: {@code image} uint8 {@code [size, size, 3]}, {@code sources} float32 {@code [k]}, the
 * values in that order, {@code label} 0. Constants: {@code sources.discrete} {@code [k]}, 1 for the
 * shape; {@code sources.beta} {@code [k, 2]}, the shapes of the laws, 0 for the polygon's; {@code
 * sources.shape_probabilities} {@code [3]}. Attachment {@code factors}: their names, one a line.
 * Painted pictures are kept below the data root.
 *
 * @param name {@code sprites}
 * @param root the data root, with one folder per data set
 * @param nObs number of pictures
 * @param imageSize pixels of a side, 32 or 64
 * @param angle whether polygons are turned
 * @param shape whether they have different numbers of corners
 * @param warp what distorts all pictures
 * @param hsvShift what is added to hue, saturation and value of all pixels
 * @param splits how rows are shared out
 */
public record Sprites(
    String name,
    Path root,
    int nObs,
    int imageSize,
    boolean angle,
    boolean shape,
    Warp warp,
    List<Integer> hsvShift,
    @Inline SplitRatios splits)
    implements DataSource {
  /** To be changed with the pictures: those of earlier programs are then no longer used. */
  private static final int RECIPE = 1;

  private static final List<String> NAMES = List.of("x", "y", "scale", "hue");
  private static final double[] LOW = {0.2, 0.2, 0.11, 0, 0};
  private static final double[] RANGE = {0.55, 0.55, 0.09, 1, 360};
  private static final int ANGLE = 4;
  private static final double LEAST_SHAPE = 2;
  private static final double MOST_SHAPE = 15;

  public Sprites {
    hsvShift = List.copyOf(hsvShift);
    Require.that(name.equals("sprites"), "name", "sprites", name);
    Require.that(imageSize == 32 || imageSize == 64, "imageSize", "32 or 64", imageSize);
    int most = Integer.MAX_VALUE / (3 * imageSize * imageSize) - 1;
    Require.that(nObs >= 1 && nObs <= most, "nObs", "from 1 to " + most, nObs);
    boolean three = hsvShift.size() == 3 && hsvShift.stream().allMatch(s -> s >= 0 && s <= 255);
    Require.that(three, "hsvShift", "three whole numbers from 0 to 255", hsvShift);
  }

  @Override
  public DataSet load(DataContext context) {
    double[][] betas = betas();
    double[] probabilities = probabilities();
    float[][] sources = sources(betas, probabilities);
    long bytes = (long) nObs * 3 * imageSize * imageSize;
    ByteBuffer images = new CachedFile(cache(), bytes).content(out -> paint(sources, out));
    List<String> names = names();
    List<Constant> constants = new ArrayList<>();
    constants.add(FactorRows.discrete(names, shape ? List.of("shape") : List.of()));
    constants.add(Constant.matrix("sources.beta", betas));
    if (shape) {
      constants.add(Constant.vector("sources.shape_probabilities", probabilities));
    }
    List<Integer> picture = List.of(imageSize, imageSize, 3);
    return new FactorRows(images, picture, Column.vectors("sources", sources), names)
        .dataSet("sprites", splits, List.of(), constants, Generated.source(splits.seed()));
  }

  /** Where painted pictures are kept: the file's name is a checksum of all that they depend on. */
  Path cache() {
    String recipe =
        "sprites %d %s"
            .formatted(
                RECIPE, List.of(nObs, imageSize, angle, shape, warp, hsvShift, splits.seed()));
    ByteBuffer text = ByteBuffer.wrap(recipe.getBytes(StandardCharsets.UTF_8));
    String key = Provenance.of("", "", text).sha256().substring(0, 16);
    return root.resolve("sprites").resolve(key + ".rgb");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(NAMES);
    if (angle) {
      names.add("angle");
    }
    if (shape) {
      names.add("shape");
    }
    return names;
  }

  private double[][] betas() {
    RandomStream random = splits.random("sprites laws");
    double[][] betas = new double[names().size()][2];
    for (int k = 0; k < betas.length - (shape ? 1 : 0); k++) {
      Arrays.setAll(betas[k], i -> random.uniform(LEAST_SHAPE, MOST_SHAPE));
    }
    return betas;
  }

  private double[] probabilities() {
    RandomStream random = splits.random("sprites shapes");
    double[] shares = new double[Sprite.Shape.values().length];
    Arrays.setAll(shares, i -> random.nextDouble());
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }

  private float[][] sources(double[][] betas, double[] probabilities) {
    RandomStream random = splits.random("sources");
    float[][] sources = new float[nObs][betas.length];
    for (float[] row : sources) {
      for (int k = 0; k < NAMES.size() + (angle ? 1 : 0); k++) {
        double beta = SourceLaw.beta(betas[k][0], betas[k][1], random);
        row[k] = (float) (LOW[k] + RANGE[k] * beta);
      }
      if (shape) {
        double u = random.nextDouble();
        row[row.length - 1] = u < probabilities[0] ? 0 : u < 1 - probabilities[2] ? 1 : 2;
      }
    }
    return sources;
  }

  private void paint(float[][] sources, OutputStream out) throws IOException {
    SpritePainter painter = new SpritePainter(imageSize, warp, hsvShift);
    Sprite.Shape[] shapes = Sprite.Shape.values();
    for (float[] row : sources) {
      double turned = angle ? row[ANGLE] : 0;
      Sprite.Shape own = shapes[shape ? (int) row[row.length - 1] : 0];
      out.write(painter.paint(new Sprite(row[0], row[1], row[2], row[3], turned, own)));
    }
  }
}
