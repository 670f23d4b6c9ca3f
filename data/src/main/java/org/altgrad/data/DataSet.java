package org.altgrad.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Csv;

/**
 * A data set in memory.
 *
 * @param name its name for people, as results must be reported: {@code CIFAR-10, JPEG-derived}
 * @param splits its splits by name, in their order
 * @param classes number of classes; labels are 0..classes-1; 0 if there are no labels
 * @param constants numbers that it knows beside its examples, by name
 * @param attachments bytes that belong to it, by name
 * @param files where its content came from, constants and attachments among it
 * @param hints what whoever trains on it should hear of how it was read, a line each; no part of
 *     what it is
 */
public record DataSet(
    String name,
    Map<String, Split> splits,
    int classes,
    Map<String, Constant> constants,
    Map<String, Attachment> attachments,
    List<Provenance> files,
    List<String> hints) {

  /** More classes than anything has that learns; a label that is a wrong number makes them. */
  private static final int MOST_NAMED = 1 << 20;

  private static final String ENVIRONMENTS = "environments";
  private static final String TEST_ENVIRONMENTS = "test_environments";

  /** Attachments that tell a user what numbers mean, and of which nothing is learned. */
  private static final Set<String> FOR_READERS = Set.of(ENVIRONMENTS, TEST_ENVIRONMENTS);

  /** Names that a line has room for, and letters of each. */
  private static final int SHOWN = 6;

  private static final int LONGEST = 24;

  public DataSet {
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    attachments = Collections.unmodifiableMap(new LinkedHashMap<>(attachments));
    files = List.copyOf(files);
    hints = List.copyOf(hints);
  }

  /** A data set of the given splits. */
  public static DataSet of(String name, int classes, List<Provenance> files, Split... splits) {
    Map<String, Split> byName = new LinkedHashMap<>();
    for (Split split : splits) {
      byName.put(split.name(), split);
    }
    return new DataSet(name, byName, classes, Map.of(), Map.of(), files, List.of());
  }

  /**
   * The same data set with further constants, whose checksum becomes one of its files'.
   *
   * @param source how they were made
   */
  public DataSet withConstants(String source, List<Constant> more) {
    Map<String, Constant> byName = new LinkedHashMap<>(constants);
    more.forEach(constant -> byName.put(constant.name(), constant));
    ByteBuffer[] parts =
        more.stream().map(c -> encoded(c.toString(), c.values())).toArray(ByteBuffer[]::new);
    Provenance provenance = Provenance.of(name + ", constants", source, parts);
    return new DataSet(name, splits, classes, byName, attachments, and(provenance), hints);
  }

  /** The same data set with a further attachment, whose checksum becomes one of its files'. */
  public DataSet with(Attachment attachment) {
    Map<String, Attachment> byName = new LinkedHashMap<>(attachments);
    byName.put(attachment.name(), attachment);
    List<Provenance> all = and(attachment.provenance());
    return new DataSet(name, splits, classes, constants, byName, all, hints);
  }

  /** The same data set with further hints. */
  public DataSet withHints(List<String> more) {
    List<String> all = new ArrayList<>(hints);
    all.addAll(more);
    return new DataSet(name, splits, classes, constants, attachments, files, all);
  }

  private List<Provenance> and(Provenance more) {
    List<Provenance> all = new ArrayList<>(files);
    all.add(more);
    return all;
  }

  /**
   * SHA-256 of all that a network can learn from: examples, constants and attachments but for names
   * of environments, whatever files they came from and whoever calls them what.
   */
  public String sha256() {
    List<ByteBuffer> parts = new ArrayList<>();
    parts.add(encoded("classes " + classes, new double[0]));
    for (Split split : splits.values()) {
      StringBuilder head = new StringBuilder(split.name() + " " + split.count());
      for (Column column : split.columns().values()) {
        head.append('\n').append(column.name()).append(' ').append(column.type());
        head.append(column.shape()).append(column.scale());
      }
      parts.add(encoded(head + "\n" + split.texts().keySet(), new double[0]));
      split.content().forEach(parts::add);
    }
    constants.values().forEach(known -> parts.add(encoded(known.toString(), known.values())));
    attachments.forEach(
        (own, attached) -> {
          if (!FOR_READERS.contains(own)) {
            parts.add(encoded(own + " " + attached.provenance().sha256(), new double[0]));
          }
        });
    return Provenance.of("", "", parts.toArray(ByteBuffer[]::new)).sha256();
  }

  /**
   * In one line: its name, what an example is, numbers of classes and environments of the training,
   * classes of which it has no example, and examples of each split, with the first names of inputs,
   * environments and classes that have such, as {@code own table mine.csv (input 3 [a, b, c], 2
   * classes [cat, dog]): train 192, test 24}.
   */
  public String described() {
    StringJoiner about = new StringJoiner(", ", " (", ")").setEmptyValue("");
    splits.values().stream().findFirst().ifPresent(split -> examples(split).forEach(about::add));
    StringJoiner counts = new StringJoiner(", ", ": ", "").setEmptyValue("");
    splits.forEach(
        (split, its) -> counts.add(String.format(Locale.ROOT, "%s %,d", split, its.count())));
    return name + about + counts;
  }

  /**
   * What a user calls the classes 0, 1, …; empty if they are called by their numbers. Of several
   * folders of one class the names stand together, and classes without a folder have none.
   */
  public List<String> classNames() {
    Attachment names = attachments.get("classes");
    if (names == null || classes > MOST_NAMED) {
      return List.of();
    }
    List<String> all = new ArrayList<>(names.text().lines().toList());
    if (all.size() < 2 || !all.get(0).equals("label,folder")) {
      // A word with a line break in it makes more lines than there are classes.
      return all.size() > classes ? List.of() : List.copyOf(all);
    }
    all = new ArrayList<>(Collections.nCopies(classes, ""));
    for (Csv.Row row : Csv.parse(names.text()).stream().skip(1).toList()) {
      int label = Integer.parseInt(row.fields().get(0));
      String before = all.get(label);
      all.set(label, (before.isEmpty() ? "" : before + "/") + row.fields().get(1));
    }
    return List.copyOf(all);
  }

  /**
   * The same data set with what a user calls its environments, as far as numbers from 0 on do not
   * say it.
   *
   * @param names of the environments 0, 1, … to train on
   * @param tested names of those of the split {@code test}, which may be others; perhaps none
   * @param source where the names stand
   */
  public DataSet withEnvironmentNames(List<String> names, List<String> tested, String source) {
    List<String> numbers = IntStream.range(0, names.size()).mapToObj(Integer::toString).toList();
    boolean differ = !tested.isEmpty() && !tested.equals(names);
    boolean lines =
        Stream.concat(names.stream(), tested.stream()).allMatch(own -> own.lines().count() == 1);
    if (!lines || !differ && names.equals(numbers)) {
      return this;
    }
    Map<String, Attachment> all = new LinkedHashMap<>(attachments);
    all.put(ENVIRONMENTS, Attachment.lines(ENVIRONMENTS, names, source));
    if (differ) {
      all.put(TEST_ENVIRONMENTS, Attachment.lines(TEST_ENVIRONMENTS, tested, source));
    }
    return new DataSet(name, splits, classes, constants, all, files, hints);
  }

  /** What a user calls the environments 0, 1, …; empty if they are called by their numbers. */
  public List<String> environmentNames() {
    return listed(ENVIRONMENTS);
  }

  /** The same of those of the split {@code test}, in their order, where they are not the same. */
  public List<String> testEnvironmentNames() {
    return listed(TEST_ENVIRONMENTS);
  }

  /** What a user calls the numbers of an example, in their order; empty if they have no names. */
  public List<String> inputNames() {
    return listed("inputs");
  }

  private List<String> listed(String attachment) {
    return Optional.ofNullable(attachments.get(attachment))
        .map(names -> names.text().lines().toList())
        .orElse(List.of());
  }

  /** What an example of a split has. */
  private List<String> examples(Split split) {
    List<String> about = new ArrayList<>();
    split
        .columns()
        .forEach(
            (own, column) -> {
              if (own.equals("environment") && column.shape().isEmpty()) {
                long all = environments(column);
                String test = few(testEnvironmentNames());
                about.add(
                    all
                        + (all == 1 ? " environment" : " environments")
                        + few(environmentNames())
                        + (test.isEmpty() ? "" : ", in the test" + test));
              } else if (!column.shape().isEmpty()) {
                StringJoiner axes = new StringJoiner("x", own + " ", "");
                column.shape().forEach(axis -> axes.add(axis.toString()));
                about.add(axes + few(inputNames(column)));
              }
            });
    if (classes > 0) {
      MissingClasses missing = MissingClasses.of(split, classes);
      about.add(
          classes
              + (classes == 1 ? " class" : " classes")
              + few(classNames())
              + (missing.none() ? "" : " but no example of " + missing.words()));
    }
    return about;
  }

  /**
   * What a user calls the numbers of a column that a network reads; of pictures they are pixels.
   */
  private List<String> inputNames(Column column) {
    List<String> all = inputNames();
    return List.of("input", "feature").contains(column.name()) && all.size() == column.exampleSize()
        ? all
        : List.of();
  }

  /** The first of some names, as {@code [a, b, …]}; nothing of none. */
  private static String few(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    StringJoiner first = new StringJoiner(", ", " [", "]");
    names.stream()
        .limit(SHOWN)
        .map(own -> own.isEmpty() ? "''" : own)
        .map(own -> own.length() > LONGEST ? own.substring(0, LONGEST - 1) + "…" : own)
        .forEach(first::add);
    return (names.size() > SHOWN ? first.add("…") : first).toString();
  }

  /**
   * What whoever trains on it should hear, a line each: that labels leave classes out, which are
   * counted from 0 to the largest label (classes above all labels are those of a set that is known,
   * or were asked for), that there is one environment where some could be compared, and its hints.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(hints);
    splits.values().stream().limit(1).forEach(train -> note(train, notes));
    return notes;
  }

  private void note(Split train, List<String> notes) {
    if (classes > 0 && train.columns().containsKey("label")) {
      MissingClasses missing =
          MissingClasses.of(train, classes).below(train.column("label").maxLabel());
      if (!missing.none()) {
        notes.add(
            ("no example of %s has %s: labels are classes as they are, counted from 0, and there"
                    + " are %d of them; number your own from 0 on without gaps if that is not meant")
                .formatted(train.name(), missing.words(), classes));
      }
    }
    Column environment = train.columns().get("environment");
    if (environment != null && environment.shape().isEmpty() && environments(environment) == 1) {
      notes.add(
          "all examples of %s are of one environment: there are no others to compare it with"
              .formatted(train.name()));
    }
  }

  private static long environments(Column column) {
    return IntStream.range(0, column.count()).map(column::label).distinct().count();
  }

  /** What identifies a constant: its name, its shape and its numbers, big-endian. */
  private static ByteBuffer encoded(String title, double[] values) {
    byte[] head = title.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(head.length + Double.BYTES * values.length);
    bytes.put(head).asDoubleBuffer().put(values);
    return bytes.rewind();
  }

  /**
   * The split of that name.
   *
   * @throws DataException if there is none
   */
  public Split split(String name) {
    Split split = splits.get(name);
    if (split == null) {
      throw new DataException(
          "data set %s has no split %s; it has %s"
              .formatted(this.name, name, List.copyOf(splits.keySet())));
    }
    return split;
  }

  /**
   * The constant of that name.
   *
   * @throws DataException if there is none
   */
  public Constant constant(String name) {
    Constant constant = constants.get(name);
    if (constant == null) {
      throw new DataException(
          "data set %s has no constant %s; it has %s"
              .formatted(this.name, name, List.copyOf(constants.keySet())));
    }
    return constant;
  }

  /**
   * The attachment of that name.
   *
   * @throws DataException if there is none
   */
  public Attachment attachment(String name) {
    Attachment attachment = attachments.get(name);
    if (attachment == null) {
      throw new DataException(
          "data set %s has no attachment %s; it has %s"
              .formatted(this.name, name, List.copyOf(attachments.keySet())));
    }
    return attachment;
  }
}
