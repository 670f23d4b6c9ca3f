package org.altgrad.train.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.catalogue.FigureKinds;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.Summary;
import org.altgrad.plotting.summary.TextTable;

/**
 * What is made of a study's runs: {@code table.csv}, {@code table.md}, {@code checks.md}, figures.
 */
public final class StudyReport {
  private final Study study;
  private final Study.SizeName size;
  private final Path directory;
  private final Screen screen;
  private final List<String> unmade = new ArrayList<>();
  private boolean written;
  private int made;

  /** Where a report is read. */
  @FunctionalInterface
  public interface Screen {
    /**
     * A table as it is shown there.
     *
     * @param last columns that are left out after all others, where there is no room for all
     * @param file that holds the whole table
     */
    String text(TextTable table, List<String> last, Path file);
  }

  /**
   * A report.
   *
   * @param directory where it is written, over what was written before
   */
  public StudyReport(Study study, Study.SizeName size, Path directory, Screen screen) {
    this.screen = screen;
    this.study = study;
    this.size = size;
    this.directory = directory;
  }

  /**
   * Writes everything that the runs give.
   *
   * @param places the directories of the runs
   * @return what to show at the end: both tables, the files, and what could not be made and why
   */
  public String write(Map<StudyJob, Path> places) {
    List<String> files = new ArrayList<>();
    Map<StudyJob, Run> runs = read(places, files);
    StringBuilder text = new StringBuilder();
    RunSet set = new RunSet(List.copyOf(runs.values())).settled().apart();
    table(set, text, files);
    FigureKinds figures = Figures.all();
    for (Study.Drawing drawing : study.figures()) {
      try {
        Figure figure = figures.named(drawing.kind()).draw(set, drawing.options());
        Path base = directory.resolve(drawing.name());
        files.add("figure   " + figure.write(base, true).get(0));
        figure.notes().forEach(note -> files.add("note: " + drawing.name() + ": " + note));
        made++;
      } catch (PlotException e) {
        files.add("figure   " + drawing.name() + " not drawn: " + e.getMessage());
        unmade.add("figure " + drawing.name());
      }
    }
    checks(List.copyOf(places.keySet()), runs, text, files);
    written = true;
    files.forEach(file -> text.append(file).append('\n'));
    return text.toString();
  }

  /** The runs that have begun, without those that cannot be read: a note says which and why. */
  private static Map<StudyJob, Run> read(Map<StudyJob, Path> places, List<String> notes) {
    Map<StudyJob, Run> runs = new LinkedHashMap<>();
    List<PlotException> refused = new ArrayList<>();
    places.forEach(
        (job, place) -> {
          try {
            if (Files.exists(place.resolve(Run.INFO))) {
              Run run = Run.readable(place);
              runs.put(job, run.with(Study.LABEL, job.label()));
            }
          } catch (PlotException e) {
            refused.add(e);
          }
        });
    if (runs.isEmpty() && !refused.isEmpty()) {
      throw refused.get(0);
    }
    refused.forEach(e -> notes.add("note: left out a run: " + e.getMessage()));
    return runs;
  }

  /** Whether it was written and neither a table nor a figure could be made. */
  public boolean empty() {
    return written && made == 0;
  }

  /** The table and figures that the study asks for and its runs did not give. */
  public List<String> unmade() {
    return List.copyOf(unmade);
  }

  private void table(RunSet runs, StringBuilder text, List<String> files) {
    Study.Table asked = study.table();
    try {
      Summary summary =
          Summary.of(
              runs, new Summary.Query(asked.by(), asked.metrics(), asked.splits(), asked.moment()));
      TextTable rounded = asked.wide().orElse(false) ? summary.wide() : summary.rounded();
      Path file = directory.resolve("table.md");
      List<String> last = List.of("split", "metric", "mean");
      text.append(screen.text(rounded, last, file)).append(summary.below()).append('\n');
      OutputFile.write(directory.resolve("table.csv"), summary.exact().toCsv(), true);
      OutputFile.write(file, rounded.toMarkdown() + summary.below(), true);
      files.add("table    " + directory.resolve("table.csv"));
      made++;
    } catch (PlotException e) {
      files.add("table    not made: " + e.getMessage());
      unmade.add("table");
    }
  }

  private void checks(
      List<StudyJob> jobs, Map<StudyJob, Run> runs, StringBuilder text, List<String> files) {
    List<Finding> findings =
        study.expected(size).stream().map(check -> Finding.of(check, jobs, runs)).toList();
    if (findings.isEmpty()) {
      return;
    }
    TextTable table = Finding.table(findings);
    Path file = directory.resolve("checks.md");
    text.append(screen.text(table, List.of(), file)).append('\n');
    String heading =
        "# %s (%s)\n\n%s\nSource: %s\n\n"
            .formatted(study.title(), size.word(), study.claim().strip(), study.source());
    OutputFile.write(file, heading + table.toMarkdown(), true);
    long met = findings.stream().filter(f -> f.status() == Finding.Status.MET).count();
    long not = findings.stream().filter(f -> f.status() == Finding.Status.NOT_MEASURED).count();
    String rest = not == 0 ? "" : ", " + not + " not measured";
    files.add(
        "checks   " + file + "  (" + met + " of " + (findings.size() - not) + " met" + rest + ")");
  }
}
