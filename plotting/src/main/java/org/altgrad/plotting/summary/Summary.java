package org.altgrad.plotting.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.altgrad.base.Decimals;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.Replicates;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Runs in groups, each group described by statistics over its runs.
 *
 * @param keys the configuration keys that form the groups
 * @param rows one row for each group, split and metric that has values
 */
public record Summary(List<String> keys, List<Row> rows) {
  private static final String AVERAGED = "averaged_over";

  /**
   * One group on one split and metric.
   *
   * @param group the group
   * @param split the split
   * @param metric the metric
   * @param statistics over the seeds of the group's runs that count, of which each has the mean of
   *     its runs, and over the networks within a run; without spread where they are unfinished; of
   *     nothing if no run counts
   * @param counted the seeds' values, and runs that do not count
   */
  public record Row(
      Group group, String split, String metric, Statistics statistics, Counted counted) {
    /** Runs that do not count, or count as no seed of their own. */
    public Beside beside() {
      return counted.beside();
    }

    /** Finished samples: none where the statistics are those of unfinished runs. */
    public int n() {
      return unfinished() ? 0 : statistics.n();
    }

    /** Whether the statistics are those of unfinished runs, none of the group being done. */
    public boolean unfinished() {
      return counted.unfinished();
    }
  }

  /**
   * Networks beside those that count: a run's one, or those that train side by side in it.
   *
   * @param repeats those that another run has too, with their configuration and seed: together they
   *     are one sample, their mean
   * @param unfinished those that did not come to their end. Where none of the group did, its values
   *     are theirs, at the last whole epoch that all of these have reached, and {@link Row#n} is 0;
   *     where an epoch is asked for, those that have reached it count as all others
   * @param diverged those whose numbers were no longer finite; they never count. A run that does
   *     not say which of its networks diverged counts as one, and has no part as a whole
   * @param waiting those of runs that were filed and have not begun
   */
  public record Beside(int repeats, int unfinished, int diverged, int waiting) {
    private List<Integer> counts() {
      return List.of(repeats, unfinished, diverged, waiting);
    }
  }

  private static final List<String> BESIDE =
      List.of("repeats", "unfinished", "diverged", "not_begun");

  /**
   * Which numbers to summarise.
   *
   * @param by keys to group by, whole or their last parts; null for those that tell the runs apart
   * @param metrics metrics; empty for all
   * @param splits splits; empty for all
   * @param at the moment of each run
   */
  public record Query(List<String> by, List<String> metrics, List<String> splits, At at) {}

  /**
   * Summarises runs.
   *
   * @param runs the runs
   * @param query what is asked
   * @throws PlotException if a key, metric or split is unknown, or no run has a value
   */
  public static Summary of(RunSet runs, Query query) {
    runs.requireMetrics(query.metrics());
    runs.requireSplits(query.splits());
    query.at().in(runs);
    List<String> keys = query.by() == null ? runs.distinguishingKeys() : runs.keys(query.by());
    Map<Group, RunSet> groups = runs.groupBy(keys);
    Set<Metrics.Key> wanted = new LinkedHashSet<>();
    for (Run run : runs.runs()) {
      run.metrics().tracks().keySet().stream()
          .map(k -> query.metrics().contains(k.name()) ? k : k.plain())
          .filter(k -> query.metrics().isEmpty() || query.metrics().contains(k.name()))
          .filter(k -> query.splits().isEmpty() || query.splits().contains(k.split()))
          .forEach(wanted::add);
    }
    List<Row> rows = new ArrayList<>();
    Map<List<Run>, Pooled> known = new HashMap<>();
    for (Metrics.Key key : wanted) {
      groups.forEach(
          (group, members) -> {
            Counted counted =
                counted(
                    members.runs(), key, query.at(), own -> known.computeIfAbsent(own, Pooled::of));
            addRow(rows, group, key, counted);
          });
    }
    if (rows.stream().allMatch(row -> row.statistics().n() == 0)) {
      boolean epoch = query.at() instanceof At.Epoch && !wanted.isEmpty();
      throw new PlotException(
          "no run has a value of that metric and split at "
              + (epoch
                  ? At.missing((At.Epoch) query.at(), At.epochs(runs, wanted))
                  : "that moment" + elsewhere(runs, query)));
    }
    return new Summary(keys, List.copyOf(rows));
  }

  /** The splits on which there is what has been asked for on others. */
  private static String elsewhere(RunSet runs, Query query) {
    Set<String> there = new TreeSet<>();
    for (Run run : runs.runs()) {
      run.metrics().tracks().keySet().stream()
          .filter(k -> query.metrics().contains(k.name()) || query.metrics().contains(k.metric()))
          .filter(k -> !query.splits().isEmpty() && !query.splits().contains(k.split()))
          .forEach(k -> there.add(k.metric() + "@" + k.split()));
    }
    return there.isEmpty() ? "" : "; there are " + String.join(", ", there);
  }

  private static void addRow(List<Row> rows, Group group, Metrics.Key key, Counted counted) {
    double[] values = counted.values();
    Statistics all = values.length == 0 ? Statistics.NONE : Statistics.of(key.metric(), values);
    Statistics statistics = counted.unfinished() ? all.withoutSpread() : all;
    if (values.length > 0 || counted.beside().counts().stream().anyMatch(count -> count > 0)) {
      rows.add(new Row(group, key.split(), key.name(), statistics, counted));
    }
  }

  /**
   * What counts of some runs.
   *
   * @param values one for each seed, the mean over its settings
   * @param samples one for each seed and setting, for distributions of runs
   * @param seeds what each value has in common with those of other groups that begin alike
   * @param beside runs that do not count, or count as no sample of their own
   * @param unfinished whether the values are those of unfinished runs, because none is done
   * @param pooled what the runs that count differ in beside their seeds
   */
  public record Counted(
      double[] values,
      double[] samples,
      List<Replicates.Replicate> seeds,
      Beside beside,
      boolean unfinished,
      Pooled pooled) {}

  /** The samples of a metric among runs that are compared with others as one group. */
  public static Counted counted(List<Run> own, Metrics.Key key, At at) {
    return counted(own, key, at, Pooled::of);
  }

  private static Counted counted(
      List<Run> own, Metrics.Key key, At at, Function<List<Run>, Pooled> pooling) {
    List<Run> begun = own.stream().filter(run -> !run.state().equals(Run.NOT_BEGUN)).toList();
    List<Run> going = begun.stream().filter(run -> !run.diverged() && has(run, key)).toList();
    List<Run> done = going.stream().filter(Run::done).toList();
    // Who was broken off has reached an epoch, but not its best.
    List<Run> counted = at instanceof At.Epoch || done.isEmpty() ? going : done;
    boolean cut = at instanceof At.Last && done.isEmpty() && going.size() > 1;
    RunSet.requireOneVersion(counted, key);
    Seeds seeds = Seeds.of(counted, key, cut ? lastCommon(going, key) : at);
    int diverged = Run.networks(begun.stream().filter(Run::diverged));
    int unfinished = Run.networks(begun.stream().filter(run -> !run.done() && !run.diverged()));
    int waiting = Run.networks(own.stream()) - Run.networks(begun.stream());
    return new Counted(
        seeds.values(),
        seeds.each(),
        List.copyOf(seeds.samples().keySet()),
        new Beside(seeds.repeats(), unfinished, diverged, waiting),
        !(at instanceof At.Epoch) && done.isEmpty() && !seeds.samples().isEmpty(),
        pooling.apply(seeds.runs()));
  }

  /**
   * The values of some runs by seed, and there by sample.
   *
   * @param runs that have values
   * @param repeats how many of their values are of a sample that another has too
   */
  private record Seeds(
      Map<Replicates.Replicate, Map<String, List<Double>>> samples, List<Run> runs, int repeats) {
    static Seeds of(List<Run> counted, Metrics.Key key, At moment) {
      Replicates replicates = Replicates.of(counted);
      Map<Replicates.Replicate, Map<String, List<Double>>> samples = new LinkedHashMap<>();
      List<Run> having = new ArrayList<>();
      int repeats = 0;
      for (Run run : counted) {
        double[] values = moment.values(moment.among(run), key);
        for (int i = 0; i < values.length; i++) {
          List<Double> sample =
              samples
                  .computeIfAbsent(
                      replicates.of(run, i, values.length), seed -> new LinkedHashMap<>())
                  .computeIfAbsent(run.sample(i, values.length), name -> new ArrayList<>());
          repeats += sample.isEmpty() ? 0 : 1;
          sample.add(values[i]);
        }
        if (values.length > 0) {
          having.add(run);
        }
      }
      return new Seeds(samples, having, repeats);
    }

    /** Those of one sample agree, unless a run was cut off; those of one seed have one mean. */
    double[] values() {
      return samples.values().stream()
          .mapToDouble(own -> mean(own.values().stream().mapToDouble(all -> mean(doubles(all)))))
          .toArray();
    }

    double[] each() {
      return samples.values().stream()
          .flatMap(own -> own.values().stream())
          .mapToDouble(all -> mean(doubles(all)))
          .toArray();
    }

    private static DoubleStream doubles(List<Double> all) {
      return all.stream().mapToDouble(x -> x);
    }

    private static double mean(DoubleStream values) {
      return values.average().orElseThrow();
    }
  }

  private static boolean has(Run run, Metrics.Key key) {
    return !run.metrics().samples(key).isEmpty();
  }

  /**
   * The last epoch that all of some runs have reached, of those that have reached the end of one.
   */
  private static At lastCommon(List<Run> runs, Metrics.Key key) {
    int epoch = Integer.MAX_VALUE;
    for (Run run : runs) {
      for (Metrics.Key sample : run.wholeEpochs().samples(key)) {
        int[] epochs = run.wholeEpochs().tracks().get(sample).epoch();
        epoch = epochs.length == 0 ? epoch : Math.min(epoch, epochs[epochs.length - 1]);
      }
    }
    return epoch < 0 || epoch == Integer.MAX_VALUE ? new At.Last() : new At.Epoch(epoch);
  }

  /** Names of the columns of {@link Beside} in which some row has a number. */
  private List<String> beside() {
    return IntStream.range(0, BESIDE.size())
        .filter(i -> rows.stream().anyMatch(row -> row.beside().counts().get(i) > 0))
        .mapToObj(BESIDE::get)
        .toList();
  }

  private static int count(Row row, String column) {
    return row.beside().counts().get(BESIDE.indexOf(column));
  }

  /**
   * With rounded numbers (five digits), for terminals and documents. Where no group has more than
   * one run there is nothing to describe: the one value stands in place of the statistics, with n
   * before it where some are of unfinished runs.
   */
  public TextTable rounded() {
    DoubleFunction<String> format = v -> Decimals.rounded(v, 5);
    return rows.stream().allMatch(row -> row.statistics().n() <= 1)
        ? values(format)
        : cells(format, false);
  }

  private TextTable values(DoubleFunction<String> format) {
    boolean counts = rows.stream().anyMatch(Row::unfinished);
    List<String> header = new ArrayList<>(keys);
    header.addAll(List.of("split", "metric"));
    header.addAll(counts ? List.of("n", "value") : List.of("value"));
    header.addAll(beside());
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(row.group().values());
      Statistics s = row.statistics();
      line.addAll(List.of(row.split(), row.metric()));
      if (counts) {
        line.add(Integer.toString(row.n()));
      }
      line.add(s.n() == 0 ? "" : cell(s.mean(), format));
      beside().forEach(column -> line.add(Integer.toString(count(row, column))));
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  /**
   * With a column for each metric: the mean, with the standard deviation over samples where a row
   * has several.
   */
  public TextTable wide() {
    CellTable.Layout layout =
        new CellTable.Layout(
            CellTable.Spread.SD, Optional.empty(), CellTable.Best.NONE, PairedTests.Test.T);
    return CellTable.of(this, layout, Optional.empty()).table();
  }

  /** {@link #rounded()} with what was found against a reference. */
  public TextTable rounded(PairedTests tests) {
    return tests.beside(this, rounded(), false);
  }

  /** With all digits, for files. */
  public TextTable exact() {
    return cells(Double::toString, true);
  }

  /** {@link #exact()} with what was found against a reference. */
  public TextTable exact(PairedTests tests) {
    return tests.beside(this, exact(), true);
  }

  /** How many networks do not count, or count as no seed of their own, in words; or empty. */
  String aside() {
    List<String> parts = new ArrayList<>();
    List<String> words = List.of("repeats", "unfinished", "diverged", "not begun");
    for (int i = 0; i < words.size(); i++) {
      int column = i;
      Map<Group, Integer> most = new LinkedHashMap<>();
      rows.forEach(row -> most.merge(row.group(), row.beside().counts().get(column), Integer::max));
      int count = most.values().stream().mapToInt(n -> n).sum();
      if (count > 0) {
        parts.add(count + " " + words.get(i));
      }
    }
    return parts.isEmpty() ? "" : "Beside these: " + String.join(", ", parts) + ".";
  }

  /** What groups average over beside seeds, a line for each remark, for below a table. */
  public List<String> notes() {
    Map<Group, Pooled> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      groups.merge(row.group(), row.counted().pooled(), (a, b) -> b.runs() > a.runs() ? b : a);
    }
    return Pooled.notes(groups);
  }

  /** The same as lines below a table of text, after an empty one; empty if there are none. */
  public String below() {
    List<String> lines = notes().stream().map(line -> "\nnote: " + line + "\n").toList();
    return String.join("", lines);
  }

  private TextTable cells(DoubleFunction<String> format, boolean all) {
    boolean pooled = all && rows.stream().anyMatch(row -> !row.counted().pooled().none());
    List<String> header = new ArrayList<>(keys);
    header.addAll(List.of("split", "metric", "n", "mean", "sd", "se", "lower95", "upper95"));
    header.addAll(List.of("min", "max"));
    header.addAll(beside());
    header.addAll(pooled ? List.of(AVERAGED) : List.of());
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      Statistics s = row.statistics();
      List<String> line = new ArrayList<>(row.group().values());
      line.addAll(List.of(row.split(), row.metric(), Integer.toString(row.n())));
      line.add(s.n() == 0 ? "" : cell(s.mean(), format));
      for (double spread : new double[] {s.sd(), s.se(), s.lower(), s.upper()}) {
        line.add(row.n() <= 1 ? "" : cell(spread, format));
      }
      line.add(s.n() == 0 ? "" : cell(s.min(), format));
      line.add(s.n() == 0 ? "" : cell(s.max(), format));
      beside().forEach(column -> line.add(Integer.toString(count(row, column))));
      line.addAll(pooled ? List.of(row.counted().pooled().text()) : List.of());
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  private static String cell(double value, DoubleFunction<String> format) {
    return Double.isFinite(value) ? format.apply(value) : Double.toString(value);
  }

  /** The same as a Tablesaw table; NaN is a missing value there. */
  public Table table() {
    Table table = Table.create("summary");
    for (int k = 0; k < keys.size(); k++) {
      int index = k;
      table.addColumns(
          StringColumn.create(
              keys.get(k), rows.stream().map(row -> row.group().values().get(index))));
    }
    table.addColumns(
        StringColumn.create("split", rows.stream().map(Row::split)),
        StringColumn.create("metric", rows.stream().map(Row::metric)),
        IntColumn.create("n", rows.stream().mapToInt(Row::n).toArray()),
        column("mean", Statistics::mean),
        column("sd", Statistics::sd),
        column("se", Statistics::se),
        column("lower95", Statistics::lower),
        column("upper95", Statistics::upper),
        column("min", Statistics::min),
        column("max", Statistics::max));
    for (String column : beside()) {
      table.addColumns(
          IntColumn.create(column, rows.stream().mapToInt(row -> count(row, column)).toArray()));
    }
    return table;
  }

  private DoubleColumn column(String name, ToDoubleFunction<Statistics> value) {
    return DoubleColumn.create(
        name, rows.stream().mapToDouble(row -> value.applyAsDouble(row.statistics())).toArray());
  }
}
