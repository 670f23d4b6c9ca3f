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

  /** The same for other programs. */
  static Map<String, Object> described(Definition definition) {
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
    Statistics s = Statistics.of(metric.name(), values(runs));
    List<String> cells = new ArrayList<>(List.of(Reporter.number(s.mean())));
    cells.add(s.n() > 1 ? Reporter.number(s.sd()) : "-");
    cells.add(Integer.toString(s.n()));
    for (double end : new double[] {s.lower(), s.upper()}) {
      cells.add(s.n() > 1 ? Reporter.number(end) : "-");
    }
    return cells;
  }

  /**
   * Trials that would have been run again had they been complete when the winners were chosen, as
   * those of runs that were retried later would; empty if there are none.
   */
  private Optional<String> late(List<Trial> ranked) {
    List<Integer> chosen =
        state.jobs().stream()
            .filter(Job::confirms)
            .flatMap(job -> job.trial().stream())
            .distinct()
            .toList();
    List<String> others =
        ranked.subList(0, Math.min(chosen.size(), ranked.size())).stream()
            .map(Trial::number)
            .filter(number -> !chosen.contains(number))
            .map(Object::toString)
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "note: the winners were chosen before trial "
                + String.join(", ", others)
                + " was complete, which is among the best now and was not run again");
  }

  /** Winners with fresh seeds; empty if they were not all run. */
  private Optional<TextTable> confirmed(List<Trial> ranked) {
    List<Job> again = state.jobs().stream().filter(Job::confirms).toList();
    boolean done = again.stream().allMatch(job -> state.of(job.run()).phase() == Phase.DONE);
    if (again.isEmpty() || !done) {
      return Optional.empty();
    }
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : ranked) {
      List<Job> own =
          again.stream().filter(job -> job.trial().equals(Optional.of(trial.number()))).toList();
      if (!own.isEmpty()) {
        rows.add(row(trial, own));
      }
    }
    List<String> header = new ArrayList<>(List.of("trial", "found"));
    header.addAll(described());
    header.addAll(List.of("curse", metric.name() + "@test"));
    return Optional.of(new TextTable(header, rows));
  }

  private String shown(TextTable table, String name) {
    List<String> last = List.of("trial", "point", "curse", name);
    String command = "altgrad sweep status " + directory.path() + " | cat";
    return TerminalTable.text(table, width, last, command);
  }

  private List<String> row(Trial trial, List<Job> own) {
    double mean = Statistics.of(metric.name(), values(own)).mean();
    double found = trial.value().orElseThrow();
    double curse = metric.goal() == Definition.Goal.MAXIMIZE ? found - mean : mean - found;
    List<Double> test =
        own.stream()
            .map(job -> plan.value(directory.run(job).path(), "test"))
            .flatMap(Optional::stream)
            .toList();
    List<String> row = new ArrayList<>();
    row.add(Integer.toString(trial.number()));
    row.add(Reporter.number(found));
    row.addAll(described(own));
    row.add(Reporter.number(curse));
    row.add(
        test.isEmpty()
            ? "-"
            : Reporter.number(test.stream().mapToDouble(v -> v).average().orElseThrow()));
    return row;
  }

  private double[] values(List<Job> runs) {
    return runs.stream().flatMapToDouble(this::values).toArray();
  }

  /** Of each of a run's networks; of a run that cannot be read any more what the journal has. */
  private DoubleStream values(Job job) {
    List<Double> networks = List.of();
    try {
      networks = plan.values(directory.run(job).path(), metric.split());
    } catch (RunException | PlotException e) {
      // as is said there
    }
    return networks.size() > 1
        ? networks.stream().mapToDouble(value -> value)
        : DoubleStream.of(state.value(job.run()).orElseThrow());
  }
}
