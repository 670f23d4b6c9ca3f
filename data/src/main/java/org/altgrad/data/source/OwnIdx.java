package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Place;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.SharedExamples;
import org.altgrad.data.Split;
import org.altgrad.data.format.IdxArray;
import org.altgrad.data.format.IdxReader;

/**
 * A user's pictures in MNIST's format, gzipped or not: {@code image} uint8 {@code [height, width,
 * channels]}, {@code label}.
 *
 * @param name {@code idx}
 * @param train files to train on
 * @param validation files to choose by; without images some are held out
 * @param test files to test; without images some are held out
 * @param limits how many examples to use, and how many classes there are
 * @param heldOut what is held out of each class
 */
public record OwnIdx(
    String name,
    IdxFiles train,
    IdxFiles validation,
    IdxFiles test,
    @Inline OwnLimits limits,
    @Inline HoldOut heldOut)
    implements DataSource, PartlyIdle {

  /**
   * Where the images and labels of a split are.
   *
   * @param images bytes of shape [rows, height, width] or [rows, height, width, channels]
   * @param labels bytes of shape [rows]
   */
  public record IdxFiles(Optional<Path> images, Optional<Path> labels) {
    public IdxFiles {
      Require.that(
          labels.isPresent() || images.isEmpty(), "labels", "given with the images", labels);
      Require.that(
          images.isPresent() || labels.isEmpty(), "images", "given with the labels", images);
    }
  }

  public OwnIdx {
    Require.that(name.equals("idx"), "name", "idx", name);
    Require.that(train.images().isPresent(), "train.images", "given", train.images());
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle(validation.images().isPresent(), test.images().isPresent());
  }

  @Override
  public DataSet load(DataContext context) {
    List<Provenance> files = new ArrayList<>();
    Map<String, Split> splits = new LinkedHashMap<>();
    int train = limits.trainLimit().orElse(Integer.MAX_VALUE);
    int tested = limits.testLimit().orElse(Integer.MAX_VALUE);
    splits.put("train", split("train", this.train, files).prefix(train));
    if (validation.images().isPresent()) {
      splits.put("validation", split("validation", validation, files));
    }
    if (test.images().isPresent()) {
      // Labels of rows that are not used need not be right.
      splits.put("test", split("test", test, files).prefix(tested));
    }
    int classes = limits.classes(splits.get("train"), "label");
    splits.forEach((name, split) -> requireClasses(name, split, classes));
    return DataSet.of(
            "own pictures " + this.train.images().orElseThrow().getFileName(),
            classes,
            files,
            limits.completed(heldOut, splits))
        .withHints(SharedExamples.notes(splits));
  }

  private static void requireClasses(String name, Split split, int classes) {
    Column labels = split.column("label");
    for (int i = 0; i < labels.count(); i++) {
      if (labels.label(i) >= classes) {
        throw new DataException(
            "data.%s.labels: row %d (from 0): must be from 0 to %d but is %d"
                .formatted(name, i, classes - 1, labels.label(i)));
      }
    }
  }

  private static Split split(String name, IdxFiles own, List<Provenance> files) {
    IdxArray images = read(own.images().orElseThrow(), files);
    IdxArray labels = read(own.labels().orElseThrow(), files);
    List<Integer> shape = new ArrayList<>(images.shape());
    if (shape.size() == 3) {
      shape.add(1);
    }
    if (shape.size() != 4) {
      throw new DataException(
          "%s: must have axes [rows, height, width] or one more for channels but has %s"
              .formatted(own.images().get(), images.shape()));
    }
    int count = shape.remove(0);
    if (labels.shape().size() != 1 || labels.shape().get(0) != count) {
      throw new DataException(
          "%s: must have %d labels, as many as %s has images, but has shape %s"
              .formatted(own.labels().get(), count, own.images().get(), labels.shape()));
    }
    int[] numbers = new int[count];
    ByteBuffer bytes = labels.data();
    for (int i = 0; i < count; i++) {
      numbers[i] = bytes.get(i) & 0xff;
    }
    Column image =
        new Column("image", ElementType.UINT8, shape, count, Column.PIXEL, images.data());
    return Split.of(name, image, Column.labels(numbers))
        .with(RowOrigin.rows(own.images().get().toString(), count));
  }

  private static IdxArray read(Path file, List<Provenance> files) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": must be an IDX file but " + Place.found(file));
    }
    IdxArray array = IdxReader.read(file);
    files.add(Provenance.of(file.getFileName().toString(), file.toString(), array.data()));
    return array;
  }
}
