package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.data.DataException;
import org.altgrad.data.fetch.DataRepository;
import org.altgrad.data.fetch.FileState;
import org.altgrad.data.fetch.Located;
import org.altgrad.plotting.summary.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code altgrad data}. */
@Command(
    name = "data",
    description = "Lists, downloads, verifies, shows and writes data sets.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DataListCommand.class,
      DataCommand.Fetch.class,
      DataCommand.Verify.class,
      DataShowCommand.class,
      DataExportCommand.class
    })
final class DataCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do with data: list, fetch, verify, show or export");
  }

  /** {@code altgrad data fetch}. */
  @Command(
      name = "fetch",
      description = "Downloads what is missing of data sets, and verifies the rest.",
      sortOptions = false)
  static final class Fetch implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Parameters(
        paramLabel = "NAME",
        arity = "1..*",
        completionCandidates = DataSets.Names.class,
        description = "Data sets: ${COMPLETION-CANDIDATES}.")
    private List<String> names = new ArrayList<>();

    @Mixin private DataSets sets;

    @Mixin private Help help;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      DataRepository repository = sets.repository();
      List<String> failures = new ArrayList<>();
      for (String name : DataSets.known(names, spec.commandLine())) {
        try {
          for (Located file : repository.fetch(name, new DownloadLines(System.out))) {
            out.println(name + "  " + file.file().name() + "  ok  " + file.source());
          }
        } catch (DataException e) {
          failures.add(name + ": " + e.getMessage());
        }
        out.flush();
      }
      failures.forEach(failure -> spec.commandLine().getErr().println("altgrad: " + failure));
      return failures.isEmpty() ? 0 : Main.FAILURE;
    }
  }

  /** {@code altgrad data verify}. */
  @Command(
      name = "verify",
      description = "Reads the files of data sets and compares their checksums.",
      sortOptions = false,
      footer = "The exit code is 1 if a file is damaged.")
  static final class Verify implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Parameters(
        paramLabel = "NAME",
        completionCandidates = DataSets.Names.class,
        description = "Data sets: ${COMPLETION-CANDIDATES}; default: all.")
    private List<String> names = new ArrayList<>();

    @Mixin private DataSets sets;

    @Mixin private Help help;

    @Override
    public Integer call() {
      DataRepository repository = sets.repository();
      List<List<String>> rows = new ArrayList<>();
      List<String> damaged = new ArrayList<>();
      for (String name : DataSets.known(names, spec.commandLine())) {
        for (FileState state : repository.verify(name)) {
          rows.add(List.of(name, state.file(), state.status().name(), state.where()));
          if (state.status() == FileState.Status.DAMAGED) {
            damaged.add(name + ": " + state.detail());
          }
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      TextTable table = new TextTable(List.of("name", "file", "state", "where"), rows);
      out.print(TerminalTable.text(table, List.of("name", "file", "state"), spec));
      out.flush();
      damaged.forEach(line -> spec.commandLine().getErr().println("altgrad: " + line));
      return damaged.isEmpty() ? 0 : Main.FAILURE;
    }
  }
}
