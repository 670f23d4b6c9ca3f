package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.altgrad.data.DataSet;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.export.Description;
import org.altgrad.train.export.Exporter;
import org.altgrad.train.loop.Diverged;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;

/** A trained program: a run's graph with the variables of one of its checkpoints. */
final class Restored {
  private static final String DATA = "data.";

  private Restored() {}

  /** What is done with it. */
  @FunctionalInterface
  interface Action<R> {
    R with(Experiment experiment, DataSet data, Live live, Checkpoints.Checkpoint checkpoint);
  }

  /**
   * Opens a run, restores a checkpoint, and closes it after the action.
   *
   * @param otherData whether the data may be other than those of the training
   */
  static <R> R of(Path directory, Checkpoints.Which which, boolean otherData, Action<R> action) {
    RunDirectory run = RunDirectory.open(directory);
    Experiment experiment = Runner.open(run, List.of());
    Checkpoints checkpoints = Checkpoints.of(run, 1);
    // Without one, nothing has to be built.
    checkpoints.reading(() -> find(checkpoints, which, message -> {}));
    DataSet data = Runner.load(experiment, System.err);
    requireOwnData(run, data, otherData, System.err::println);
    try (Live live = new Live(experiment, data)) {
      Checkpoints.Checkpoint checkpoint =
          checkpoints.reading(
              () -> {
                Checkpoints.Checkpoint found = find(checkpoints, which, System.err::println);
                restore(run, data, live, found);
                if (which == Checkpoints.Which.BEST) {
                  live.recallBest();
                }
                return found;
              });
      Diverged.of(checkpoint)
          .note()
          .ifPresent(note -> System.err.println("altgrad: note: " + note));
      return action.with(experiment, data, live, checkpoint);
    }
  }

  /** A checkpoint that does not fit is not at fault where the data are others. */
  private static void restore(
      RunDirectory run, DataSet data, Live live, Checkpoints.Checkpoint checkpoint) {
    try {
      live.restore(checkpoint.variables());
    } catch (RunException e) {
      if (run.dataSeal().flatMap(seal -> seal.difference(data)).isEmpty()) {
        throw e;
      }
      throw new RunException(
          "the run's network has other shapes than one for these data, of "
              + data.classes()
              + " classes, which are not those of the training: "
              + data.name(),
          e);
    }
  }

  /**
   * Refuses data with which a run was not trained, or says so.
   *
   * @param others whether it is enough to say so
   */
  static void requireOwnData(
      RunDirectory run, DataSet data, boolean others, Consumer<String> message) {
    if (others) {
      run.dataSeal()
          .flatMap(seal -> seal.foreign(data))
          .ifPresent(
              why -> {
                throw new RunException(why);
              });
      ownData(run, data, message)
          .ifPresent(what -> message.accept("other data than those of the training: " + what));
    } else {
      String hint =
          "measure it on these with eval --other-data; a new run with trainer.init_from="
              + run.path()
              + " goes on with them";
      requireOwnData(run, data, hint, message);
    }
  }

  /**
   * Refuses data with which a run was not trained; runs of older versions may not tell.
   *
   * @param hint what to do instead of putting the run's own back
   */
  static void requireOwnData(
      RunDirectory run, DataSet data, String hint, Consumer<String> message) {
    ownData(run, data, message)
        .ifPresent(
            what -> {
              throw new RunException(
                  run.path()
                      + " was trained with other data: "
                      + what
                      + "; put its own back, or "
                      + hint);
            });
  }

  /** How the data differ from those with which a run was trained; says if that cannot be known. */
  private static Optional<String> ownData(
      RunDirectory run, DataSet data, Consumer<String> message) {
    if (run.dataSeal().isEmpty()) {
      message.accept(
          run.info()
              + " does not say what the data were; they are taken for those of the training");
    }
    return run.dataSeal().flatMap(seal -> seal.difference(data));
  }

  /** Networks that each count for themselves have what each was at its best in the newest one. */
  private static Checkpoints.Checkpoint find(
      Checkpoints checkpoints, Checkpoints.Which which, Consumer<String> message) {
    return which == Checkpoints.Which.BEST
        ? checkpoints
            .newest(message)
            .filter(newest -> newest.state().containsKey("networks"))
            .orElseGet(() -> checkpoints.get(which, message))
        : checkpoints.get(which, message);
  }

  /** Exports a restored program, perhaps in the place of an older export. */
  static Exporter.Report export(
      Path directory,
      Experiment experiment,
      DataSet data,
      Live live,
      Checkpoints.Checkpoint checkpoint,
      Path to,
      boolean replace) {
    Description.Source source = source(directory, experiment, data, checkpoint);
    return Exporter.export(live, data, source, data(directory, experiment), to, replace);
  }

  /** The settings of an experiment's data set, but for those that say where its files lie. */
  private static Description.Data data(Path directory, Experiment experiment) {
    Map<String, Object> settings = new LinkedHashMap<>();
    experiment
        .config()
        .flat()
        .forEach(
            (key, value) -> {
              if (key.startsWith(DATA) && !key.startsWith(DATA + "root")) {
                settings.put(key.substring(DATA.length()), value);
              }
            });
    String option = experiment.config().choices().getOrDefault("data", experiment.data().name());
    return new Description.Data(option, settings, new RunDirectory(directory).dataSeal());
  }

  /** Where a restored program's variables come from. */
  static Description.Source source(
      Path directory, Experiment experiment, DataSet data, Checkpoints.Checkpoint checkpoint) {
    RunDirectory run = RunDirectory.open(directory);
    Object commit = run.readInfo().get("commit");
    return new Description.Source(
        experiment.name(),
        experiment.method().name(),
        directory.toAbsolutePath().normalize().getFileName().toString(),
        run.id().orElse(""),
        commit == null ? "unknown" : commit.toString(),
        experiment.seed(),
        checkpoint.step(),
        data.name());
  }
}
