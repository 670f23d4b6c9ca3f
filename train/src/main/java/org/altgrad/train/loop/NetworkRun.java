package org.altgrad.train.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.YamlFile;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Networks;
import org.altgrad.train.experiment.TrainerSettings;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;

/**
 * Makes of one of several networks what it would be if it had been trained by itself: its rows of
 * the metrics, its checkpoints (the last, and the best), its result.
 */
final class NetworkRun {
  private final Members members;
  private final Live live;
  private final TrainerSettings settings;
  private final TrainerSettings.Selection selection;
  private final int count;
  private final List<MetricName> metrics;
  private final Placeholder<TInt32> network;
  private final Op now;
  private final Op best;

  NetworkRun(Members members, Live live, TrainerSettings settings) {
    this.members = members;
    this.live = live;
    this.settings = settings;
    selection = settings.selection().among(KnownMetrics.measured(live.program()));
    Networks networks = live.program().networks().orElseThrow();
    count = networks.count();
    metrics = live.program().train().metrics().names();
    network = live.tf().placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    now = networks.saver(live.tf(), live.prefix(), network, false);
    best = networks.saver(live.tf(), live.prefix(), network, true);
  }

  /**
   * How a network has ended.
   *
   * @param all of the loop
   * @param before the same before what was due at the run's end, if a longer run could go on there
   * @param rows metrics of all networks up to now
   */
  record Ended(LoopState all, Optional<LoopState> before, Path rows, Trainer.RunEnd end) {}

  /** A line of metrics. */
  private record Row(long step, long epoch, String split, String metric, double value) {
    static Row of(String line) {
      String[] cells = line.split(",");
      return new Row(
          Long.parseLong(cells[0]),
          Long.parseLong(cells[1]),
          cells[2],
          cells[3],
          Double.parseDouble(cells[5]));
    }
  }

  /** Makes the run, if it is not there yet. */
  void write(int number, Ended ended) {
    Optional<RunDirectory> place = members.begin(number);
    if (place.isPresent()) {
      try {
        write(place.get(), number, ended);
      } catch (IOException e) {
        throw new RunException(place.get().path() + " cannot be written: " + Durable.reason(e), e);
      }
      members.ended(number, ended.end());
    }
  }

  private void write(RunDirectory run, int number, Ended ended) throws IOException {
    clear(run);
    byte[] all = Files.readAllBytes(ended.rows());
    String text = own(all, all.length, number);
    Durable.write(run.metrics(), text);
    LoopState state = state(ended.all(), number, text);
    boolean done = ended.end().state() == State.DONE;
    ended
        .before()
        .filter(before -> done)
        .ifPresent(
            before -> {
              String rows = own(all, (int) before.metricsBytes, number);
              Map<String, Object> map = state(before, number, rows).toMap();
              map.remove("seconds"); // which are no number of the run's
              state.beforeEnd = map;
            });
    Checkpoints checkpoints = Checkpoints.of(run, settings.checkpointing().keep());
    boolean bestIsLast = done && state.best.step() == state.step;
    if (state.best.any() && !bestIsLast) {
      LoopState then = atBest(text, state);
      checkpoints.write(
          then.step, then.toMap(), true, prefix -> live.saveOne(best, network, number, prefix));
    }
    if (done) {
      checkpoints.write(
          state.step,
          state.toMap(),
          bestIsLast,
          prefix -> live.saveOne(now, network, number, prefix));
    }
    if (settings.tensorboard()) {
      board(run, text, ended.end());
    }
    if (done) {
      run.writeResult(state.result(selection.best()));
    }
  }

  /** Takes away what a process that was killed here has left. */
  private static void clear(RunDirectory run) throws IOException {
    Durable.deleteTree(run.checkpoints());
    Durable.deleteTree(run.result());
    try (Stream<Path> files = Files.list(run.path())) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("events.")) {
          Files.delete(file);
        }
      }
    }
  }

  /** The rows of a network, and those that are everybody's, as a file of its own has them. */
  private static String own(byte[] all, int length, int number) {
    List<String> lines =
        new String(all, 0, length, StandardCharsets.UTF_8).lines().map(String::strip).toList();
    Set<String> ofNetworks = new HashSet<>();
    for (String line : lines) {
      String[] cells = line.split(",");
      if (!cells[4].isEmpty() && !cells[4].equals("model")) {
        ofNetworks.add(cells[2] + "," + cells[3]);
      }
    }
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      String[] cells = line.split(",");
      boolean shared = cells[4].isEmpty() && !ofNetworks.contains(cells[2] + "," + cells[3]);
      if (cells[4].equals("model") || shared) {
        text.append(line).append('\n');
      } else if (cells[4].equals("" + number)) {
        cells[4] = "";
        text.append(String.join(",", cells)).append('\n');
      }
    }
    return text.toString();
  }

  private static List<Row> rows(String text) {
    return text.lines().skip(1).map(Row::of).toList();
  }

  /** The loop's state as that of one network. */
  private LoopState state(LoopState all, int number, String text) {
    List<Double> sums = new ArrayList<>();
    for (MetricName metric : metrics) {
      if (metric.model().isEmpty()) {
        int own = metrics.indexOf(MetricName.of(metric.name(), number));
        sums.add(all.sums[own < 0 ? metrics.indexOf(metric) : own]);
      }
    }
    LoopState state = at(all.step, all.epoch, text, all.seconds);
    state.sums = sums.stream().mapToDouble(Double::doubleValue).toArray();
    state.stepsInEpoch = all.stepsInEpoch;
    state.best = all.networks.get(number);
    state.scores = all.scores.ofNetwork(number);
    return state;
  }

  private LoopState at(long step, long epoch, String text, double seconds) {
    LoopState state =
        new LoopState((int) metrics.stream().filter(m -> m.model().isEmpty()).count());
    state.step = step;
    state.epoch = epoch;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    state.metricsBytes = bytes.length;
    state.metricsSha256 = Seal.ofText(text);
    state.seconds = seconds / count;
    rows(text).forEach(r -> state.newest(r.split(), MetricName.of(r.metric()), r.value()));
    return state;
  }

  /** What the state was when the network was best: it follows from the rows up to then. */
  private LoopState atBest(String text, LoopState last) {
    long epoch = last.best.epoch();
    StringBuilder until = new StringBuilder(text.lines().findFirst().orElseThrow()).append('\n');
    text.lines()
        .skip(1)
        .filter(line -> Row.of(line).epoch() <= epoch)
        .forEach(line -> until.append(line).append('\n'));
    LoopState state =
        at(last.best.step(), epoch, until.toString(), last.seconds * count * epoch / last.epoch);
    TrainerSettings.Best wanted = selection.best();
    for (Row row : rows(until.toString())) {
      boolean compared = row.epoch() > 0 && row.epoch() % settings.cadence().evaluateEvery() == 0;
      if (compared && row.split().equals(wanted.where()) && row.metric().equals(wanted.metric())) {
        state.best.see(row.value(), row.step(), row.epoch(), selection);
      }
    }
    return state;
  }

  private static void board(RunDirectory run, String text, Trainer.RunEnd end) throws IOException {
    try (TensorBoard board = new TensorBoard(run.path(), Clock.systemUTC(), 0)) {
      board.configuration(
          YamlFile.flatten(YamlFile.read(run.config(), RunException::new)),
          Files.readString(run.config()));
      for (Row row : rows(text)) {
        Map<MetricName, Double> one = new LinkedHashMap<>();
        one.put(MetricName.of(row.metric()), row.value());
        board.scalars(row.step(), row.split(), one);
      }
      board.end(end.step() + 1, end.state() == State.DONE);
    }
  }
}
