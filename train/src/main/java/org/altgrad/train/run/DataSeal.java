package org.altgrad.train.run;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Seal;
import org.altgrad.base.text.TokenSeal;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;

/**
 * What the data of a run were, to know them again.
 *
 * @param content SHA-256 of all that could be learned from; empty where an older version filed it
 * @param files SHA-256 of what the data came from, by name
 * @param names SHA-256 of the names of inputs and of classes in their order, by {@code inputs} and
 *     {@code classes}, as far as the data have such
 * @param classes how many there were; 0 for none, or where an older version filed it
 */
public record DataSeal(
    Optional<String> content, Map<String, String> files, Map<String, String> names, int classes) {
  private static final String NAMES = "names";
  private static final String CONTENT = "content";
  private static final String FILES = "sha256";
  private static final int SHOWN = 16;
  private static final int FEW = 6;
  private static final String CLASSES = "classes";

  private static final String INPUTS = "inputs";

  public static DataSeal of(DataSet data) {
    Map<String, String> files = new LinkedHashMap<>();
    for (Provenance file : data.files()) {
      String name = file.file();
      for (int n = 2; files.containsKey(name); n++) {
        name = file.file() + " (" + n + ")"; // of another folder
      }
      files.put(name, file.sha256());
    }
    Map<String, String> names = new TreeMap<>();
    Stream.of(CLASSES, INPUTS)
        .filter(data.attachments()::containsKey)
        .forEach(name -> names.put(name, data.attachments().get(name).provenance().sha256()));
    return new DataSeal(Optional.of(data.sha256()), files, names, data.classes());
  }

  /** What a section says; empty if it says nothing of the data. */
  public static Optional<DataSeal> read(Object section) {
    if (!(section instanceof Map<?, ?> map) || !(map.get(FILES) instanceof Map<?, ?> all)) {
      return Optional.empty();
    }
    Map<String, String> files = new LinkedHashMap<>();
    all.forEach((name, sum) -> files.put(name.toString(), String.valueOf(sum)));
    Map<String, String> names = new TreeMap<>();
    if (map.get(NAMES) instanceof Map<?, ?> named) {
      named.forEach((name, sum) -> names.put(name.toString(), String.valueOf(sum)));
    }
    int classes = map.get(CLASSES) instanceof Number count ? count.intValue() : 0;
    Optional<String> content = Optional.ofNullable(map.get(CONTENT)).map(Object::toString);
    return Optional.of(new DataSeal(content, files, names, classes));
  }

  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    content.ifPresent(sum -> map.put(CONTENT, sum));
    map.put(FILES, files);
    if (!names.isEmpty()) {
      map.put(NAMES, names);
    }
    if (classes > 0) {
      map.put(CLASSES, classes);
    }
    return map;
  }

  /** What makes other data of those that are there now; empty if they are the same. */
  public Optional<String> difference(DataSet data) {
    DataSeal now = of(data);
    StringBuilder all = new StringBuilder();
    files.forEach(
        (name, sum) -> {
          String found = now.files.get(name);
          // Where the content is known it decides, and files may have other names.
          if (found == null ? content.isPresent() : !found.equals(sum)) {
            all.append("; ").append(name).append(": ").append(wrong(sum, found));
          }
        });
    if (content.isPresent() ? content.equals(now.content) : all.isEmpty()) {
      return Optional.empty();
    }
    // What its files are says it all; the sum of the whole would be taken for one of a file.
    return Optional.of(
        "data set "
            + data.name()
            + (all.isEmpty()
                ? ": what is read of it "
                    + wrong(content.get(), now.content.get())
                    + "; all its files are as they were, so another version makes other data of"
                    + " them"
                : all));
  }

  /**
   * Why a network that was trained on these data cannot read others: a column or a class would be
   * taken for another one. Empty if it can, or if one of both has no names; but words are no
   * classes of a network that was trained on numbers, since they are numbered anew, nor numbers
   * those of one that was trained on words; and where names are numbered as the program writes
   * them, {@code image_0, image_1, …}, they must stand in their order. Labels must be below the
   * number of classes. Texts must be cut into the same words or pieces.
   */
  public Optional<String> foreign(DataSet data) {
    Map<String, String> now = of(data).names;
    return TokenSeal.of(files)
        .flatMap(trained -> TokenSeal.of(sums(data)).flatMap(trained::foreign))
        .or(() -> otherNames(data, now, INPUTS))
        .or(() -> unnamed(data, now))
        .or(() -> otherNames(data, now, CLASSES))
        .or(() -> beyond(data));
  }

  /** Whether texts are cut into other words or pieces there. */
  public boolean otherTokens(DataSeal there) {
    return TokenSeal.of(files)
        .flatMap(of -> TokenSeal.of(there.files).flatMap(of::foreign))
        .isPresent();
  }

  /** SHA-256 of what belongs to the data, by name. */
  private static Map<String, String> sums(DataSet data) {
    Map<String, String> sums = new LinkedHashMap<>();
    data.attachments().forEach((name, one) -> sums.put(name, one.provenance().sha256()));
    return sums;
  }

  /** Numbers where the training has words. */
  private Optional<String> unnamed(DataSet data, Map<String, String> now) {
    if (!names.containsKey(CLASSES) || now.containsKey(CLASSES) || !labelled(data)) {
      return Optional.empty();
    }
    boolean numbers =
        numberings(data.classes()).stream()
            .map(text -> Seal.of(text.getBytes(StandardCharsets.UTF_8)))
            .anyMatch(names.get(CLASSES)::equals);
    return numbers
        ? Optional.empty()
        : Optional.of(
            "classes of "
                + data.name()
                + " are numbers, but those of the training have names; name them as there, or"
                + " leave the labels out");
  }

  private Optional<String> otherNames(DataSet data, Map<String, String> now, String name) {
    if (!now.containsKey(name)) {
      return Optional.empty();
    }
    String text = data.attachments().get(name).text();
    boolean other =
        names.containsKey(name)
            ? !names.get(name).equals(now.get(name))
            : name.equals(CLASSES) ? !numbered(text) : shuffled(text);
    return other
        ? Optional.of(
            String.format(
                "%s of %s (%s) are not those of the training, or in another order; train on the"
                    + " training's own and name the other one as data.test_file (or"
                    + " data.test.features), so that columns and classes are found by name",
                name.equals(CLASSES) ? "classes" : "columns", data.name(), few(text)))
        : Optional.empty();
  }

  /** A label that is none of the network's classes. */
  private Optional<String> beyond(DataSet data) {
    if (classes == 0 || !labelled(data)) {
      return Optional.empty();
    }
    return data.splits().values().stream()
        .filter(split -> split.columns().containsKey("label"))
        .filter(split -> split.column("label").maxLabel() >= classes)
        .map(
            split ->
                ("%s: labels of %s must be whole numbers from 0 to %d, as in the training, but one"
                        + " is %d; leave the labels out if they are others")
                    .formatted(
                        data.name(), split.name(), classes - 1, split.column("label").maxLabel()))
        .findFirst();
  }

  private static boolean labelled(DataSet data) {
    return data.classes() > 0
        && data.splits().values().stream().anyMatch(split -> split.columns().containsKey("label"));
  }

  /** Whether names are one word with the numbers from 0 on, in another order. */
  private static boolean shuffled(String lines) {
    List<String> all = lines.lines().toList();
    String word = all.isEmpty() ? "" : all.get(0).replaceFirst("[0-9]+$", "");
    List<String> ordered = IntStream.range(0, all.size()).mapToObj(i -> word + i).toList();
    return !all.equals(ordered) && Set.copyOf(all).equals(Set.copyOf(ordered));
  }

  /** What says that classes are called by their numbers: of a table, and of folders. */
  private static List<String> numberings(int count) {
    List<String> all = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    return List.of(
        String.join("\n", all),
        all.stream().map(i -> i + "," + i + "\n").collect(joining("", "label,folder\n", "")));
  }

  /** Whether the names of classes are their numbers. */
  private static boolean numbered(String lines) {
    int count = (int) lines.lines().count();
    return numberings(count).contains(lines) || numberings(count - 1).contains(lines);
  }

  private static String few(String lines) {
    List<String> all = lines.lines().toList();
    String first = String.join(", ", all.subList(0, Math.min(FEW, all.size())));
    return all.size() > FEW ? first + ", …" : first;
  }

  private static String wrong(String sum, String found) {
    String now = found == null ? "is not there" : "is " + shown(found);
    return "must have SHA-256 " + shown(sum) + "…, as in the training, but " + now;
  }

  private static String shown(String sum) {
    return sum.substring(0, Math.min(SHOWN, sum.length()));
  }
}
