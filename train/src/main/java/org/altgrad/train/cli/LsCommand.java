package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.altgrad.base.JsonText;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.run.RunSeals;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad ls}. */
@Command(
    name = "ls",
    description = "Lists runs: how each stands, what tells it from the others, a metric.",
    sortOptions = false)
final class LsCommand implements Callable<Integer> {
  /** More settings than this make no table that can be read. */
  private static final int SETTINGS = 4;

  private static final String BEST = "best";
  private static final List<String> STATES =
      List.of(
          "running", "done", "failed", "diverged", "interrupted", "killed", "damaged", "not_begun");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      paramLabel = "RUN|SWEEP",
      arity = "0..*",
      description = "Run directories, or directories with runs in them; default: outputs.")
  private List<Path> places = List.of(Path.of("outputs"));

  @Option(
      names = "--where",
      paramLabel = "KEY=VALUE",
      description = "Only runs with this value of a setting; several must all hold.")
  private Map<String, String> where = new LinkedHashMap<>();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description =
          "Only runs in one of these states: running, done, failed, diverged, interrupted, killed,"
              + " damaged, not_begun.")
  private List<String> states = List.of();

  @Option(names = "--tag", paramLabel = "TAG", description = "Only runs with this tag.")
  private String tag;

  @Option(
      names = "--metric",
      paramLabel = "METRIC@SPLIT",
      split = ",",
      description =
          "Metrics at each run's end (with --json under metrics), without @SPLIT where one split"
              + " alone has them; default: the one by which its best was chosen.")
  private List<String> metrics = List.of();

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description =
          "Order by a column, a setting or a metric; with a - before it the other way round;"
              + " default: start.")
  private String sort = "start";

  @Option(names = "--json", description = "A list of all that the runs' files say.")
  private boolean json;

  @Override
  public Integer call() {
    new Effect(spec).only(!json, "without --json", "--sort");
    List<FiledRun> all = Runs.find(places).stream().map(FiledRun::read).toList();
    RunSet readable = readable(all);
    for (String state : states) {
      if (!STATES.contains(lower(state))) {
        throw new ConfigException(
            "--state " + state + ": must be a state" + Nearest.hintAndList(lower(state), STATES));
      }
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    where.forEach(
        (key, value) -> {
          if (List.of("state", "tag").contains(key)) {
            throw new PlotException(
                "--where " + key + "=" + value + ": no setting; say --" + key + " " + value);
          }
          wanted.put(readable.key(key), value);
        });
    List<FiledRun> runs = all.stream().filter(filed -> isWanted(filed, wanted)).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      List<String> asked = metrics.isEmpty() ? List.of() : measured(TypedMetric.of(runs));
      Strangers strangers = new Strangers(new SweepsAround());
      out.println(
          JsonText.write(runs.stream().map(run -> described(run, asked, strangers)).toList()));
      out.flush();
      return 0;
    }
    if (runs.isEmpty()) {
      out.println("none of " + all.size() + " runs is such" + nearTag(all));
    } else {
      TypedMetric typed = TypedMetric.of(runs);
      String by = sortedBy(header(settings(runs), measured(typed), isTagged(runs)), runs, typed);
      List<String> last = last(runs, typed, by);
      String whole = TerminalTable.command(spec);
      out.print(
          TerminalTable.text(
              table(runs, typed, by), TerminalTable.width(), last, uncut(typed, by), whole));
      runs.stream()
          .filter(filed -> !filed.trouble().isEmpty())
          .forEach(filed -> spec.commandLine().getErr().println("altgrad: " + filed.trouble()));
      runs.stream()
          .filter(filed -> filed.run().isPresent())
          .flatMap(filed -> filed.edited().stream())
          .map(RunSeals::told)
          .forEach(line -> spec.commandLine().getErr().println("altgrad: " + line));
    }
    out.flush();
    return 0;
  }

  private boolean isWanted(FiledRun filed, Map<String, String> wanted) {
    return wanted.entrySet().stream()
            .allMatch(entry -> Group.same(filed.value(entry.getKey()), entry.getValue()))
        && (states.isEmpty()
            || states.stream().anyMatch(one -> lower(one).equals(lower(filed.state()))))
        && (tag == null || filed.notes().tags().contains(tag));
  }

  /** The tag that was probably meant, if no run has the one that was asked for. */
  private String nearTag(List<FiledRun> all) {
    Set<String> tags = new TreeSet<>();
    all.forEach(filed -> tags.addAll(filed.notes().tags()));
    return tag == null || tags.contains(tag) ? "" : Nearest.hint(tag, tags);
  }

  private static String lower(String state) {
    return state.toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  private TextTable table(List<FiledRun> runs, TypedMetric typed, String by) {
    List<String> keys = new ArrayList<>(settings(runs));
    List<String> measured = measured(typed);
    boolean tagged = isTagged(runs);
    if (!header(keys, measured, tagged).contains(by)) {
      (typed.known().contains(by) ? measured : keys).add(by);
    }
    List<String> header = header(keys, measured, tagged);
    boolean noted = runs.stream().anyMatch(filed -> !filed.notes().note().isEmpty());
    if (noted) {
      header.add("note");
    }
    Strangers strangers = new Strangers(new SweepsAround());
    List<List<String>> rows = new ArrayList<>();
    for (FiledRun filed : runs) {
      List<String> row = new ArrayList<>();
      row.add(shortest(filed.path()));
      boolean outOfTime = filed.run().filter(Run::outOfTime).isPresent();
      String edited = filed.edited().isEmpty() || filed.run().isEmpty() ? "" : " (edited)";
      String again = filed.run().filter(Run::reproduces).isPresent() ? " (reproduced)" : "";
      String time = outOfTime ? " (" + Run.MAX_TIME + ")" : "";
      String lost = filed.run().map(Run::partlyDiverged).orElse("");
      String some = lost.isEmpty() ? "" : " (" + lost + ")";
      String none = strangers.has(filed.path()) ? " (" + Strangers.WORD + ")" : "";
      row.add(lower(filed.state()) + time + some + again + none + edited);
      row.add(moment(filed.info("start")));
      row.add(filed.seconds());
      row.add(filed.value("seed"));
      keys.forEach(key -> row.add(filed.value(key).replaceFirst("^null$", "")));
      measured.forEach(metric -> row.add(measured(filed, metric)));
      if (tagged) {
        row.add(String.join(" ", filed.notes().tags()));
      }
      if (noted) {
        row.add(filed.notes().note());
      }
      rows.add(row);
    }
    rows.sort(order(header.indexOf(by)));
    return new TextTable(header, rows);
  }

  /** The columns that a narrow terminal leaves out after the others: what was asked for first. */
  private List<String> last(List<FiledRun> runs, TypedMetric typed, String by) {
    List<String> last = new ArrayList<>(List.of("run", "state"));
    if (spec.commandLine().getParseResult().hasMatchedOption("--sort")) {
      last.add(by);
    }
    last.addAll(measured(typed));
    last.addAll(settings(runs));
    last.addAll(List.of("seed", "tags", "note"));
    return last;
  }

  /** The columns that are whole while others can be left out: a run is typed by its name. */
  private List<String> uncut(TypedMetric typed, String by) {
    List<String> uncut = new ArrayList<>(List.of("run"));
    if (typed.known().contains(by)) {
      uncut.add(by);
    }
    uncut.addAll(measured(typed));
    return uncut;
  }

  private static boolean isTagged(List<FiledRun> runs) {
    return runs.stream().anyMatch(filed -> !filed.notes().tags().isEmpty());
  }

  /** The settings that tell the runs apart. */
  private static List<String> settings(List<FiledRun> runs) {
    List<String> keys = readable(runs).distinguishingKeys();
    return keys.subList(0, Math.min(SETTINGS, keys.size()));
  }

  private static RunSet readable(List<FiledRun> runs) {
    return new RunSet(runs.stream().flatMap(f -> f.run().stream()).toList());
  }

  /** The metrics that are shown, by their whole names. */
  private List<String> measured(TypedMetric typed) {
    List<String> measured = new ArrayList<>();
    (metrics.isEmpty() ? List.of(BEST) : metrics)
        .forEach(m -> measured.add(m.equals(BEST) ? BEST : typed.named("--metric", m)));
    return measured;
  }

  /** All that a run's files say, with the values of metrics that were asked for. */
  private static Map<String, Object> described(
      FiledRun filed, List<String> asked, Strangers strangers) {
    Map<String, Object> all = filed.described();
    if (strangers.has(filed.path())) {
      all.put(Strangers.WORD, true);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (String metric : asked) {
      if (!metric.equals(BEST)) { // the result has it
        OptionalDouble value = last(filed, metric);
        values.put(metric, value.isPresent() ? value.getAsDouble() : null);
      }
    }
    if (!values.isEmpty()) {
      all.put("metrics", values);
    }
    return all;
  }

  private static OptionalDouble last(FiledRun filed, String metric) {
    int at = metric.lastIndexOf('@');
    return filed.last(metric.substring(at + 1), metric.substring(0, at));
  }

  /** A moment to the second, as wide as all others: whole minutes are filed without seconds. */
  private static String moment(String filed) {
    String text = filed.replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", "").replace('T', ' ');
    return text.matches(".* \\d\\d:\\d\\d") ? text + ":00" : text;
  }

  private static List<String> header(List<String> keys, List<String> measured, boolean tagged) {
    List<String> header = new ArrayList<>(List.of("run", "state", "start", "seconds", "seed"));
    header.addAll(keys);
    header.addAll(measured);
    if (tagged) {
      header.add("tags");
    }
    return header;
  }

  /** The column that rows are sorted by: one that is shown, or else a metric or a setting. */
  private String sortedBy(List<String> header, List<FiledRun> runs, TypedMetric typed) {
    RunSet readable = readable(runs);
    String name = sort.replaceFirst("^-", "");
    if (header.contains(name)) {
      return name;
    }
    List<String> all = typed.candidates(name);
    List<String> shown = all.stream().filter(header::contains).toList();
    if (shown.size() == 1) {
      return shown.get(0);
    }
    if (!all.isEmpty()) {
      return typed.named("--sort", name);
    }
    try {
      return readable.key(name);
    } catch (PlotException e) {
      if (e.getMessage().contains(" may be ")) {
        throw new PlotException("--sort " + sort + ": " + e.getMessage());
      }
      List<String> words = new ArrayList<>(header);
      words.addAll(readable.keys());
      String near =
          typed
              .nearest(name)
              .or(() -> Nearest.key(name, words))
              .map(" (%s?)"::formatted)
              .orElse("");
      throw new PlotException(
          "--sort %s: must be one of %s, a setting or a metric as in accuracy@test but is none%s"
              .formatted(sort, String.join(", ", header), near));
    }
  }

  private Comparator<List<String>> order(int column) {
    boolean reversed = sort.startsWith("-");
    Comparator<List<String>> order =
        Comparator.<List<String>>comparingDouble(row -> number(row.get(column)))
            .thenComparing(row -> row.get(column));
    return reversed ? order.reversed() : order;
  }

  private static double number(String cell) {
    try {
      return Double.parseDouble(cell.replaceFirst(" .*", ""));
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  /** The path as one types it from here. */
  private static String shortest(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }

  private static String measured(FiledRun filed, String metric) {
    if (metric.equals(BEST)) {
      return filed.run().map(LsCommand::best).orElse("");
    }
    OptionalDouble value = last(filed, metric);
    return value.isPresent() ? Reporter.number(value.getAsDouble()) : "";
  }

  private static String best(Run run) {
    Map<String, Object> result;
    try {
      result = run.result();
    } catch (PlotException e) {
      return "damaged";
    }
    Object value = result.get("best.value");
    return value instanceof Number number
        ? Reporter.number(number.doubleValue())
            + " "
            + result.get("best.metric")
            + "@"
            + result.get("best.split")
        : "";
  }
}
