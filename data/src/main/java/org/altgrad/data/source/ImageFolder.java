package org.altgrad.data.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.altgrad.base.Csv;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Place;
import org.altgrad.base.Require;
import org.altgrad.data.Attachment;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.Split;
import org.altgrad.data.fetch.CachedFile;
import org.altgrad.data.format.CentreCrop;
import org.altgrad.data.format.Picture;

/**
 * Pictures of a user, PNG and JPEG, in one folder for each class. The folder has {@code train} and
 * perhaps {@code val} or {@code validation} and {@code test}, with the classes' folders in each, or
 * the classes' folders themselves. A split without a folder is held out of training; where there is
 * {@code val} but no {@code test}, it is what is tested on, and the split {@code validation} is
 * held out. Classes take turns, in the order of their files' names, so that any beginning has all.
 *
 * <p>Columns: {@code image} uint8 {@code [crop, crop, 3]}, {@code label}; attachment {@code
 * classes}: a CSV file {@code label,folder}. Pictures are kept, decoded, below the data root.
 *
 * @param name {@code image_folder}
 * @param folder the folder
 * @param root the data root
 * @param transform what becomes of a picture
 * @param classes how many classes there are; empty for as many as there are folders
 * @param classMap a CSV file {@code folder,label}; empty to number the folders of train by name
 * @param trainLimit use the first so many training pictures, those that are held out included
 * @param testLimit use the first so many test pictures
 * @param heldOut what is held out
 */
public record ImageFolder(
    String name,
    Path folder,
    Path root,
    @Inline CentreCrop transform,
    Optional<Integer> classes,
    Optional<Path> classMap,
    Optional<Integer> trainLimit,
    Optional<Integer> testLimit,
    @Inline HoldOut heldOut)
    implements DataSource, PartlyIdle {
  /** To be changed with the transform: pictures of earlier programs are then no longer used. */
  private static final int RECIPE = 1;

  public ImageFolder {
    Require.that(name.equals("image_folder"), "name", "image_folder", name);
    Require.atLeast("classes", classes.orElse(2), 2);
    Require.atLeast("trainLimit", trainLimit.orElse(1), 1);
    Require.atLeast("testLimit", testLimit.orElse(1), 1);
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle();
  }

  @Override
  public DataSet load(DataContext context) {
    boolean parted = Files.isDirectory(folder.resolve("train"));
    Path train = parted ? folder.resolve("train") : folder;
    Map<String, Integer> labels = labels(train);
    Optional<Path> validation = parted ? validation() : Optional.empty();
    Optional<Path> test = Optional.of(folder.resolve("test")).filter(Files::isDirectory);
    if (test.isEmpty()) {
      test = validation;
      validation = Optional.empty();
    }
    // Rows of files first, so that only what is used is decoded.
    List<Path> files = new ArrayList<>();
    List<Split> rows =
        heldOut.complete(
            rows("train", train, labels, files).prefix(trainLimit.orElse(Integer.MAX_VALUE)),
            validation.map(own -> rows("validation", own, labels, files)),
            parted ? test.map(own -> rows("test", own, labels, files)) : Optional.empty());
    List<String> below = files.stream().map(file -> folder.relativize(file).toString()).toList();
    List<Split> splits = new ArrayList<>();
    List<Provenance> provenance = new ArrayList<>();
    for (Split split : rows) {
      boolean limited = split.name().equals("test");
      Split used = split.prefix(limited ? testLimit.orElse(Integer.MAX_VALUE) : split.count());
      Column image = images(used, files);
      provenance.add(Provenance.of(split.name() + ", pictures", folder.toString(), image.data()));
      RowOrigin origin = new RowOrigin(folder.toString(), used.column("file"), below);
      splits.add(Split.of(split.name(), image, used.column("label")).with(origin));
    }
    StringBuilder table = new StringBuilder(Csv.line(List.of("label", "folder")));
    labels.forEach((own, label) -> table.append(Csv.line(List.of(label, own))));
    int count = classes.orElseGet(() -> 1 + labels.values().stream().max(Integer::compare).get());
    return DataSet.of(
            "pictures of " + folder.getFileName(), count, provenance, splits.toArray(Split[]::new))
        .with(
            Attachment.of(
                "classes", table.toString().getBytes(StandardCharsets.UTF_8), train.toString()))
        .withHints(parted ? others() : List.of());
  }

  private Optional<Path> validation() {
    List<Path> all =
        SplitNames.VALIDATION.stream().map(folder::resolve).filter(Files::isDirectory).toList();
    if (all.size() > 1) {
      throw new DataException(
          "%s: must have one folder for validation but has %s and %s"
              .formatted(folder, all.get(0).getFileName(), all.get(1).getFileName()));
    }
    return all.stream().findFirst();
  }

  /** Folders beside those of the splits. */
  private List<String> others() {
    List<String> others =
        list(folder, Files::isDirectory).stream().filter(own -> !SplitNames.isKnown(own)).toList();
    return others.isEmpty()
        ? List.of()
        : List.of(
            "not read of %s: %s; splits are %s"
                .formatted(folder, String.join(", ", others), String.join(", ", SplitNames.ALL)));
  }

  /** Labels of the classes' folders by name. */
  private Map<String, Integer> labels(Path train) {
    List<String> names = list(train, Files::isDirectory);
    if (names.size() < 2) {
      throw new DataException(
          "%s: must have a folder for each class, two or more, but has %d"
              .formatted(train, names.size()));
    }
    Map<String, Integer> labels = new TreeMap<>();
    if (classMap.isEmpty()) {
      names.forEach(own -> labels.put(own, labels.size()));
      if (names.size() > classes.orElse(names.size())) {
        throw new DataException(
            "%s: must have at most %d folders, data.classes, but has %d"
                .formatted(train, classes.get(), names.size()));
      }
      return labels;
    }
    CsvFile map = CsvFile.read(classMap.get(), "a first line folder,label");
    int[] known = map.labels(map.column("label"), classes.orElse(0));
    int column = map.column("folder");
    for (int i = 0; i < known.length; i++) {
      labels.put(map.rows().get(i).fields().get(column).strip(), known[i]);
    }
    for (String own : names) {
      if (!labels.containsKey(own)) {
        throw new DataException(map.path() + ": must have a line for " + own + " but has none");
      }
    }
    labels.keySet().retainAll(names);
    if (classes.isEmpty()) {
      ClassNumbers.requireDense(known, row -> map.place(map.rows().get(row)) + "label");
    }
    return labels;
  }

  /** The files of a folder of classes, by their index, with their labels; classes take turns. */
  private static Split rows(
      String split, Path parent, Map<String, Integer> labels, List<Path> files) {
    List<List<Path>> byClass = new ArrayList<>();
    List<Integer> own = new ArrayList<>();
    for (String name : list(parent, Files::isDirectory)) {
      Path folder = parent.resolve(name);
      if (!labels.containsKey(name)) {
        throw new DataException(folder + ": must be a class of the split train but is not");
      }
      List<String> pictures = list(folder, ImageFolder::isPicture);
      if (pictures.isEmpty()) {
        throw new DataException(folder + ": must have PNG or JPEG files but has none");
      }
      byClass.add(pictures.stream().map(folder::resolve).toList());
      own.add(labels.get(name));
    }
    int most = byClass.stream().mapToInt(List::size).max().orElse(0);
    if (most == 0) {
      throw new DataException(parent + ": must have a folder for each class but has none");
    }
    List<Integer> rows = new ArrayList<>();
    List<Integer> rowLabels = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      for (int c = 0; c < byClass.size(); c++) {
        if (i < byClass.get(c).size()) {
          rows.add(files.size());
          rowLabels.add(own.get(c));
          files.add(byClass.get(c).get(i));
        }
      }
    }
    return Split.of(
        split,
        Column.integers("file", rows.stream().mapToInt(row -> row).toArray()),
        Column.labels(rowLabels.stream().mapToInt(label -> label).toArray()));
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Picture.ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
  }

  /** Names of what is in a folder and not hidden, sorted. */
  private static List<String> list(Path folder, Predicate<Path> wanted) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + ": must be a folder of pictures but " + Place.found(folder));
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(wanted)
          .map(path -> path.getFileName().toString())
          .filter(own -> !own.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(folder, DataException.reason(e)), e);
    }
  }

  private Column images(Split split, List<Path> files) {
    int crop = transform.crop();
    List<Integer> shape = List.of(crop, crop, 3);
    int most = Integer.MAX_VALUE / (3 * crop * crop) - 1;
    if (split.count() > most) {
      throw new DataException(
          "data.train_limit: must be given, for 2 GiB hold %d pictures of %d x %d, and split %s has"
                  .formatted(most, crop, crop, split.name())
              + " "
              + split.count());
    }
    List<Path> own = new ArrayList<>();
    for (int i = 0; i < split.count(); i++) {
      own.add(files.get(split.column("file").label(i)));
    }
    long bytes = 3L * crop * crop * split.count();
    ByteBuffer pixels = new CachedFile(cache(own), bytes).content(out -> decode(own, out));
    return new Column("image", ElementType.UINT8, shape, split.count(), Column.PIXEL, pixels);
  }

  private void decode(List<Path> files, OutputStream out) throws IOException {
    for (Path file : files) {
      out.write(transform.apply(Picture.read(file, "")));
    }
  }

  /** Where decoded pictures are kept: the name is a checksum of the recipe and of the files. */
  private Path cache(List<Path> files) {
    StringBuilder recipe = new StringBuilder("image_folder " + RECIPE + " " + transform);
    for (Path file : files) {
      try {
        recipe.append('\n').append(file.toAbsolutePath()).append(' ').append(Files.size(file));
        recipe.append(' ').append(Files.getLastModifiedTime(file).toMillis());
      } catch (IOException e) {
        throw new DataException("cannot read %s (%s)".formatted(file, DataException.reason(e)), e);
      }
    }
    ByteBuffer text = ByteBuffer.wrap(recipe.toString().getBytes(StandardCharsets.UTF_8));
    String key = Provenance.of("", "", text).sha256().substring(0, 16);
    return root.resolve("image_folder").resolve(key + ".rgb");
  }
}
