package org.altgrad.train.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.Networks;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.InitFrom;
import org.altgrad.train.experiment.Methods;
import org.altgrad.train.experiment.TrainerSettings;
import org.altgrad.train.gradients.GradientMeter;
import org.altgrad.train.gradients.MeterPlan;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.MetricsFile;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;

/**
 * Trains a program: steps, epochs, evaluations, checkpoints. A run that was stopped or killed goes
 * on from its newest checkpoint and ends with the same numbers, bit for bit, as one that was not.
 */
public final class Trainer {
  /** Key of {@code run.yaml}: from this step on there is something to lose. */
  static final String FIRST = "first_checkpoint";

  /** Beside a checkpoint's variables: those before what was due at the run's end. */
  private static final String BEFORE_END = "before_end";

  private final Experiment experiment;
  private final RunDirectory run;
  private final Reporter reporter;
  private final Stop stop;
  private final TrainerSettings settings;
  private final Optional<Members> members;

  /** Whether the run had come to an end before this process. */
  private final boolean wasDone;

  /**
   * How a run ended.
   *
   * @param state DONE, DIVERGED or INTERRUPTED
   * @param message for people, if there is something to say
   * @param outOfTime whether its time was over before its last step
   * @param cutEpoch the epoch within which its time was over, if that was before the epoch's end
   * @param diverged numbers of those of its networks that diverged, where others may go on
   */
  public record RunEnd(
      State state,
      long step,
      Optional<String> message,
      boolean outOfTime,
      OptionalLong cutEpoch,
      List<Integer> diverged) {
    /** One that did not end because of its time. */
    public RunEnd(State state, long step, Optional<String> message) {
      this(state, step, message, false, OptionalLong.empty(), List.of());
    }
  }

  public Trainer(Experiment experiment, RunDirectory run, Reporter reporter, Stop stop) {
    this(experiment, run, reporter, stop, Optional.empty());
  }

  /**
   * One whose networks become runs of their own.
   *
   * @param members these; empty where the networks are one run together
   */
  public Trainer(
      Experiment experiment,
      RunDirectory run,
      Reporter reporter,
      Stop stop,
      Optional<Members> members) {
    this.members = members;
    this.experiment = experiment;
    this.run = run;
    this.reporter = reporter;
    this.stop = stop;
    this.settings = experiment.trainer();
    this.wasDone = run.state().equals(Optional.of(State.DONE));
  }

  /**
   * What the run goes on from; empty if it has done nothing yet. Nothing is written: whoever is
   * refused here finds all as it was.
   *
   * @throws RunException if the run cannot go on, and beginning again would lose what it has done
   * @throws ConfigException if more is done already than there shall be
   */
  public Optional<Checkpoints.Checkpoint> start() {
    Checkpoints checkpoints = Checkpoints.of(run, settings.checkpointing().keep());
    Optional<Checkpoints.Checkpoint> start = Resumption.of(run, checkpoints, reporter::message);
    if (start.isEmpty()) {
      return start;
    }
    LoopState state = LoopState.of(start.get());
    if (experiment.config().overrides().stream().anyMatch(o -> o.contains("trainer.max_"))) {
      requireAtLeast("max_epochs", settings.limits().maxEpochs(), state.epoch);
      settings.limits().maxSteps().ifPresent(n -> requireAtLeast("max_steps", n, state.step));
    }
    return start;
  }

  private static void requireAtLeast(String key, long value, long done) {
    if (value < done) {
      throw new ConfigException(
          "trainer." + key + ": must be at least " + done + ", which are done, but is " + value);
    }
  }

  /** {@link #train(FileChannel, DataSet, Optional, List, Runnable)} from where the run is. */
  public RunEnd train(FileChannel lock, DataSet data) {
    return train(lock, data, start(), List.of(), () -> {});
  }

  /**
   * Runs to the end, or until something stops it. The directory's lock must be held.
   *
   * @param lock proof of it
   * @param start from {@link #start()}
   * @param typed overrides for the steps that follow
   * @param begin is called before the first step, if there is one to do
   * @throws ConfigException if no step follows for which something is typed; nothing is written
   */
  public RunEnd train(
      FileChannel lock,
      DataSet data,
      Optional<Checkpoints.Checkpoint> start,
      List<String> typed,
      Runnable begin) {
    if (!lock.isOpen()) {
      throw new IllegalArgumentException("the run directory is not locked");
    }
    data.notes().forEach(note -> reporter.message("note: " + note));
    try (Live live = new Live(experiment, data, members.isPresent())) {
      live.prepare();
      Program program = live.program();
      settings.directions().ifPresent(plan -> tellLeftOut(plan, directions(program)));
      TrainStep train = program.train();
      reporter.message(about(program, data), List.of(run.path().toString()));
      idle(data, train.length());
      int metrics = train.metrics().names().size();
      Checkpoints checkpoints = Checkpoints.of(run, settings.checkpointing().keep());
      LoopState state =
          start
              .map(LoopState::of)
              .orElseGet(
                  () -> new LoopState(metrics, program.networks().map(Networks::count).orElse(0)));
      requireMetricsOf(start, state, metrics);
      boolean more =
          !state.beforeEnd.isEmpty()
              && state.step < train.length().totalSteps()
              && !outOfTime(state);
      TrainerSettings.Selection selection =
          settings.selection().among(KnownMetrics.measured(program));
      requireUse(typed, state, train.length(), selection);
      reporter.accept();
      if (more) {
        begin.run();
        state = reopen(start.get(), state, live, checkpoints);
      } else {
        checkpoints.resumeFrom(state.bestCheckpoint());
        start.ifPresent(from -> live.restore(from.variables()));
        start.ifPresent(
            from -> checkpoints.settle(from.step(), LoopState.of(from).bestBeforeEnd()));
      }
      if (start.isPresent()) {
        reporter.message("resumed at step " + state.step + " (epoch " + state.epoch + ")");
      } else {
        live.initialize();
        if (settings.initFrom().isPresent()) {
          warmStart(settings.initFrom().get(), live, checkpoints, state);
        }
      }
      int first = state.stepsInEpoch > 0 ? 0 : 1; // what has rows is over
      try (MetricsFile rows =
              new MetricsFile(run.metrics(), state.metricsBytes, state.metricsDigest());
          TensorBoard board = board(state.metricsBytes > 0 ? state.step + first : 0)) {
        configure(board, state);
        RunEnd outcome =
            new Steps(live, checkpoints, state, rows, board, selection)
                .run(more ? () -> {} : begin);
        end(board, state, outcome.state(), selection.best(), program);
        return outcome;
      } finally {
        reporter.end();
      }
    }
  }

  /** Of all directions some may be missing; one that is asked for by its name is refused. */
  private void tellLeftOut(MeterPlan plan, Directions directions) {
    if (plan.names().orElseThrow().isEmpty()) {
      directions
          .leftOut()
          .forEach(
              (name, why) ->
                  reporter.message("note: the direction " + name + " is left out: " + why));
    }
  }

  /** Tells of words that change nothing; where nothing is trained they are refused. */
  private void idle(DataSet data, RunLength length) {
    if (settings.directions().filter(MeterPlan::frozen).isEmpty()) {
      IdleWords.of(experiment, data, length).forEach(reporter::message);
    }
  }

  private static void requireMetricsOf(
      Optional<Checkpoints.Checkpoint> start, LoopState state, int metrics) {
    if (state.sums.length != metrics) {
      throw new RunException(
          "checkpoint "
              + start.get().path()
              + " must have "
              + metrics
              + " metrics, as this program, but has "
              + state.sums.length
              + ": it is of another run");
    }
  }

  /** What is typed for a run that has no step to do would change nothing but files. */
  private void requireUse(
      List<String> typed, LoopState state, RunLength length, TrainerSettings.Selection selection) {
    if (typed.isEmpty()) {
      return;
    }
    Optional<String> why = noStepFollows(state, length, selection);
    Optional<String> word = typed.stream().filter(o -> o.contains("trainer.")).findFirst();
    if (why.isPresent() && wasDone && word.isEmpty()) {
      typed.forEach(
          o ->
              reporter.message(
                  "note: "
                      + o
                      + " holds for this command alone: the run is done, and keeps its"
                      + " configuration"
                      + (o.endsWith("run.figure=false") ? " and the figure that it has" : "")));
    }
    if (why.isPresent() && word.isPresent()) {
      throw new ConfigException(
          word.get()
              + (wasDone
                  ? ": has no effect, for the run is done: "
                  : ": has no effect, for only the run's end is left to do, without it: ")
              + why.get());
    }
  }

  /** Why a run makes no step any more, and what would be; empty if it makes one. */
  private Optional<String> noStepFollows(
      LoopState state, RunLength length, TrainerSettings.Selection selection) {
    if (settings.directions().filter(MeterPlan::frozen).isPresent()) {
      return wasDone
          ? Optional.of("it measures at frozen parameters and trains nothing")
          : Optional.empty();
    }
    if (state.step >= length.totalSteps()) {
      return Optional.of(
          "all of its "
              + length.totalSteps()
              + " steps are made; more are with trainer.max_epochs="
              + (length.epochs() + 1)
              + (settings.limits().maxSteps().isPresent() ? " trainer.max_steps=null" : "")
              + " or more");
    }
    if (outOfTime(state)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "its time is used up, of which it took %.3g s; give more",
              state.seconds));
    }
    return stoppedEarly(state, selection)
        ? Optional.of("trainer.stopping, which a run keeps, has ended it")
        : Optional.empty();
  }

  private static boolean stoppedEarly(LoopState state, TrainerSettings.Selection selection) {
    return state.networks.isEmpty()
        ? state.best.stopped(selection)
        : IntStream.range(0, state.networks.size()).allMatch(m -> state.stopped(m, selection));
  }

  /** Whether a run has come to its end already and has no time to go on. */
  private boolean outOfTime(LoopState state) {
    return (wasDone || !state.beforeEnd.isEmpty())
        && state.stepsInEpoch == 0
        && state.seconds > settings.maxSeconds();
  }

  private TensorBoard board(long first) {
    return settings.tensorboard()
        ? new TensorBoard(run.path(), Clock.systemUTC(), first)
        : TensorBoard.none();
  }

  /** What can be measured, of a program of which that is asked. */
  private Directions directions(Program program) {
    return program
        .directions()
        .orElseThrow(
            () ->
                new ConfigException(
                    experiment.name()
                        + ": has no directions to measure: the method "
                        + experiment.method().name()
                        + " names none with these settings; these do: "
                        + Methods.NAMING_DIRECTIONS));
  }

  private void end(
      TensorBoard board, LoopState state, State how, TrainerSettings.Best best, Program program) {
    if (how == State.DONE || how == State.DIVERGED) {
      board.end(state.step + 1, how == State.DONE);
    }
    if (how == State.DONE) {
      run.writeResult(state.result(best));
      state.scores.lines().forEach(reporter::message);
      state
          .bestSaid(best)
          .filter(said -> program.variables().parameterCount() > 0)
          .ifPresent(reporter::message);
    }
  }

  /** Once: a process that goes on finds it there. */
  private void configure(TensorBoard board, LoopState state) {
    if (state.metricsBytes > 0 || !Files.exists(run.config())) {
      return;
    }
    try {
      board.configuration(
          YamlFile.flatten(YamlFile.read(run.config(), RunException::new)),
          Files.readString(run.config()));
    } catch (IOException e) {
      throw new RunException(run.config() + " cannot be read: " + Durable.reason(e), e);
    }
  }

  /** What runs, in one line. */
  private String about(Program program, DataSet data) {
    StringJoiner line = new StringJoiner("; ");
    int networks = program.networks().map(Networks::count).orElse(1);
    line.add(
        String.format(
            Locale.ROOT,
            "%s, seed %d: %s%,d parameters",
            experiment.name(),
            experiment.seed(),
            networks > 1 ? networks + " networks, " : "",
            program.variables().parameterCount()));
    line.add(data.described());
    RunLength length = program.train().length();
    line.add(
        String.format(
            Locale.ROOT,
            "%,d %s in %,d %s",
            length.totalSteps(),
            length.totalSteps() == 1 ? "step" : "steps",
            length.epochs(),
            length.epochs() == 1 ? "epoch" : "epochs"));
    int threads = settings.threadsHere();
    line.add(threads == 1 ? "1 thread" : threads + " threads");
    return line.add(run.path().toString()).toString();
  }

  /**
   * Undoes the end of a run that shall be longer: as if it had been stopped before what was due
   * then. A checkpoint says so before rows of that end are cut off.
   */
  private LoopState reopen(
      Checkpoints.Checkpoint from, LoopState ended, Live live, Checkpoints checkpoints) {
    LoopState state = LoopState.of(ended.beforeEnd);
    state.seconds = ended.seconds;
    Path variables = from.path().resolve(BEFORE_END);
    boolean own = Files.exists(from.path().resolve(BEFORE_END + ".index"));
    live.restore(own ? variables.toString() : from.variables());
    checkpoints.resumeFrom(state.bestCheckpoint());
    if (due(state)) {
      checkpoints.write(state.step, state.toMap(), false, live::save);
    } else {
      checkpoints.writePassing(state.step, state.toMap(), live::save);
    }
    return state;
  }

  /** Whether a checkpoint is due where a run stands, whether it goes on or not. */
  private boolean due(LoopState state) {
    Optional<Long> steps = settings.checkpointing().checkpointSteps();
    return state.stepsInEpoch == 0
        ? state.epoch > 0 && state.epoch % settings.checkpointing().checkpointEvery() == 0
        : steps.filter(every -> state.step % every == 0).isPresent();
  }

  /** What is filed at once is what a run that is resumed goes on from, whatever becomes of it. */
  private void warmStart(InitFrom from, Live live, Checkpoints checkpoints, LoopState state) {
    WarmStart start = from.reading(() -> WarmStart.of(from, live, reporter::message));
    reporter.message(start.message());
    if (from.otherTokens(run)) {
      reporter.message(
          "note: the words or pieces of these texts are not those of "
              + from.run()
              + ": vectors of them begin as those of others");
    }
    Map<String, Object> info = run.readInfo();
    info.put("init_from", start.provenance());
    run.writeInfo(info);
    checkpoints.write(0, state.toMap(), false, live::save);
  }

  /** The loop itself, with all that it works on. */
  private final class Steps {
    private final Live live;
    private final TrainStep train;
    private final List<Evaluation> evaluations;
    private final List<RecordingFile> recordings;
    private final Optional<GradientMeter> meter;
    private final Checkpoints checkpoints;
    private final LoopState state;
    private final MetricsFile rows;
    private final TensorBoard board;
    private final RunLength length;
    private final TrainerSettings.Selection selection;
    private final Optional<NetworkRun> filing;
    private final long began = System.nanoTime();
    private final CallLength calls = new CallLength();

    /** Seconds that earlier processes worked. */
    private final double before;

    /** Whether its end was made by an earlier process, and there is no time for more. */
    private final boolean usedUp;

    private long checkpointed;
    private long checkpointedEpoch;

    /** The variables before the run's end, if evaluations change them. */
    private Optional<Path> beforeEnd = Optional.empty();

    private boolean marked = run.readInfo().containsKey(FIRST);

    /** The state before what is due at an epoch's end. */
    private Map<String, Object> beforeEpochEnd = Map.of();

    /** Whether nothing of that has changed a variable yet. */
    private boolean undoable;

    /** No step follows: all that is due at the end is done. */
    private boolean ended;

    /**
     * @param selection which evaluation counts, with the split said
     */
    Steps(
        Live live,
        Checkpoints checkpoints,
        LoopState state,
        MetricsFile rows,
        TensorBoard board,
        TrainerSettings.Selection selection) {
      this.live = live;
      this.train = live.program().train();
      this.evaluations = live.program().evaluations();
      this.recordings =
          settings.cadence().record().stream()
              .map(name -> RecordingFile.inTraining(live.program(), run, name))
              .toList();
      this.meter =
          settings
              .directions()
              .map(plan -> new GradientMeter(directions(live.program()), live.tf(), live, plan));
      this.checkpoints = checkpoints;
      this.state = state;
      this.rows = rows;
      this.board = board;
      this.checkpointed = state.step == 0 ? -1 : state.step;
      this.checkpointedEpoch = state.epoch;
      length = train.length();
      this.selection = selection;
      filing = members.map(all -> new NetworkRun(all, live, settings));
      before = state.seconds;
      usedUp = outOfTime(state);
    }

    /** A name that nothing has would never make a checkpoint the best, nor stop the run. */
    private void requireMetrics() {
      KnownMetrics known = new KnownMetrics(experiment, live, state.step);
      // One that is typed is meant, also where it is the usual one.
      boolean typed =
          experiment.config().chosen().keySet().stream()
              .anyMatch(key -> key.equals("trainer.best") || key.startsWith("trainer.best."));
      Optional<TrainerSettings.Best> best =
          typed ? Optional.of(selection.best()) : selection.chosen();
      best.ifPresent(known::require);
      reporter.begins(known);
    }

    RunEnd run(Runnable begin) {
      reporter.start(state.step, length.totalSteps(), train.examplesPerStep());
      boolean frozen = settings.directions().filter(MeterPlan::frozen).isPresent();
      if (state.step == 0 && state.metricsBytes == 0) {
        if (!frozen) {
          requireMetrics();
        }
        try {
          Optional<String> bad = beforeFirstStep();
          if (bad.isPresent()) {
            return outcome(State.DIVERGED, bad);
          }
        } catch (Live.StoppedException e) {
          return undone("stopped before the first step");
        }
      }
      live.program().networks().ifPresent(this::stop);
      // However short the time, a process makes a step, unless the end has been made.
      boolean whole = state.stepsInEpoch == 0; // or its end was undone
      ended = frozen || usedUp || whole && (state.step >= length.totalSteps() || stoppedEarly());
      if (!ended) {
        begin.run();
      }
      measure();
      while (!ended) {
        if (stop.requested()) {
          pass();
          return outcome(State.INTERRUPTED, Optional.of("stopped after step " + state.step));
        }
        boolean undone =
            state.stepsInEpoch == length.stepsPerEpoch() || state.step >= length.totalSteps();
        Optional<String> trouble = undone ? Optional.empty() : step();
        if (trouble.isEmpty() && (state.stepsInEpoch == length.stepsPerEpoch() || over())) {
          try {
            trouble = endEpoch();
          } catch (Live.StoppedException e) {
            return undone("stopped while step " + state.step + " was evaluated");
          }
        } else if (trouble.isEmpty() && due(state)) {
          checkpoint(false);
        }
        if (trouble.isPresent()) {
          return outcome(State.DIVERGED, trouble);
        }
      }
      checkpoint(false);
      return measureDue()
          ? outcome(State.INTERRUPTED, Optional.of("stopped while directions were measured"))
          : done(frozen);
    }

    /** Nothing is kept of an epoch's end that was stopped; whoever goes on begins with it. */
    private RunEnd undone(String message) {
      rows.sync();
      checkpoints.writePassing(state.step, beforeEpochEnd, live::save);
      return outcome(State.INTERRUPTED, Optional.of(message));
    }

    private boolean measureDue() {
      return state.stepsInEpoch == 0
          && state.measured < state.step
          && settings.directions().filter(plan -> plan.due(state.epoch, ended)).isPresent();
    }

    /** Measures directions if that is due; not if somebody stops it meanwhile. */
    private void measure() {
      if (measureDue()) {
        meter
            .get()
            .measure(new Measuring(stop::requested, reporter::message, System::nanoTime))
            .ifPresent(
                found -> {
                  found.metrics().forEach((name, all) -> record(name, all, new LinkedHashMap<>()));
                  RecordingFile.write(run, "directions", state.step, found.table());
                  state.measured = state.step;
                  reporter.message("step " + state.step + ": " + found.text());
                });
      }
    }

    private double seconds() {
      return before + (System.nanoTime() - began) / 1e9;
    }

    private RunEnd outcome(State how, Optional<String> message) {
      return outcome(how, message, false, OptionalLong.empty());
    }

    private RunEnd outcome(
        State how, Optional<String> message, boolean outOfTime, OptionalLong cutEpoch) {
      List<String> said = new ArrayList<>();
      message.ifPresent(said::add);
      if (how != State.DIVERGED) {
        diverged().said().ifPresent(said::add);
      }
      Optional<String> all =
          said.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", said));
      return new RunEnd(how, state.step, all, outOfTime, cutEpoch, diverged().networks());
    }

    /** Networks that have diverged while others go on in this run. */
    private Diverged diverged() {
      return new Diverged(filing.isPresent() ? List.of() : state.diverged(), state.networks.size());
    }

    /** That all networks have diverged, where each does for itself. */
    private Optional<String> allDiverged() {
      return diverged().all()
          ? Optional.of("all networks diverged by step " + state.step + lastGood())
          : Optional.empty();
    }

    private RunEnd done(boolean frozen) {
      if (frozen || !timeIsOver()) {
        return outcome(State.DONE, frozen ? Optional.empty() : reason());
      }
      boolean cut = state.step % length.stepsPerEpoch() > 0;
      OptionalLong epoch = cut ? OptionalLong.of(state.epoch) : OptionalLong.empty();
      return outcome(State.DONE, reason(), true, epoch);
    }

    private boolean over() {
      return state.step >= length.totalSteps() || reason().isPresent();
    }

    /** Why the run ends before its last step, if it does. */
    private Optional<String> reason() {
      if (state.step >= length.totalSteps()) {
        return Optional.empty();
      }
      if (stoppedEarly()) {
        return Optional.of(
            stoppedEarly(
                state.networks.isEmpty()
                    ? state.best.evaluationsSince()
                    : selection.stopping().map(rule -> rule.patience()).orElse(0)));
      }
      if (!timeIsOver()) {
        return Optional.empty();
      }
      return Optional.of(
          usedUp
              ? "trainer.max_time="
                  + settings.duration().maxTime().orElseThrow()
                  + " is used up; give more: "
                  + ShellCommand.of("train", "--resume", run.path())
                  + " trainer.max_time=…"
              : "trainer.max_time is over after step " + state.step);
    }

    /** Whether that is why no step follows. */
    private boolean timeIsOver() {
      return state.step < length.totalSteps()
          && !stoppedEarly()
          && seconds() > settings.maxSeconds();
    }

    private String stoppedEarly(int evaluations) {
      return "stopped early: "
          + selection.best().metric()
          + " has not become better"
          + settings
              .selection()
              .stopping()
              .filter(rule -> rule.minDelta() > 0)
              .map(rule -> " by more than " + rule.minDelta())
              .orElse("")
          + " in "
          + evaluations
          + " evaluations";
    }

    private boolean stoppedEarly() {
      if (filing.isPresent()) {
        return state.ends.size() == state.networks.size();
      }
      return Trainer.stoppedEarly(state, selection);
    }

    /** Whether nothing more is told of a network. */
    private boolean over(MetricName metric) {
      return filing.isPresent()
          ? metric.model().isPresent() && state.ends.containsKey(metric.model().getAsInt())
          : state.stopped(metric, selection);
    }

    /**
     * Whether a number that is none is that of one network, without which the others go on, or a
     * mean over them.
     *
     * @param all that are measured with it
     */
    private boolean ofOne(MetricName metric, Collection<MetricName> all) {
      if (filing.isPresent()) {
        return true;
      }
      return !state.networks.isEmpty()
          && !reporter.needsAll()
          && (metric.model().isPresent() || all.contains(MetricName.of(metric.name(), 0)));
    }

    /**
     * Ends a network that has diverged, which makes its run where it becomes one, and has it be
     * again what it was when it was best: nothing that follows meets numbers that are none. Of a
     * mean over networks there is nothing to do.
     */
    private void diverge(MetricName metric, String when, String is) {
      if (metric.model().isEmpty() || over(metric)) {
        return;
      }
      int network = metric.model().getAsInt();
      undoable = false;
      if (filing.isPresent()) {
        end(network, State.DIVERGED, Optional.of(when + metric.name() + is));
      } else {
        state.diverge(network);
        reporter.message("network " + network + " " + when + metric.name() + is);
      }
      boolean[] which = new boolean[state.networks.size()];
      which[network] = true;
      Networks networks = live.program().networks().orElseThrow();
      networks.recall(live, which);
      stop(networks);
    }

    private void end(int network, State how, Optional<String> message) {
      state.seconds = seconds();
      boolean last = how == State.DONE && state.step >= length.totalSteps();
      filing
          .orElseThrow()
          .write(
              network,
              new NetworkRun.Ended(
                  state,
                  last ? Optional.of(LoopState.of(beforeEpochEnd)) : Optional.empty(),
                  run.metrics(),
                  new RunEnd(how, state.step, message)));
      state.ends.put(network, how);
    }

    /**
     * Networks that become runs of their own and come to their end now: what is due then is
     * measured of them, and their runs are made.
     *
     * @param done evaluations that were run after this step already
     */
    private void finish(Set<Evaluation> done) {
      List<Integer> open = new ArrayList<>();
      for (int m = 0; m < state.networks.size(); m++) {
        boolean stops = ended || state.networks.get(m).stopped(selection);
        if (stops && !state.ends.containsKey(m)) {
          open.add(m);
        }
      }
      for (Evaluation evaluation : open.isEmpty() ? List.<Evaluation>of() : evaluations) {
        if (evaluation.due().at(state.epoch, true) && !done.contains(evaluation)) {
          measure(
              evaluation,
              new LinkedHashMap<>(),
              name -> name.model().isEmpty() || !open.contains(name.model().getAsInt()));
        }
      }
      for (int m : open) {
        if (!state.ends.containsKey(m)) {
          boolean early = state.step < length.totalSteps() && !ended;
          int since = state.networks.get(m).evaluationsSince();
          end(m, State.DONE, early ? Optional.of(stoppedEarly(since)) : Optional.empty());
        }
      }
    }

    /** Before the first step after an evaluation. */
    private void revise() {
      boolean evaluated =
          state.epoch == 0
              ? settings.cadence().evaluateFirst()
              : state.epoch % settings.cadence().evaluateEvery() == 0;
      if (state.stepsInEpoch == 0 && evaluated) {
        live.program().revision().run(live);
      }
    }

    /** A call goes no further than to where something else is due. */
    private int stepsOfCall() {
      long steps = train.feed().stepsPerCall();
      steps = Math.min(steps, length.stepsPerEpoch() - state.stepsInEpoch);
      steps = Math.min(steps, length.totalSteps() - state.step);
      Optional<Long> checkpointSteps = settings.checkpointing().checkpointSteps();
      if (checkpointSteps.isPresent()) {
        steps = Math.min(steps, checkpointSteps.get() - state.step % checkpointSteps.get());
      }
      return calls.atMost(steps);
    }

    /** The steps of one call; says what is wrong if a metric is not finite. */
    private Optional<String> step() {
      revise();
      int steps = stepsOfCall();
      long start = System.nanoTime();
      Map<Operand<?>, Tensor> feeds = train.feed().at(state.step, steps);
      try (Result result = live.run(feeds, train.fetches(), List.of(train.update()))) {
        TFloat64 values = (TFloat64) result.get(0);
        for (int s = 0; s < steps; s++) {
          for (int i = 0; i < state.sums.length; i++) {
            double value = Metrics.value(values, s, i);
            if (!Double.isFinite(value)) {
              MetricName metric = train.metrics().names().get(i);
              String when = "diverged at step " + state.step + ": ";
              if (!ofOne(metric, train.metrics().names())) {
                return Optional.of(when + metric + " is " + value + lastGood());
              }
              diverge(metric, when, " is " + value);
            }
            state.sums[i] += value;
          }
          state.step++;
          state.stepsInEpoch++;
        }
      } finally {
        feeds.values().forEach(Tensor::close);
      }
      calls.took(steps, (System.nanoTime() - start) / 1e9);
      reporter.step(state.step);
      return allDiverged();
    }

    private String lastGood() {
      return checkpointed < 0
          ? "; there is no checkpoint yet"
          : "; the last good checkpoint is " + run.checkpoints().resolve("step-" + checkpointed);
    }

    /**
     * Writes the epoch's means, does what is due, and files a checkpoint. The evaluations may say
     * that the run ends here; then what is due at the end follows at once.
     */
    private Optional<String> endEpoch() {
      run.requirePresent();
      beforeEpochEnd = noted();
      undoable = true;
      Map<String, Object> before = new LinkedHashMap<>(beforeEpochEnd);
      before.remove("seconds"); // which are no number of the run's
      if (over()) {
        saveBeforeEnd();
      }
      Map<String, Map<MetricName, Double>> results = new LinkedHashMap<>();
      Map<MetricName, Double> means = new LinkedHashMap<>();
      for (int i = 0; i < state.sums.length; i++) {
        means.put(train.metrics().names().get(i), state.sums[i] / state.stepsInEpoch);
      }
      means = new LinkedHashMap<>(diverged().without(means));
      means.keySet().removeIf(this::over);
      state.epoch++;
      state.stepsInEpoch = 0;
      state.sums = new double[state.sums.length];
      record("train", means, results);
      ended = over();
      Set<Evaluation> done = new HashSet<>();
      Optional<String> bad = Optional.empty();
      boolean isBest = false;
      if (ended || state.epoch % settings.cadence().evaluateEvery() == 0) {
        bad = evaluate(done, results);
        isBest = compareWithBest(results);
      }
      if (filing.isPresent()) {
        finish(done);
      }
      if (bad.isEmpty() && !ended && over()) {
        ended = true;
        Map<String, Map<MetricName, Double>> more = new LinkedHashMap<>();
        bad = evaluate(done, more);
        isBest |= compareWithBest(more);
        more.forEach((split, values) -> merged(results, split).putAll(values));
      }
      if (bad.isPresent()) {
        return bad;
      }
      boolean open = state.step >= length.totalSteps() || !stoppedEarly();
      if (ended && open && (state.networks.isEmpty() || beforeEnd.isPresent())) {
        state.beforeEnd = before;
      }
      if (ended || state.epoch % settings.cadence().recordEvery() == 0) {
        writeRecordings();
      }
      reporter.epoch(state.epoch, length.epochs(), state.step, results);
      measure();
      if (isBest || ended || state.epoch % settings.checkpointing().checkpointEvery() == 0) {
        checkpoint(isBest);
      }
      return Optional.empty();
    }

    /** Only several networks have variables that evaluations change. */
    private void saveBeforeEnd() {
      checkpoints.spareBest();
      if (!state.networks.isEmpty()) {
        Path folder = run.checkpoints().resolve("." + BEFORE_END);
        try {
          Durable.deleteTree(folder);
          Files.createDirectories(folder);
        } catch (IOException e) {
          throw new UncheckedIOException(folder + " cannot be made", e);
        }
        live.save(folder.resolve(BEFORE_END).toString());
        beforeEnd = Optional.of(folder);
      }
    }

    /** The variables, and those before the run's end. */
    private void save(String prefix) {
      live.save(prefix);
      if (beforeEnd.isPresent()) {
        Path folder = beforeEnd.get();
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.move(file, Path.of(prefix).resolveSibling(file.getFileName()));
          }
          Durable.deleteTree(folder);
        } catch (IOException e) {
          throw new UncheckedIOException(folder + " cannot be moved", e);
        }
        beforeEnd = Optional.empty();
      }
    }

    private void writeRecordings() {
      recordings.forEach(
          recording -> {
            if (recording.due().at(state.epoch, ended)) {
              recording.write(live, state.step);
            }
          });
    }

    private Optional<String> beforeFirstStep() {
      undoable = true;
      beforeEpochEnd = state.toMap();
      writeRecordings();
      Map<String, Map<MetricName, Double>> results = new LinkedHashMap<>();
      if (settings.cadence().evaluateFirst()) {
        Optional<String> bad = evaluate(new HashSet<>(), results);
        if (bad.isPresent()) {
          return bad;
        }
        reporter.epoch(0, length.epochs(), 0, results);
      }
      return Optional.empty();
    }

    /**
     * Runs the evaluations that are due; says what is wrong if a result is not finite.
     *
     * @param done those that were run after this step already; the others join them
     */
    private Optional<String> evaluate(
        Set<Evaluation> done, Map<String, Map<MetricName, Double>> results) {
      for (Evaluation evaluation : evaluations) {
        if (!evaluation.due().at(state.epoch, ended) || !done.add(evaluation)) {
          continue;
        }
        Optional<String> bad =
            measure(
                evaluation,
                results,
                name -> (evaluation.due() == Due.EVERY || filing.isPresent()) && over(name));
        if (bad.isPresent()) {
          return bad;
        }
      }
      return Optional.empty();
    }

    /**
     * Runs an evaluation.
     *
     * @param untold what is not recorded
     */
    private Optional<String> measure(
        Evaluation evaluation,
        Map<String, Map<MetricName, Double>> results,
        Predicate<MetricName> untold) {
      Map<MetricName, Double> measured = new LinkedHashMap<>();
      live.stoppable(
          () -> undoable && stop.requested(),
          () -> measured.putAll(evaluation.run(live, state.step)));
      for (Map.Entry<MetricName, Double> entry : measured.entrySet()) {
        if (!Double.isFinite(entry.getValue())) {
          String when = "diverged by step " + state.step + ": ";
          String is = " of " + evaluation.split() + " is " + entry.getValue();
          if (!ofOne(entry.getKey(), measured.keySet())) {
            return Optional.of(when + entry.getKey() + is + lastGood());
          }
          diverge(entry.getKey(), when, is);
        }
      }
      state.scores.add(evaluation.split(), evaluation.caveats());
      state.diverged().forEach(state.scores::remove);
      Map<MetricName, Double> told = new LinkedHashMap<>(diverged().without(measured));
      told.keySet().removeIf(untold);
      if (filing.isPresent()) {
        told.keySet().removeIf(this::over);
      }
      record(evaluation.split(), told, results);
      return allDiverged();
    }

    private void record(
        String split,
        Map<MetricName, Double> values,
        Map<String, Map<MetricName, Double>> results) {
      rows.append(state.step, state.epoch, split, values);
      board.scalars(state.step, split, values);
      merged(results, split).putAll(values);
      merged(state.last, split).putAll(values);
    }

    private static Map<MetricName, Double> merged(
        Map<String, Map<MetricName, Double>> all, String split) {
      return all.computeIfAbsent(split, s -> new LinkedHashMap<>());
    }

    private boolean compareWithBest(Map<String, Map<MetricName, Double>> results) {
      TrainerSettings.Best best = selection.best();
      Map<MetricName, Double> measured = results.getOrDefault(best.where(), Map.of());
      MetricName metric = MetricName.parse(best.metric());
      Optional<Networks> networks = live.program().networks();
      if (networks.isPresent() && metric.model().isEmpty()) {
        compareEach(networks.get(), metric.name(), measured);
        return false;
      }
      Double value = measured.get(metric);
      return value != null && state.best.see(value, state.step, state.epoch, selection);
    }

    /** Each network with its own best. */
    private void compareEach(Networks networks, String metric, Map<MetricName, Double> measured) {
      boolean[] better = new boolean[networks.count()];
      for (int m = 0; m < networks.count(); m++) {
        BestSoFar best = state.networks.get(m);
        Double value = measured.get(MetricName.of(metric, m));
        if (value != null && !state.stopped(m, selection)) {
          better[m] = best.see(value, state.step, state.epoch, selection);
        }
      }
      undoable = false;
      networks.remember(live, better);
      stop(networks);
    }

    /** Those whose time is over by the settings of now. */
    private void stop(Networks networks) {
      boolean[] stopped = new boolean[networks.count()];
      for (int m = 0; m < stopped.length; m++) {
        stopped[m] = state.stopped(m, selection);
      }
      networks.stop(live, stopped);
    }

    /** What a checkpoint holds of now. */
    private Map<String, Object> noted() {
      state.metricsBytes = rows.length();
      state.metricsSha256 = rows.sha256();
      state.seconds = seconds();
      return state.toMap();
    }

    /** Keeps what there is of a run that is interrupted. */
    private void pass() {
      if (due(state)) {
        checkpoint(false);
      } else if (!checkpointed()) {
        checkpoint(all -> checkpoints.writePassing(state.step, all, this::save));
      }
    }

    private boolean checkpointed() {
      return checkpointed == state.step && checkpointedEpoch == state.epoch;
    }

    private void checkpoint(boolean isBest) {
      if (!checkpointed() || isBest) {
        checkpoint(all -> checkpoints.write(state.step, all, isBest, this::save));
      }
    }

    private void checkpoint(Consumer<Map<String, Object>> writing) {
      run.requirePresent();
      rows.sync();
      writing.accept(noted());
      checkpointed = state.step;
      checkpointedEpoch = state.epoch;
      if (!marked) {
        Map<String, Object> info = run.readInfo();
        info.put(FIRST, state.step);
        run.writeInfo(info);
        marked = true;
      }
    }
  }
}
