package org.altgrad.train.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.altgrad.base.Durable;
import org.altgrad.base.MadeDirectories;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.format.SetWriter;
import org.altgrad.data.source.DataContext;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.WrittenNames;
import org.altgrad.plotting.OutputFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code altgrad data export}. */
@Command(
    name = "export",
    description =
        "Writes a data set, a generated one as well, as CSV or for NumPy; data=csv and data=npz"
            + " read it again.",
    sortOptions = false)
final class DataExportCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = DataShowCommand.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "OVERRIDE",
      description = "Settings of the data set, such as data.train_limit=20.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--split", paramLabel = "SPLIT", split = ",", description = "Default: all.")
  private List<String> wanted = List.of();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "FILE.csv, a row for each example, or FILE.npz, an array for each column.")
  private Path to;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Mixin private DataSets sets;

  @Mixin private Help help;

  @Override
  public Integer call() {
    boolean csv = to.toString().endsWith(".csv");
    if (!csv && !to.toString().endsWith(".npz")) {
      throw new ParameterException(
          spec.commandLine(), "--to " + to + ": the name must end in .csv or .npz");
    }
    if (Set.copyOf(wanted).size() < wanted.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "--split " + String.join(",", wanted) + ": must name each split once");
    }
    DataSource source = DataShowCommand.source(name, overrides, sets, spec.commandLine());
    OutputFile.requireFree(to, force);
    DataSet data = source.load(DataContext.standard(true, new DownloadLines(System.out)));
    List<Split> splits =
        wanted.isEmpty()
            ? List.copyOf(data.splits().values())
            : wanted.stream().map(data::split).toList();
    Map<String, List<String>> names = csv ? WrittenNames.of(data, splits) : Map.of();
    write(splits, names, csv);
    for (Split split : splits) {
      spec.commandLine()
          .getOut()
          .println("%-8s %d examples".formatted(split.name(), split.count()));
    }
    numbered(data, names).forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println("data     " + to);
    return 0;
  }

  /** What a user has called that of which the file has numbers alone, a line each. */
  private static List<String> numbered(DataSet data, Map<String, List<String>> written) {
    List<String> lines = new ArrayList<>();
    if (Collections.disjoint(written.keySet(), List.of("input", "feature", "image"))) {
      add(lines, "inputs", data.inputNames());
    }
    if (!written.containsKey("label")) {
      add(lines, "classes", data.classNames());
    }
    if (!written.containsKey("environment")) {
      add(lines, "environments", data.environmentNames());
    }
    if (!data.testEnvironmentNames().isEmpty()) {
      lines.add("the environments of test are " + String.join(", ", data.testEnvironmentNames()));
    }
    return lines;
  }

  private static void add(List<String> lines, String what, List<String> names) {
    if (!names.isEmpty()) {
      lines.add("%s 0, 1, … are %s".formatted(what, String.join(", ", names)));
    }
  }

  /** Writes whole, or leaves what is there. */
  private void write(List<Split> splits, Map<String, List<String>> names, boolean csv) {
    Path whole = to.toAbsolutePath();
    Path scratch = whole.resolveSibling("." + whole.getFileName() + ".tmp");
    try (MadeDirectories above = new MadeDirectories(whole.getParent())) {
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(scratch))) {
          if (csv) {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            SetWriter.csv(splits, names, text);
            text.flush();
          } else {
            SetWriter.npz(splits, out);
          }
        }
        Durable.rename(scratch, whole);
        above.keep();
      } catch (IOException e) {
        throw Durable.named(e, scratch, whole);
      } finally {
        scratch.toFile().delete();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(to + " cannot be written", e);
    }
  }
}
