package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.summary.Statistics;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.run.RunException;
import org.altgrad.train.search.Definition;
import org.altgrad.train.search.EarlyStopping;
import org.altgrad.train.search.Trial;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;

/**
 * What a search has found: its best trials; and, when winners were run again with fresh seeds, by
 * how much the value that won them the search was better than what they have then, and, once, the
 * metric of the test split.
 */
final class SearchReport {
  private static final int BEST = 5;

  /** What the search had seen of a winner. */
  private static final String FOUND = "found";

  /** By how much that was better than what it has with fresh seeds. */
  private static final String CURSE = "curse";

  /** Its metric of the split that chooses nothing. */
  private static final String TEST = Definition.Metric.TEST;

  private static final String AGAIN =
      "winners again with fresh seeds; curse: by how much the search had seen them better";

  private final SweepDirectory directory;
  private final SweepState state;
  private final Plan plan;
  private final Definition.Metric metric;

  private final OptionalInt width;

  private SearchReport(
      SweepDirectory directory, Plan plan, Definition.Metric metric, OptionalInt width) {
    this.width = width;
    this.directory = directory;
    this.state = directory.state();
    this.plan = plan;
    this.metric = metric;
  }

  /**
   * The report; empty if there is nothing to say.
   *
   * @param width of the terminal, which no row exceeds; empty if it is none
   */
  static String text(SweepDirectory directory, OptionalInt width) {
    Optional<Plan> plan = directory.plan();
    Optional<Definition.Metric> metric = plan.flatMap(known -> known.definition().metric());
    return metric.isEmpty() || directory.altered().isPresent()
        ? ""
        : new SearchReport(directory, plan.get(), metric.get(), width).text();
  }

  /** What is searched, how, for what and how long, in a line; empty if nothing is. */
  static String search(SweepDirectory directory) {
    if (directory.plan().isEmpty()) {
      return "";
    }
    Definition definition = directory.plan().get().definition();
    List<String> words = new ArrayList<>(List.of(definition.search().method()));
    int proposed = directory.state().proposed();
    OptionalLong total = definition.total();
    words.add(proposed + (total.isPresent() ? " of " + total.getAsLong() : "") + " trials");
    words.add(definition.metric().map(Definition.Metric::text).orElse("no metric"));
    if (definition.replicates() > 1) {
      words.add(definition.replicates() + " runs each");
    }
    if (!(definition.stopping() instanceof EarlyStopping.None)) {
      words.add("early stopping by " + definition.stopping().name());
    }
    definition
        .confirm()
        .ifPresent(c -> words.add("the best " + c.top() + " again with " + c.seeds() + " seeds"));
    return String.join(", ", words);
  }

  /**
   * The same for other programs, with all that {@link #text} has of complete trials, the best
   * first, and of winners with fresh seeds.
   */
  static Map<String, Object> described(SweepDirectory directory) {
    Plan plan = directory.plan().orElseThrow();
    Map<String, Object> all = described(plan.definition());
    all.put("proposed", directory.state().proposed());
    plan.definition()
        .metric()
        .filter(known -> directory.altered().isEmpty())
        .ifPresent(
            known ->
                all.putAll(new SearchReport(directory, plan, known, OptionalInt.empty()).found()));
    return all;
  }

  private static Map<String, Object> described(Definition definition) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("method", definition.search().method());
    definition.total().ifPresent(count -> all.put("trials", count));
    definition
        .metric()
        .ifPresent(
            metric -> {
              all.put("metric", metric.name());
              all.put("split", metric.split());
              all.put("goal", metric.goal().name().toLowerCase(Locale.ROOT));
            });
    all.put("replicates", definition.replicates());
    all.put("early_stopping", definition.stopping().name());
    definition
        .confirm()
        .ifPresent(c -> all.put("confirm", Map.of("top", c.top(), "seeds", c.seeds())));
    return all;
  }

  private Map<String, Object> found() {
    List<Trial> ranked = plan.definition().ranked(state.trials());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "best",
        ranked.stream()
            .map(trial -> described(trial, state.runs(trial.number()), Map.of()))
            .toList());
    if (!again().isEmpty()) {
      all.put(
          "confirmed",
          ranked.stream()
              .filter(trial -> !again(trial).isEmpty())
              .map(trial -> described(trial, again(trial), compared(trial)))
              .toList());
      all.put("not_confirmed", missed(ranked));
    }
    return all;
  }

  /** A trial with the statistics of some of its runs, and more columns. */
  private Map<String, Object> described(Trial trial, List<Job> runs, Map<String, Double> more) {
    Statistics s = statistics(runs);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("trial", trial.number());
    row.put("point", trial.point().values());
    row.put("mean", s.mean());
    row.put("sd", s.sd());
    row.put("n", s.n());
    row.put("lower95", s.lower());
    row.put("upper95", s.upper());
    row.putAll(more);
    return row;
  }

  private String text() {
    List<Trial> ranked = plan.definition().ranked(state.trials());
    if (ranked.isEmpty()) {
      boolean ended = directory.over() || state.stoppedFor().isPresent();
      return ended && state.proposed() > 0
          ? "\nno trial has "
              + metric.name()
              + "@"
              + metric.split()
              + ": none is the best"
              + (plan.definition().confirm().isPresent() ? ", and none is confirmed\n" : "\n")
          : "";
    }
    String name = name();
    return "\n"
        + heading(ranked, best(ranked))
        + "\n"
        + shown(best(ranked), name)
        + confirmed(ranked).map(table -> "\n" + AGAIN + "\n" + shown(table, name)).orElse("")
        + late(ranked).map(line -> line + "\n").orElse("");
  }

  /** As in {@code 5 best of 6 complete trials}; without a number where all are shown. */
  private static String heading(List<Trial> ranked, TextTable best) {
    String some = best.rows().size() < ranked.size() ? best.rows().size() + " " : "";
    return some + "best of " + ranked.size() + " complete trial" + (ranked.size() == 1 ? "" : "s");
  }

  private String name() {
    return metric.name() + "@" + metric.split();
  }

  /** What was searched and found, on a page; nothing if the runs are of no search. */
  static void write(HtmlPage page, SweepDirectory directory) {
    if (directory.plan().isEmpty()) {
      return;
    }
    page.heading("Search");
    page.paragraph(search(directory));
    Optional<String> altered = directory.altered();
    altered.ifPresent(page::paragraph);
    Plan plan = directory.plan().get();
    plan.definition()
        .metric()
        .filter(known -> altered.isEmpty())
        .ifPresent(
            known -> new SearchReport(directory, plan, known, OptionalInt.empty()).write(page));
  }

  private void write(HtmlPage page) {
    List<Trial> ranked = plan.definition().ranked(state.trials());
    if (ranked.isEmpty()) {
      page.paragraph("No trial is complete.");
      return;
    }
    String heading = heading(ranked, best(ranked));
    page.paragraph(heading.substring(0, 1).toUpperCase(Locale.ROOT) + heading.substring(1) + ":");
    page.table(best(ranked));
    confirmed(ranked)
        .ifPresent(
            table -> {
              page.paragraph(AGAIN);
              page.table(table);
            });
    late(ranked).ifPresent(page::paragraph);
  }

  private TextTable best(List<Trial> ranked) {
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : ranked.subList(0, Math.min(BEST, ranked.size()))) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(trial.number()));
      row.add(trial.point().toString());
      row.addAll(described(state.runs(trial.number())));
      rows.add(row);
    }
    List<String> header = new ArrayList<>(List.of("trial", "point"));
    header.addAll(described());
    return new TextTable(header, rows);
  }

  /** The columns of what runs with seeds of their own have, as {@code altgrad table} calls them. */
  private List<String> described() {
    return List.of(name(), "sd", "n", "lower95", "upper95");
  }

  /** The same statistics of runs as in all tables and figures. */
  private List<String> described(List<Job> runs) {
    Statistics s = statistics(runs);
    List<String> cells = new ArrayList<>(List.of(Reporter.number(s.mean())));
    cells.add(s.n() > 1 ? Reporter.number(s.sd()) : "-");
    cells.add(Integer.toString(s.n()));
    for (double end : new double[] {s.lower(), s.upper()}) {
      cells.add(s.n() > 1 ? Reporter.number(end) : "-");
    }
    return cells;
  }

  private Statistics statistics(List<Job> runs) {
    return Statistics.of(metric.name(), values(runs));
  }

  /**
   * Trials that would have been run again had they been complete when the winners were chosen, as
   * those of runs that were retried later would.
   */
  private List<Integer> missed(List<Trial> ranked) {
    List<Integer> chosen =
        state.jobs().stream()
            .filter(Job::confirms)
            .flatMap(job -> job.trial().stream())
            .distinct()
            .toList();
    return ranked.subList(0, Math.min(chosen.size(), ranked.size())).stream()
        .map(Trial::number)
        .filter(number -> !chosen.contains(number))
        .toList();
  }

  /** What is to be said of them; empty if there are none. */
  private Optional<String> late(List<Trial> ranked) {
    List<String> others = missed(ranked).stream().map(Object::toString).toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "note: the winners were chosen before trial "
                + String.join(", ", others)
                + " was complete, which is among the best now and was not run again");
  }

  /** The runs of winners with fresh seeds; none if they were not all run. */
  private List<Job> again() {
    List<Job> again = state.jobs().stream().filter(Job::confirms).toList();
    boolean done = again.stream().allMatch(job -> state.of(job.run()).phase() == Phase.DONE);
    return done ? again : List.of();
  }

  /** Those of one winner. */
  private List<Job> again(Trial trial) {
    return again().stream().filter(job -> job.trial().equals(Optional.of(trial.number()))).toList();
  }

  /** Winners with fresh seeds; empty if they were not all run. */
  private Optional<TextTable> confirmed(List<Trial> ranked) {
    if (again().isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> rows =
        ranked.stream().filter(trial -> !again(trial).isEmpty()).map(this::row).toList();
    List<String> header = new ArrayList<>(List.of("trial", FOUND));
    header.addAll(described());
    header.addAll(List.of(CURSE, metric.name() + "@" + TEST));
    return Optional.of(new TextTable(header, rows));
  }

  private String shown(TextTable table, String name) {
    List<String> last = List.of("trial", "point", CURSE, name);
    return TerminalTable.text(table, width, last, SweepStatusCommand.whole(directory));
  }

  /** A winner with fresh seeds, beside what the search had seen of it. */
  private List<String> row(Trial trial) {
    Map<String, Double> compared = compared(trial);
    List<String> row = new ArrayList<>();
    row.add(Integer.toString(trial.number()));
    row.add(Reporter.number(compared.get(FOUND)));
    row.addAll(described(again(trial)));
    row.add(Reporter.number(compared.get(CURSE)));
    row.add(compared.containsKey(TEST) ? Reporter.number(compared.get(TEST)) : "-");
    return row;
  }

  private Map<String, Double> compared(Trial trial) {
    List<Job> own = again(trial);
    double mean = statistics(own).mean();
    double found = trial.value().orElseThrow();
    Map<String, Double> compared = new LinkedHashMap<>();
    compared.put(FOUND, found);
    compared.put(CURSE, metric.goal() == Definition.Goal.MAXIMIZE ? found - mean : mean - found);
    own.stream()
        .flatMap(job -> tested(job).stream())
        .mapToDouble(value -> value)
        .average()
        .ifPresent(value -> compared.put(TEST, value));
    return compared;
  }

  private double[] values(List<Job> runs) {
    return runs.stream().flatMapToDouble(this::values).toArray();
  }

  private Optional<Double> tested(Job job) {
    try {
      return plan.value(directory.run(job).path(), TEST);
    } catch (RunException | PlotException e) {
      return Optional.empty();
    }
  }

  /** Of each of a run's networks; none of a run that cannot be read any more. */
  private List<Double> values(Job job, String split) {
    try {
      return plan.values(directory.run(job).path(), split);
    } catch (RunException | PlotException e) {
      return List.of();
    }
  }

  /** The same of the split that is searched; of a run that cannot be read what the journal has. */
  private DoubleStream values(Job job) {
    List<Double> networks = values(job, metric.split());
    return networks.size() > 1
        ? networks.stream().mapToDouble(value -> value)
        : DoubleStream.of(state.value(job.run()).orElseThrow());
  }
}
