package org.altgrad.train.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;

/**
 * Metrics as users name them: with a split, or without one where only one split has them.
 *
 * @param known all that some run has, {@code METRIC@SPLIT}
 */
record TypedMetric(Set<String> known) {

  static TypedMetric of(List<FiledRun> runs) {
    Set<String> known = new TreeSet<>();
    runs.forEach(filed -> known.addAll(filed.measured()));
    return new TypedMetric(known);
  }

  /** Those that a word may mean. */
  List<String> candidates(String typed) {
    return known.contains(typed)
        ? List.of(typed)
        : known.stream().filter(name -> metric(name).equals(typed)).toList();
  }

  /**
   * The one that a word means.
   *
   * @param option what it was given to, for messages
   * @throws PlotException if it means none, or several; of runs that have no metrics yet any with a
   *     split is taken
   */
  String named(String option, String typed) {
    List<String> all = candidates(typed);
    if (all.size() == 1) {
      return all.get(0);
    }
    String said = option + " " + typed + ": ";
    if (all.size() > 1) {
      throw new PlotException(said + "may be " + String.join(" or ", all) + "; write one of them");
    }
    String form = said + "must be METRIC@SPLIT, as in accuracy@test";
    if (typed.lastIndexOf('@') > 0 && known.isEmpty()) {
      return typed;
    }
    throw new PlotException(form + (known.isEmpty() ? "" : ", but no run has " + missing(typed)));
  }

  private String missing(String typed) {
    int at = typed.lastIndexOf('@');
    String metric = at < 0 ? typed : typed.substring(0, at);
    List<String> splits = candidates(metric).stream().map(TypedMetric::split).toList();
    if (splits.isEmpty()) {
      Set<String> names = new TreeSet<>();
      known.forEach(name -> names.add(metric(name)));
      String hint = Nearest.hintAndList(metric, names);
      String near = Nearest.to(metric, names).map(at < 0 ? this::plain : name -> name).orElse("");
      return "the metric '"
          + metric
          + "'"
          + hint.replaceFirst("mean [^?]+", Matcher.quoteReplacement("mean " + near));
    }
    String split = split(typed);
    return metric + " on the split '" + split + "'" + Nearest.hintAndList(split, splits);
  }

  /** What a word that means none was to be, in words that mean one: with a split if several do. */
  Optional<String> nearest(String typed) {
    Set<String> words = new TreeSet<>(known);
    known.forEach(name -> words.add(metric(name)));
    return Nearest.to(typed, words).map(this::plain);
  }

  private String plain(String name) {
    List<String> all = candidates(name);
    return all.size() > 1 ? String.join(" or ", all) : name;
  }

  private static String metric(String name) {
    return name.substring(0, name.lastIndexOf('@'));
  }

  private static String split(String name) {
    return name.substring(name.lastIndexOf('@') + 1);
  }
}
