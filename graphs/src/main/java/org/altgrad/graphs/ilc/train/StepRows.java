package org.altgrad.graphs.ilc.train;

import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.ServesOne;
import org.altgrad.graphs.ilc.gradients.GradientMode;
import org.altgrad.graphs.program.BatchParts;
import org.altgrad.graphs.program.Batches;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.EnvironmentBatches;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.ShuffledBatches;

/**
 * The rows of a step.
 *
 * @param batches which rows a call reads, environment by environment
 * @param environments of a call
 * @param examples of each environment
 * @param names of the environments where each call has all of them, else empty
 */
record StepRows(Batches batches, int environments, int examples, List<String> names) {

  /**
   * What the settings ask for.
   *
   * @throws IllegalArgumentException if it does not fit the training split
   */
  static StepRows of(Context context, IlcSettings settings) {
    ResidentSplit train = context.split("train");
    int rows = context.batchSize();
    StepRows whole =
        switch (settings.environments().environmentOf()) {
          case ENVIRONMENT -> environments(context, settings, train, rows);
          case EXAMPLE -> chunks(context, train, rows, 1);
          case CHUNK -> chunks(context, train, rows, settings.environments().chunkSize());
        };
    requireSeveral(settings, whole.environments(), train);
    if (settings.differentiation().gradients() != GradientMode.STREAMING) {
      return whole;
    }
    int calls = settings.differentiation().calls();
    if (whole.environments() % calls != 0) {
      throw new IllegalArgumentException(
          "calls: must divide the "
              + whole.environments()
              + " environments of an update, but is "
              + calls);
    }
    return new StepRows(
        new BatchParts(whole.batches(), calls),
        whole.environments() / calls,
        whole.examples(),
        calls == 1 ? whole.names() : List.of());
  }

  /** An update of one environment leaves a rule that compares them nothing to do. */
  private static void requireSeveral(IlcSettings settings, int environments, ResidentSplit train) {
    LearningRule rule = settings.combiner();
    if (environments > 1 || rule instanceof ServesOne) {
      return;
    }
    throw new IllegalArgumentException(
        "combiner.name: must be mean (method/combiner=mean), or another that needs no several"
            + " environments, for "
            + why(settings.environments(), train)
            + ", but is "
            + rule.name());
  }

  private static String why(IlcSettings.Environments settings, ResidentSplit train) {
    return switch (settings.environmentOf()) {
      case ENVIRONMENT ->
          Arrays.stream(train.integers("environment")).distinct().count() > 1
              ? "a step has one (envs_per_step is 1)"
              : "all examples to train on are of one; name a column with several"
                  + " (data.environment), or let rows be environments"
                  + " (method.environment_of=example)";
      case EXAMPLE -> "a step has one (batch_size is 1)";
      case CHUNK -> "a step has one (batch_size is chunk_size)";
    };
  }

  /** What to call the environments of a call where they have no names. */
  List<String> labels() {
    return names.isEmpty()
        ? java.util.stream.IntStream.range(0, environments).mapToObj(e -> "group" + e).toList()
        : names;
  }

  private static StepRows environments(
      Context context, IlcSettings settings, ResidentSplit train, int rows) {
    if (!train.has("environment")) {
      throw new IllegalArgumentException(
          "environment_of: the training split has no column 'environment'; choose example or"
              + " chunk");
    }
    int[] environment = train.integers("environment");
    int all = (int) Arrays.stream(environment).distinct().count();
    int perStep = settings.environments().envsPerStep().orElse(all);
    int fewest =
        Arrays.stream(EnvironmentBatches.rowsOf(environment))
            .mapToInt(e -> e.length)
            .min()
            .orElse(0);
    if (rows % perStep != 0) {
      throw new IllegalArgumentException(
          "batch_size: must be a multiple of the "
              + perStep
              + " environments of a step, as many rows of each, but is "
              + rows
              + "; "
              + nearest(rows, perStep, (long) perStep * fewest));
    }
    int examples = rows / perStep;
    return new StepRows(
        new EnvironmentBatches(context.seed(), environment, perStep, examples),
        perStep,
        examples,
        perStep == all
            ? Arrays.stream(environment).distinct().sorted().mapToObj(e -> "env" + e).toList()
            : List.of());
  }

  private static StepRows chunks(Context context, ResidentSplit train, int rows, int size) {
    int most = train.count() / size * size;
    if (most == 0) {
      throw new IllegalArgumentException(
          "chunk_size: must be at most the "
              + train.count()
              + " examples of the training split, but is "
              + size);
    }
    if (rows % size != 0 || rows > most) {
      throw new IllegalArgumentException(
          "batch_size: must be a multiple of the chunk_size "
              + size
              + (rows > most ? " of at most " + most : "")
              + ", but is "
              + rows
              + "; "
              + nearest(rows, size, most));
    }
    return new StepRows(
        new ShuffledBatches(context.seed(), train.count(), rows), rows / size, size, List.of());
  }

  /** The multiples beside a number of rows, as far as there are examples for them. */
  private static String nearest(int rows, int multiple, long most) {
    long below = Math.min(rows / multiple * (long) multiple, most);
    long above = below + multiple;
    if (below == 0 || above > most) {
      return "write trainer.batch_size=" + (below == 0 ? multiple : below);
    }
    return below + " and " + above + " would do";
  }
}
