package org.altgrad.train.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.altgrad.base.Decimals;
import org.altgrad.base.Durable;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.Summary;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.run.RunException;
import org.altgrad.train.study.Figures;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code altgrad report}. */
@Command(
    name = "report",
    description = "Writes a page about runs, one file for any browser, without a network.",
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  /** More metrics than this make no table that can be read. */
  private static final int METRICS = 8;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      paramLabel = "RUN|SWEEP|STUDY",
      description = "Directory of a run, a sweep or a study, or any above some.")
  private Path place;

  @Option(names = "--to", paramLabel = "FILE", required = true, description = "FILE.html to write.")
  private Path to;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Override
  public Integer call() {
    if (!to.toString().endsWith(".html")) {
      throw new ParameterException(
          spec.commandLine(), "--to " + to + ": the name must end in .html");
    }
    OutputFile.requireFree(to, force);
    List<String> notes = new ArrayList<>();
    RunSet runs = Places.read(List.of(place), notes::add);
    notes.forEach(line -> spec.commandLine().getErr().println("altgrad: note: " + line));
    HtmlPage page = new HtmlPage(title(runs));
    page.paragraph(runs.runs().size() == 1 ? "1 run" : runs.runs().size() + " runs");
    notes.forEach(line -> page.paragraph("Note: " + line + "."));
    checks(page);
    search(page, runs);
    metrics(page, runs);
    runs(page, runs);
    figures(page, runs);
    page.heading("Configuration");
    shared(page, runs, Run::config);
    page.heading("Origin");
    shared(page, runs, run -> YamlFile.flatten(run.info()));
    OutputFile.write(to, page.toString(), force);
    spec.commandLine().getOut().println("report   " + to);
    return 0;
  }

  /** A date says little: the experiment, if all runs are of one, and the place. */
  private String title(RunSet runs) {
    String name = place.toAbsolutePath().normalize().getFileName().toString();
    List<Object> experiments =
        runs.runs().stream().map(run -> run.info().get("experiment")).distinct().toList();
    return experiments.size() == 1 && experiments.get(0) != null
        ? experiments.get(0) + ", " + name
        : name;
  }

  /** The checks of a study, as it has written them. */
  private void checks(HtmlPage page) {
    Path file = place.resolve("checks.md");
    if (!Files.isRegularFile(file)) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (String line : new String(read(file), StandardCharsets.UTF_8).split("\n")) {
      if (line.startsWith("|") && !line.matches("[|: -]+")) {
        String inner = line.substring(1, line.lastIndexOf('|'));
        rows.add(
            Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList());
      }
    }
    if (rows.size() > 1) {
      page.heading("Checks");
      page.table(new TextTable(rows.get(0), rows.subList(1, rows.size())));
    }
  }

  /** What a search looked for and found, and what each of its keys does. */
  private void search(HtmlPage page, RunSet runs) {
    if (!SweepDirectory.isOne(place)) {
      return;
    }
    SweepDirectory directory = new SweepDirectory(place);
    SearchReport.write(page, directory);
    if (directory.plan().flatMap(plan -> plan.definition().metric()).isEmpty()) {
      return;
    }
    for (String name : List.of("sweep-importance", "sweep-best")) {
      try {
        page.svg(Figures.named(name).draw(runs, Map.of()).svg(), name);
      } catch (PlotException e) {
        page.paragraph(name + ": " + e.getMessage());
      }
    }
  }

  private static void metrics(HtmlPage page, RunSet runs) {
    page.heading("Metrics at the end");
    try {
      Summary.Query query =
          new Summary.Query(null, Summaries.headline(runs), List.of(), new At.Last());
      Summary summary = Summary.of(runs, query);
      page.table(summary.rounded());
      summary.notes().forEach(line -> page.paragraph("Note: " + line + "."));
    } catch (PlotException e) {
      page.paragraph(e.getMessage());
    }
  }

  /** What tells the runs apart, and how each of them ended. */
  private static void runs(HtmlPage page, RunSet runs) {
    List<String> keys = runs.distinguishingKeys();
    List<String> metrics = Summaries.headline(runs);
    List<String> header = new ArrayList<>(List.of("run", "state", "seconds", "seed"));
    header.addAll(keys);
    List<String> measured = new ArrayList<>();
    for (String metric : metrics) {
      runs.splits().stream()
          .filter(
              split -> runs.runs().stream().anyMatch(r -> r.metrics().track(split, metric) != null))
          .forEach(split -> measured.add(metric + "@" + split));
    }
    List<String> shown = measured.subList(0, Math.min(METRICS, measured.size()));
    header.addAll(shown);
    List<FiledRun> all = runs.runs().stream().map(run -> FiledRun.read(run.dir())).toList();
    boolean tagged = all.stream().anyMatch(filed -> !filed.notes().tags().isEmpty());
    boolean noted = all.stream().anyMatch(filed -> !filed.notes().note().isEmpty());
    header.addAll(tagged ? List.of("tags") : List.of());
    header.addAll(noted ? List.of("note") : List.of());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Run run = runs.runs().get(i);
      FiledRun filed = all.get(i);
      List<String> row = new ArrayList<>();
      row.add(run.name());
      row.add(run.diverged() ? run.state() : filed.state()); // of some networks, perhaps
      row.add(filed.seconds());
      row.add(run.value("seed"));
      keys.forEach(key -> row.add(run.value(key)));
      for (String metric : shown) {
        int at = metric.lastIndexOf('@');
        var track = run.metrics().track(metric.substring(at + 1), metric.substring(0, at));
        row.add(
            track == null || track.size() == 0
                ? ""
                : Reporter.number(track.value()[track.size() - 1]));
      }
      row.addAll(tagged ? List.of(String.join(" ", filed.notes().tags())) : List.of());
      row.addAll(noted ? List.of(filed.notes().note()) : List.of());
      rows.add(row);
    }
    rows.sort((a, b) -> Group.compareValues(a.get(0), b.get(0)));
    page.heading("Runs");
    page.table(new TextTable(header, rows));
  }

  /** The learning curves, drawn now, and what lies beside the runs. */
  private void figures(HtmlPage page, RunSet runs) {
    page.heading("Figures");
    try {
      Map<String, String> layout = Summaries.layout(runs);
      page.svg(Figures.named("learning-curve").draw(runs, layout).svg(), "learning-curve");
    } catch (PlotException e) {
      page.paragraph("learning-curve: " + e.getMessage());
    }
    for (Path folder : List.of(place, place.resolve("figures"))) {
      pictures(folder).stream()
          .filter(file -> !file.getFileName().toString().equals("learning-curve.svg"))
          .forEach(
              file ->
                  page.picture(
                      "image/svg+xml",
                      read(file),
                      file.getFileName().toString().replace(".svg", "")));
    }
  }

  private static List<Path> pictures(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".svg") && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RunException(folder + " cannot be read: " + Durable.reason(e), e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
    }
  }

  /** Entries that are the same in all runs, and those that are not, with their values. */
  private static void shared(
      HtmlPage page, RunSet runs, Function<Run, Map<String, Object>> entries) {
    Map<String, List<String>> values = new TreeMap<>();
    for (Run run : runs.runs()) {
      entries
          .apply(run)
          .forEach(
              (key, value) -> {
                List<String> seen = values.computeIfAbsent(key, k -> new ArrayList<>());
                if (!seen.contains(Decimals.text(value))) {
                  seen.add(Decimals.text(value));
                }
              });
    }
    List<List<String>> same = new ArrayList<>();
    List<List<String>> differing = new ArrayList<>();
    values.forEach(
        (key, seen) ->
            (seen.size() == 1 ? same : differing).add(List.of(key, String.join("; ", seen))));
    page.folded(
        runs.runs().size() == 1 ? "all entries" : "what all have in common",
        new TextTable(List.of("key", "value"), same));
    if (!differing.isEmpty()) {
      page.folded("what differs", new TextTable(List.of("key", "values"), differing));
    }
  }
}
