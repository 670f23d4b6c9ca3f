package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.optim.Optimizer;
import org.tensorflow.types.TFloat32;

/**
 * What a method is given to build its program from.
 *
 * @param nodes of the graph to build in
 * @param seed of the run
 * @param data examples, and what is known beside them
 * @param training what each step is, and how many there are
 * @param optimizer turns gradients into updates; its schedule counts as users wrote it, see {@link
 *     Optimizer#inSteps}
 */
public record Context(
    Nodes<TFloat32> nodes, long seed, HostData data, Training training, Optimizer optimizer) {

  /**
   * Steps as users want them.
   *
   * @param batchSize examples in a training step
   * @param seeds of the networks that are trained side by side in the one graph, one for each
   * @param seeded whether these are what each network draws by; where a method has streams of the
   *     run's seed for its networks, it may not be so
   * @param apart whether each network becomes a run of its own: then its best weights are
   *     remembered with all else that its run goes on from
   * @param limits of the run: its length follows from them and the data
   * @param execution how the steps are run
   */
  public record Training(
      int batchSize,
      List<Long> seeds,
      boolean seeded,
      boolean apart,
      Limits limits,
      Execution execution) {

    public Training {
      seeds = List.copyOf(seeds);
    }

    /** Networks with seeds of their own that are one run together. */
    public Training(int batchSize, List<Long> seeds, Limits limits, Execution execution) {
      this(batchSize, seeds, true, false, limits, execution);
    }

    /** Networks whose seeds are a run's and those that follow it, and one step in a call. */
    public static Training of(int batchSize, long seed, int models, Limits limits) {
      List<Long> seeds = LongStream.range(seed, seed + models).boxed().toList();
      return new Training(batchSize, seeds, false, false, limits, Execution.SINGLE);
    }
  }

  /** Examples in a training step. */
  public int batchSize() {
    return training.batchSize();
  }

  /** Networks trained side by side in the one graph, from different initial weights. */
  public int models() {
    return training.seeds().size();
  }

  /** Of each network. */
  public List<Long> seeds() {
    return training.seeds();
  }

  /** Whether there are several networks, each of which draws by its own seed. */
  public boolean seeded() {
    return training.seeded() && models() > 1;
  }

  /** The same for a run of another seed. */
  public Context withSeed(long other) {
    return new Context(nodes, other, data, training, optimizer);
  }

  public Limits limits() {
    return training.limits();
  }

  public Execution execution() {
    return training.execution();
  }

  /**
   * A split by name.
   *
   * @throws IllegalArgumentException if the data set has none of that name, by a message that
   *     begins with the setting that decides it
   */
  public ResidentSplit split(String name) {
    ResidentSplit split = data.splits().get(name);
    if (split == null) {
      throw new IllegalArgumentException(
          "data.holdout: must leave a split '"
              + name
              + "', for this method needs one, but there is only "
              + data.splits().keySet()
              + "; hold a share out, or give the data set one");
    }
    return split;
  }

  /**
   * What runs are judged by: the split validation, if the data hold one out, and the split test.
   */
  public List<ResidentSplit> heldOut() {
    return Stream.of(
            Optional.ofNullable(data.splits().get("validation")), Optional.of(split("test")))
        .flatMap(Optional::stream)
        .toList();
  }

  /** How the split train, and those that runs are judged by, are made ready. */
  public List<Program.Preparation> preparations() {
    return Stream.concat(Stream.of(split("train")), heldOut().stream())
        .map(ResidentSplit::preparation)
        .toList();
  }

  /** Number of classes of the labels, 0 if there are none. */
  public int classes() {
    return data.classes();
  }

  /**
   * What is known beside the examples, by name.
   *
   * @throws IllegalArgumentException if the data set has no constant of that name
   */
  public HostConstant constant(String name) {
    return find("constant", data.constants(), name);
  }

  /**
   * Bytes that belong to the data set, by name.
   *
   * @throws IllegalArgumentException if it has no attachment of that name
   */
  public byte[] attachment(String name) {
    return find("attachment", data.attachments(), name).get();
  }

  private static <V> V find(String kind, Map<String, V> all, String name) {
    V found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "the data set has no " + kind + " '" + name + "', only " + all.keySet());
    }
    return found;
  }
}
