package org.altgrad.train.experiment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.base.Usual;
import org.altgrad.graphs.program.Execution;
import org.altgrad.graphs.program.Limits;
import org.altgrad.train.gradients.MeterPlan;

/**
 * Settings of the training loop: section {@code trainer}.
 *
 * @param batchSize examples in a step
 * @param several networks in one graph
 * @param running how TensorFlow runs the steps
 * @param fastDevRun one step, one evaluation, one checkpoint: does everything work?
 * @param initFrom a run whose trainable variables are the initial values, where names and shapes
 *     are the same
 * @param duration how long training may go on
 * @param cadence when is evaluated and recorded
 * @param checkpointing when checkpoints are made, and which of them stay
 * @param selection which evaluation counts
 */
public record TrainerSettings(
    int batchSize,
    @Inline Several several,
    @Inline Running running,
    boolean fastDevRun,
    Optional<InitFrom> initFrom,
    @Inline Duration duration,
    @Inline Cadence cadence,
    @Inline Checkpointing checkpointing,
    @Inline Selection selection) {

  public TrainerSettings {
    Require.atLeast("batchSize", batchSize, 1);
  }

  /**
   * Networks trained side by side in one graph, for methods that can; their metrics are numbered by
   * the column {@code model}.
   *
   * @param models how many
   * @param seeds of each, for methods whose networks have seeds of their own; the run's and those
   *     that follow it if not given
   */
  public record Several(int models, Optional<List<Long>> seeds) {
    public Several {
      Require.atLeast("models", models, 1);
      int wanted = seeds.map(List::size).orElse(models);
      Require.that(
          models == wanted || models == 1,
          "models",
          "1 or the number of seeds, " + wanted + ",",
          models);
      seeds.ifPresent(
          all ->
              Require.that(!all.isEmpty(), "seeds", "one or more whole numbers, each once,", all));
    }

    /** A seed for each network. */
    public List<Long> seeds(long first) {
      return seeds.orElseGet(() -> LongStream.range(first, first + models).boxed().toList());
    }

    /**
     * How far the seeds of two runs are apart, at least, that train no network in common: those of
     * a run's networks follow its own, unless they are given.
     */
    public int apart() {
      return seeds.isPresent() ? 1 : models;
    }
  }

  /**
   * How TensorFlow runs the steps.
   *
   * @param threads for one operation and between operations; all cores if not given
   * @param execution steps in a call
   */
  public record Running(Optional<Integer> threads, @Inline Execution execution) {
    /** More the system may refuse, which ends the process. */
    private static final int MOST = 1024;

    public Running {
      threads.ifPresent(n -> Require.that(n >= 1 && n <= MOST, "threads", "from 1 to " + MOST, n));
    }
  }

  /** Threads of TensorFlow. */
  public Optional<Integer> threads() {
    return running.threads();
  }

  /** How many threads that is on this machine. */
  public int threadsHere() {
    return threads().orElse(Runtime.getRuntime().availableProcessors());
  }

  /**
   * How long training may go on.
   *
   * @param limits in steps and epochs
   * @param maxTime time after which the run is done, if that comes first: {@code 90s}, {@code 20m},
   *     {@code 2h}; schedules take no notice of it
   */
  public record Duration(@Inline Limits limits, Optional<String> maxTime) {
    public Duration {
      maxTime.ifPresent(TrainerSettings::seconds);
    }
  }

  /**
   * When is evaluated and recorded.
   *
   * @param evaluateEvery epochs between evaluations
   * @param evaluateFirst whether to evaluate before the first step too
   * @param record names of the program's recordings to make as training goes
   * @param recordEvery epochs between them; they are made before the first step and after the last
   *     too
   * @param tensorboard whether what is recorded is written for TensorBoard too
   * @param directions which of the program's directions are measured, and when
   */
  public record Cadence(
      int evaluateEvery,
      boolean evaluateFirst,
      List<String> record,
      @OnlyIf(key = "record", not = "[]") int recordEvery,
      boolean tensorboard,
      Optional<MeterPlan> directions) {
    public Cadence {
      Require.atLeast("evaluateEvery", evaluateEvery, 1);
      record = List.copyOf(record);
      Require.atLeast("recordEvery", recordEvery, 1);
    }
  }

  /**
   * When checkpoints are made, and which of them stay.
   *
   * @param checkpointEvery epochs between checkpoints
   * @param checkpointSteps steps between checkpoints within an epoch
   * @param keep how many of the newest checkpoints stay; the best stays besides
   */
  public record Checkpointing(int checkpointEvery, Optional<Long> checkpointSteps, int keep) {
    public Checkpointing {
      Require.atLeast("checkpointEvery", checkpointEvery, 1);
      checkpointSteps.ifPresent(n -> Require.atLeast("checkpointSteps", n, 1));
      Require.atLeast("keep", keep, 1);
    }
  }

  /**
   * Which evaluation counts.
   *
   * @param best the metric that says which checkpoint is best
   * @param stopping ends the run when the best metric no longer gets better
   */
  public record Selection(Best best, Optional<EarlyStopping> stopping) {
    /**
     * The metric that a run must have: one that somebody has chosen, or that ends the run. The
     * usual one is what most programs have; where one has not, there is no best.
     */
    public Optional<Best> chosen() {
      return stopping.isPresent() || !best.usual() ? Optional.of(best) : Optional.empty();
    }

    /**
     * The same with its split said.
     *
     * @param measured the splits that are measured as training goes
     */
    public Selection among(Collection<String> measured) {
      return new Selection(best.among(measured), stopping);
    }
  }

  /** Which way a metric gets better. */
  public enum Mode {
    MAX,
    MIN
  }

  /**
   * A metric of a split, and which way it gets better.
   *
   * @param split empty: {@code validation} where that is measured, else {@code test}
   */
  public record Best(Optional<String> split, String metric, Mode mode) {
    private static final String VALIDATION = "validation";
    private static final String TEST = "test";

    /** Whether it is what counts unless somebody says otherwise, in this version or before. */
    private boolean usual() {
      return split.orElse(TEST).equals(TEST) && metric.equals("accuracy") && mode == Mode.MAX;
    }

    /**
     * The same with its split said.
     *
     * @param measured the splits that are measured as training goes
     */
    public Best among(Collection<String> measured) {
      String where = split.orElse(measured.contains(VALIDATION) ? VALIDATION : TEST);
      return new Best(Optional.of(where), metric, mode);
    }

    /**
     * The split's name, once it is known.
     *
     * @throws java.util.NoSuchElementException if it is to be told by what is measured
     */
    public String where() {
      return split.orElseThrow();
    }

    public boolean better(double value, double than) {
      return mode == Mode.MAX ? value > than : value < than;
    }
  }

  /**
   * Ends the run when {@link Best} has not improved for some evaluations.
   *
   * @param patience evaluations without improvement that are borne
   * @param minDelta what counts as an improvement
   */
  public record EarlyStopping(int patience, @Usual("0") double minDelta) {
    public EarlyStopping {
      Require.atLeast("patience", patience, 1);
      Require.that(minDelta >= 0, "minDelta", "at least 0", minDelta);
    }
  }

  /** Whether what is recorded is written for TensorBoard too. */
  public boolean tensorboard() {
    return cadence.tensorboard();
  }

  /** What is measured of the program's directions, if anything is. */
  public Optional<MeterPlan> directions() {
    return cadence.directions().filter(MeterPlan::any);
  }

  /** How many steps there may be, as far as the number of steps alone says it. */
  public Limits limits() {
    return fastDevRun ? Limits.ONE_STEP : duration.limits();
  }

  /** The time limit in seconds, or infinity. */
  public double maxSeconds() {
    return duration.maxTime().map(TrainerSettings::seconds).orElse(Double.POSITIVE_INFINITY);
  }

  private static double seconds(String text) {
    int unit =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 's' -> 1;
          case 'm' -> 60;
          case 'h' -> 3600;
          default -> 0;
        };
    try {
      double value = unit == 0 ? 0 : Double.parseDouble(text.substring(0, text.length() - 1));
      if (value > 0 && Double.isFinite(value)) {
        return value * unit;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "maxTime: must be a time such as 90s, 20m or 2h but is '" + text + "'");
  }
}
