package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Decimals;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Replicates;

/**
 * Groups of a summary against one of them, over the seeds that both have.
 *
 * @param reference values of keys that the reference group has; for several reference groups each
 *     group is held against the one with its own values of the other keys
 * @param holm whether the probabilities are corrected for being so many (Holm 1979)
 * @param found what was found, by row of the summary
 * @param alone rows of other groups to which there is no one reference
 */
public record PairedTests(
    Map<String, String> reference,
    boolean holm,
    Map<Summary.Row, Finding> found,
    List<Summary.Row> alone) {
  /** More groups of which no test is made, for one reason, are counted. */
  private static final int MOST_NAMED = 4;

  private static final String SEED = "seed";

  /** A test. */
  public enum Test {
    /** Student's paired test. */
    T("a paired t test", Pairs::student),
    /** Wilcoxon's signed ranks. */
    WILCOXON("Wilcoxon's signed-rank test", Pairs::signedRanks),
    /** The sign test. */
    SIGNS("a sign test", Pairs::signs);

    private final String title;
    private final ToDoubleFunction<Pairs> probability;

    Test(String title, ToDoubleFunction<Pairs> probability) {
      this.title = title;
      this.probability = probability;
    }

    /** What it is called in a sentence. */
    String title() {
      return title;
    }
  }

  /**
   * One group against its reference.
   *
   * @param pairs number of seeds that both have
   * @param difference mean of the group's values less those of the reference
   * @param p how probable a difference as large is, by {@link Test}; NaN where a test cannot say
   */
  public record Finding(int pairs, double difference, List<Double> p) {
    boolean made(Test test) {
      return !Double.isNaN(p.get(test.ordinal()));
    }
  }

  /**
   * Makes the tests.
   *
   * @throws PlotException if no group is such a reference
   */
  public static PairedTests of(Summary summary, Map<String, String> reference, boolean holm) {
    if (reference.containsKey(SEED)) {
      throw new PlotException(
          "against: must be a value of a setting but is seed="
              + reference.get(SEED)
              + ": tests pair runs of one seed, and groups of different seeds have none in common");
    }
    for (String key : reference.keySet()) {
      if (!summary.keys().contains(key)) {
        throw new PlotException(
            "against: the runs are grouped by "
                + (summary.keys().isEmpty() ? "nothing" : String.join(", ", summary.keys()))
                + ", not by "
                + key
                + "; name it among the keys of --by");
      }
      TreeSet<String> values = new TreeSet<>(Group::compareValues);
      summary.rows().forEach(row -> values.add(value(row, key)));
      if (values.stream().noneMatch(v -> Group.same(v, reference.get(key)))) {
        throw new PlotException(
            "against: " + key + ": must be one of " + values + " but is " + reference.get(key));
      }
    }
    Map<Summary.Row, Finding> plain = new LinkedHashMap<>();
    List<Summary.Row> alone = new ArrayList<>();
    for (Summary.Row row : summary.rows()) {
      if (!isReference(row, reference)) {
        Summary.Row other = reference(summary, row, reference);
        if (other == null) {
          alone.add(row);
        } else {
          plain.put(row, finding(row, other));
        }
      }
    }
    return new PairedTests(reference, holm, holm ? corrected(plain) : plain, List.copyOf(alone));
  }

  private static String value(Summary.Row row, String key) {
    return row.group().values().get(row.group().keys().indexOf(key));
  }

  private static boolean isReference(Summary.Row row, Map<String, String> reference) {
    return reference.entrySet().stream()
        .allMatch(e -> Group.same(value(row, e.getKey()), e.getValue()));
  }

  /** The one group that is such and else agrees; what a group has no setting of agrees with all. */
  private static Summary.Row reference(
      Summary summary, Summary.Row row, Map<String, String> reference) {
    List<Summary.Row> all =
        summary.rows().stream()
            .filter(r -> r.split().equals(row.split()) && r.metric().equals(row.metric()))
            .filter(r -> isReference(r, reference))
            .filter(
                r ->
                    summary.keys().stream()
                        .filter(key -> !reference.containsKey(key))
                        .allMatch(
                            key ->
                                value(r, key).equals(value(row, key))
                                    || value(r, key).equals("-")
                                    || value(row, key).equals("-")))
            .toList();
    return all.size() == 1 ? all.get(0) : null;
  }

  private static Finding finding(Summary.Row row, Summary.Row other) {
    boolean whole = seedKeys(row).equals(seedKeys(other));
    Map<Replicates.Replicate, Double> left = bySeed(row, whole);
    Map<Replicates.Replicate, Double> right = bySeed(other, whole);
    left.keySet().retainAll(right.keySet());
    if (left.isEmpty()) {
      return new Finding(0, Double.NaN, List.of(Double.NaN, Double.NaN, Double.NaN));
    }
    Pairs pairs =
        new Pairs(
            left.values().stream().mapToDouble(x -> x).toArray(),
            left.keySet().stream().mapToDouble(right::get).toArray());
    List<Double> p = new ArrayList<>();
    for (Test test : Test.values()) {
      p.add(left.size() < 2 ? Double.NaN : test.probability.applyAsDouble(pairs));
    }
    return new Finding(left.size(), pairs.difference(), List.copyOf(p));
  }

  /** Other keys that tell the replicates of a group apart. */
  private static Set<String> seedKeys(Summary.Row row) {
    return row.counted().seeds().stream()
        .flatMap(seed -> seed.others().keySet().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Values by seed.
   *
   * @param whole whether other keys of seeds tell them, too; else their mean stands for the seed
   */
  private static Map<Replicates.Replicate, Double> bySeed(Summary.Row row, boolean whole) {
    Map<Replicates.Replicate, List<Double>> values = new LinkedHashMap<>();
    // An unfinished run is no seed to compare.
    for (int i = 0; i < row.n(); i++) {
      Replicates.Replicate seed = row.counted().seeds().get(i);
      values
          .computeIfAbsent(whole ? seed : seed.alone(), s -> new ArrayList<>())
          .add(row.counted().values()[i]);
    }
    Map<Replicates.Replicate, Double> means = new LinkedHashMap<>();
    values.forEach(
        (seed, own) -> means.put(seed, own.stream().mapToDouble(x -> x).average().orElseThrow()));
    return means;
  }

  private static Map<Summary.Row, Finding> corrected(Map<Summary.Row, Finding> plain) {
    List<Summary.Row> rows = List.copyOf(plain.keySet());
    List<double[]> all = new ArrayList<>();
    for (Test test : Test.values()) {
      all.add(
          Pairs.holm(
              rows.stream().mapToDouble(row -> plain.get(row).p().get(test.ordinal())).toArray()));
    }
    Map<Summary.Row, Finding> result = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      int index = i;
      Finding f = plain.get(rows.get(i));
      result.put(
          rows.get(i),
          new Finding(f.pairs(), f.difference(), all.stream().map(p -> p[index]).toList()));
    }
    return result;
  }

  /**
   * The summary's table with columns for what was found.
   *
   * @param exact whether with all digits
   */
  TextTable beside(Summary summary, TextTable table, boolean exact) {
    List<String> header = new ArrayList<>(table.header());
    header.addAll(List.of("pairs", "difference"));
    for (Test test : Test.values()) {
      header.add("p_" + test.name().toLowerCase(Locale.ROOT));
    }
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < summary.rows().size(); i++) {
      List<String> line = new ArrayList<>(table.rows().get(i));
      Finding f = found.get(summary.rows().get(i));
      line.add(f == null ? "" : Integer.toString(f.pairs()));
      line.add(f == null || f.pairs() == 0 ? "" : number(f.difference(), 5, exact));
      for (Test test : Test.values()) {
        double p = f == null ? Double.NaN : f.p().get(test.ordinal());
        line.add(Double.isNaN(p) ? "" : number(p, 3, exact));
      }
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  private static String number(double value, int digits, boolean exact) {
    return exact ? Double.toString(value) : Decimals.rounded(value, digits);
  }

  /** What the columns are, as a line below a table of text. */
  public String below() {
    List<String> tests = new ArrayList<>();
    for (Test test : Test.values()) {
      tests.add("p_" + test.name().toLowerCase(Locale.ROOT) + " of " + test.title());
    }
    String note = note(String.join(", ", tests), List.of(Test.values()));
    return "\nnote: " + note.replaceFirst("^No ", "no ") + "\n";
  }

  /**
   * What some tests are, in sentences, and which groups they do not judge, and why.
   *
   * @param said what begins the sentence where there are any
   */
  String note(String said, List<Test> tests) {
    String against =
        " against "
            + String.join(", ", reference.entrySet().stream().map(Object::toString).toList());
    List<Integer> pairs =
        found.values().stream()
            .filter(finding -> tests.stream().anyMatch(finding::made))
            .map(Finding::pairs)
            .sorted()
            .toList();
    String untested = untested(tests);
    if (pairs.isEmpty()) {
      return "No test" + against + (untested.isEmpty() ? "." : ": " + untested + ".");
    }
    int least = pairs.get(0);
    int most = pairs.get(pairs.size() - 1);
    return "%s%s over %s common seeds, two sides, %s%s."
        .formatted(
            said,
            against,
            least == most ? least : least + " to " + most,
            pairs.size() == 1
                ? "one comparison"
                : (holm ? "with Holm's correction for " : "without correction for ")
                    + pairs.size()
                    + " comparisons",
            untested.isEmpty() ? "" : "; no test of " + untested);
  }

  /** Groups of which some of the tests are not made, with the reason; empty if there are none. */
  private String untested(List<Test> tests) {
    Map<String, List<Summary.Row>> reasons = new LinkedHashMap<>();
    alone.forEach(
        row ->
            reasons
                .computeIfAbsent("no one group to compare with", r -> new ArrayList<>())
                .add(row));
    found.forEach(
        (row, finding) -> {
          if (!tests.stream().allMatch(finding::made)) {
            String reason =
                switch (finding.pairs()) {
                  case 0 -> "no common seed";
                  case 1 -> "one common seed, and a test takes two";
                  default -> "all differences are equal, which a t test cannot judge";
                };
            reasons.computeIfAbsent(reason, r -> new ArrayList<>()).add(row);
          }
        });
    List<String> parts = new ArrayList<>();
    reasons.forEach((reason, rows) -> parts.add(named(rows) + " (" + reason + ")"));
    return String.join(", ", parts);
  }

  /** Groups, with splits and metrics where they are not meant on all. */
  private String named(List<Summary.Row> rows) {
    Set<String> names = new LinkedHashSet<>();
    for (Summary.Row row : rows) {
      Predicate<Summary.Row> own = other -> other.group().equals(row.group());
      long all = Stream.concat(alone.stream(), found.keySet().stream()).filter(own).count();
      boolean whole = rows.stream().filter(own).count() == all;
      String label = row.group().label();
      names.add(whole ? label : label + " in " + row.metric() + "@" + row.split());
    }
    return names.size() > MOST_NAMED ? names.size() + " groups" : String.join("; ", names);
  }
}
