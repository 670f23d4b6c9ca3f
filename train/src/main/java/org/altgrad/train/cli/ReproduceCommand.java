package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.data.DataSet;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad reproduce}. */
@Command(
    name = "reproduce",
    description =
        "Runs a run again from its configuration, and compares the metrics byte for byte.",
    sortOptions = false)
final class ReproduceCommand implements Callable<Integer> {
  @Mixin private Help help;

  /** What has one is a whole of runs, which another one would be counted with. */
  private static final List<String> WHOLES = List.of(Sweep.MARK, StudyFile.NAME);

  @Parameters(index = "0", paramLabel = "RUN", description = "Run directory.")
  private Path directory;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "The new run's directory; default: RUN-reproduced, or -2, -3, …, beside RUN, or beside"
              + " the sweep or study that RUN is part of.")
  private Path to;

  @Override
  public Integer call() {
    PrintStream out = System.out;
    RunDirectory original = RunDirectory.open(directory);
    Run first = Run.read(directory);
    if (!Files.exists(original.metrics())) {
      throw new ConfigException(directory + " has no metrics.csv to compare with; train it first");
    }
    first.metrics(); // must be the run's own
    Path place = to == null ? free() : to;
    List<String> changed = new ArrayList<>();
    changed.add(OverrideWriter.assign("run.dir", place.toString()));
    if (!first.done()) {
      changed.add("trainer.max_steps=" + lastStep(original));
      if (first.outOfTime()) {
        changed.add("trainer.max_time=null");
      }
    }
    original.requireOwnConfig();
    Experiment experiment =
        Experiment.of(Runner.filed(original, changed).ofThisVersion(System.err::println));
    experiment.trainer().initFrom().ifPresent(from -> from.find(System.err::println));
    DataSet data = Runner.load(experiment, out);
    String id = original.id().orElse(original.path().toString());
    State state = Runner.start(experiment, data, out, run -> mark(run, id), run -> {});
    if (state == State.INTERRUPTED) {
      return TrainCommand.exitCode(state);
    }
    List<String> origins = DiffCommand.originsOf(first, Run.read(place));
    String difference = difference(original.metrics(), new RunDirectory(place).metrics());
    if (difference.isEmpty()) {
      out.println("reproduced: metrics.csv is the same to the byte");
      original
          .dataSeal()
          .flatMap(seal -> seal.difference(data))
          .ifPresent(what -> out.println("note: with other data than those of the run: " + what));
      return 0;
    }
    out.println("not reproduced: " + difference);
    out.println(
        origins.isEmpty()
            ? "machine, versions and data are the same"
            : "what differs beside: " + String.join("; ", origins));
    return Main.FAILURE;
  }

  /** Says whose numbers a run has again, so that tables do not count them twice. */
  private static void mark(RunDirectory run, String id) {
    Map<String, Object> info = run.readInfo();
    info.put(Run.REPRODUCES, id);
    run.writeInfo(info);
  }

  private Path free() {
    Path run = directory.toAbsolutePath().normalize();
    Path whole = run;
    for (Path above = run.getParent(); above != null; above = above.getParent()) {
      if (WHOLES.stream().map(above::resolve).anyMatch(Files::isRegularFile)) {
        whole = above;
      }
    }
    String name = whole.equals(run) ? "" : whole.getFileName() + "-";
    name += run.getFileName() + "-reproduced";
    return Places.free(whole.getParent(), name, List.of(""));
  }

  /** A run that was broken off, or had no more time, is made again up to its last number. */
  private static String lastStep(RunDirectory run) {
    List<String> rows = lines(run.metrics());
    return rows.size() < 2 ? "1" : rows.get(rows.size() - 1).replaceFirst(",.*", "");
  }

  private static String difference(Path left, Path right) {
    List<String> a = lines(left);
    List<String> b = lines(right);
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return "the first difference is in row "
            + (i + 1)
            + ", step "
            + a.get(i).replaceFirst(",.*", "")
            + ": "
            + a.get(i)
            + " became "
            + b.get(i);
      }
    }
    if (a.size() != b.size()) {
      boolean shorter = b.size() < a.size();
      String next = (shorter ? a : b).get(Math.min(a.size(), b.size()));
      return "the first difference is in step "
          + next.replaceFirst(",.*", "")
          + ": "
          + next
          + (shorter ? " is there no more" : " was not there");
    }
    return sameBytes(left, right)
        ? ""
        : "the rows are the same, but not the bytes: " + left + " has other ends of lines";
  }

  private static boolean sameBytes(Path left, Path right) {
    try {
      return Files.mismatch(left, right) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(left + " and " + right + " cannot be compared", e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return new ArrayList<>(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
