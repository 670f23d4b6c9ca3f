package org.altgrad.graphs.identifiability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.altgrad.base.Require;

/**
 * Codes, and the true sources of the same rows. Sources without entropy are left out; a sample of
 * which no source varies is refused, and so is anything that is not finite.
 */
public final class Sample {
  private final double[][] codes;
  private final double[][] sources;
  private final boolean[] labels;
  private final List<String> notes = new ArrayList<>();

  private Sample(double[][] codes, double[][] sources, boolean[] labels) {
    this.codes = codes;
    this.sources = sources;
    this.labels = labels;
  }

  /** Of sources that are all continuous. */
  public static Sample of(double[][] codes, double[][] sources) {
    return of(codes, sources, Set.of());
  }

  /**
   * @param codes [rows][codes]
   * @param sources [rows][sources]
   * @param labels which sources are labels, that is discrete: each value is a class
   */
  public static Sample of(double[][] codes, double[][] sources, Set<Integer> labels) {
    double[][] z = Columns.of("codes", codes);
    double[][] s = Columns.of("sources", sources);
    Require.atLeast("codes: columns", z.length, 1);
    Require.that(
        codes.length == sources.length,
        "sources",
        "of as many rows as the codes, " + codes.length,
        "of " + sources.length);
    Require.atLeast("rows", codes.length, 3);
    labels.forEach(
        j -> Require.that(j >= 0 && j < s.length, "labels", "numbers of sources", labels));
    int[] varied = IntStream.range(0, s.length).filter(j -> !Columns.constant(s[j])).toArray();
    Require.that(varied.length > 0, "sources", "varied in one column or more", "constant in all");
    boolean[] kept = new boolean[varied.length];
    for (int j = 0; j < kept.length; j++) {
      kept[j] = labels.contains(varied[j]);
    }
    double[][] left = Arrays.stream(varied).mapToObj(j -> s[j]).toArray(double[][]::new);
    Sample sample = new Sample(z, left, kept);
    sample.note(s);
    return sample;
  }

  private void note(double[][] all) {
    for (int j = 0; j < all.length; j++) {
      if (Columns.constant(all[j])) {
        notes.add("source " + j + " is constant and left out");
      }
    }
    Set<Integer> still = new TreeSet<>();
    for (int i = 0; i < codes.length; i++) {
      if (Columns.constant(codes[i])) {
        still.add(i);
      }
    }
    if (still.size() == codes.length) {
      notes.add("no active latent: all codes are constant");
    } else if (!still.isEmpty()) {
      notes.add("constant codes " + still + " know nothing");
    }
    if (codes.length != sources.length) {
      int active = ActiveLatents.byRange(codes).length;
      notes.add(codes.length + " codes (" + active + " active) for " + sources.length + " sources");
    }
    double most = 0;
    double[][] units = Columns.units(Columns.ranks(sources));
    double[][] correlations = Columns.products(units, units);
    for (int i = 0; i < sources.length; i++) {
      for (int j = 0; j < i; j++) {
        most = Math.max(most, Math.abs(correlations[i][j]));
      }
    }
    if (most > Math.max(0.1, 4 / Math.sqrt(rows()))) {
      notes.add(
          String.format(
              Locale.ROOT,
              "sources correlate, up to %.2f: compactness and completeness cannot be read",
              most));
    }
  }

  public int rows() {
    return codes[0].length;
  }

  /** [codes][rows]. */
  double[][] codes() {
    return codes;
  }

  /** [sources][rows], those that vary. */
  /** How many sources vary: others are left out. */
  public int varying() {
    return sources.length;
  }

  double[][] sources() {
    return sources;
  }

  /** Whether a source is discrete. */
  boolean isLabel(int source) {
    return labels[source];
  }

  /** What restricts the reading of any score of it, and more that a metric has to say. */
  String validity(String... more) {
    List<String> all = new ArrayList<>(notes);
    Arrays.stream(more).filter(text -> !text.isEmpty()).forEach(all::add);
    return String.join("; ", all);
  }

  /** The word on sources that are not labels, if there are any and a metric wants labels. */
  String binned(int bins, String kind) {
    boolean all = IntStream.range(0, labels.length).allMatch(j -> labels[j]);
    return all ? "" : "continuous sources are cut into " + bins + " " + kind + " bins";
  }

  /** The same sources with other codes. */
  Sample withCodes(double[][] others) {
    Sample sample = new Sample(others, sources, labels);
    sample.notes.addAll(notes);
    return sample;
  }

  /** Classes 0, 1, … of a source: its values in ascending order, or {@code otherwise}. */
  int[] classes(int source, Function<double[], int[]> otherwise) {
    return labels[source] ? Bins.values(sources[source]) : otherwise.apply(sources[source]);
  }
}
