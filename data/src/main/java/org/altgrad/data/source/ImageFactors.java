package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.Csv;
import org.altgrad.base.Inline;
import org.altgrad.base.Place;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.format.Picture;

/**
 * A user's own pictures and the factors behind them: a folder of PNG and JPEG files of one size and
 * a CSV file with a first line {@code file,factor,factor,…} and a line of numbers for each picture,
 * whose files are named relative to the folder.
 *
 * <p>Columns: {@code image} uint8 {@code [height, width, 3]}, or 1 for grey, {@code sources}
 * float32 {@code [k]}, the factors in the order of the first line, {@code label} 0. Constant {@code
 * sources.discrete} {@code [k]}; attachment {@code factors}: their names, one a line.
 *
 * @param name {@code image_factors}
 * @param folder with the pictures
 * @param factors the CSV file; empty for {@code factors.csv} in the folder
 * @param discrete names of factors that only have a few values
 * @param grey whether to take the mean of red, green and blue
 * @param splits how rows are shared out
 */
public record ImageFactors(
    String name,
    Path folder,
    Optional<Path> factors,
    List<String> discrete,
    boolean grey,
    @Inline SplitRatios splits)
    implements DataSource {
  private static final String FORM = "a first line file,factor,factor,…";

  public ImageFactors {
    discrete = List.copyOf(discrete);
    Require.that(name.equals("image_factors"), "name", "image_factors", name);
  }

  @Override
  public DataSet load(DataContext context) {
    CsvFile table = table();
    List<String> names = table.head().subList(1, table.head().size());
    requireFactors(names, table.path());
    int[] columns = IntStream.rangeClosed(1, names.size()).toArray();
    int n = table.rows().size();
    float[][] sources = new float[n][];
    Map<String, Integer> lines = new HashMap<>();
    List<Integer> shape = null;
    ByteBuffer images = null;
    for (int i = 0; i < n; i++) {
      Csv.Row row = table.rows().get(i);
      String place = table.place(row);
      sources[i] = table.numbers(row, columns);
      String file = row.fields().get(0);
      Integer before = lines.put(file, row.line());
      if (before != null) {
        throw new DataException(place + file + " stands in line " + before + " already");
      }
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new DataException(
            place + folder.resolve(file) + " " + Place.found(folder.resolve(file)));
      }
      Picture image = Picture.read(folder.resolve(file), place);
      List<Integer> own = List.of(image.height(), image.width(), grey ? 1 : 3);
      if (shape == null) {
        shape = own;
        images = Column.allocate(ElementType.UINT8, shape, n);
      }
      if (!own.equals(shape)) {
        throw new DataException(
            "%s%s: must have %d x %d pixels, as %s has, but has %d x %d"
                .formatted(
                    place,
                    file,
                    shape.get(1),
                    shape.get(0),
                    table.rows().get(0).fields().get(0),
                    own.get(1),
                    own.get(0)));
      }
      images.put(pixels(image));
    }
    images.flip();
    String from = folder.toString();
    List<Provenance> files = List.of(Provenance.of("pictures", from, images), table.provenance());
    return new FactorRows(images, shape, Column.vectors("sources", sources), names)
        .dataSet(
            "pictures of " + folder.getFileName(),
            splits,
            files,
            List.of(FactorRows.discrete(names, discrete)),
            table.path().toString());
  }

  private CsvFile table() {
    CsvFile table = CsvFile.read(factors.orElse(folder.resolve("factors.csv")), FORM);
    if (table.head().size() < 2) {
      throw new DataException(
          table.path() + ": must be a CSV file with " + FORM + " but has one name");
    }
    return table;
  }

  private void requireFactors(List<String> names, Path path) {
    for (String wanted : discrete) {
      if (!names.contains(wanted)) {
        throw new DataException(
            "data.discrete: must be names of factors in %s, %s, but is %s"
                .formatted(path, String.join(", ", names), wanted));
      }
    }
  }

  private byte[] pixels(Picture picture) {
    if (!grey) {
      return picture.rgb();
    }
    byte[] rgb = picture.rgb();
    byte[] pixels = new byte[rgb.length / 3];
    for (int p = 0; p < pixels.length; p++) {
      int sum = (rgb[3 * p] & 0xff) + (rgb[3 * p + 1] & 0xff) + (rgb[3 * p + 2] & 0xff);
      pixels[p] = (byte) Math.round(sum / 3f);
    }
    return pixels;
  }
}
