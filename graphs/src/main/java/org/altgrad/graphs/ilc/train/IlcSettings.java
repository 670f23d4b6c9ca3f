package org.altgrad.graphs.ilc.train;

import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.Rescaling;
import org.altgrad.graphs.ilc.gradients.GradientMode;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Demanding;

/**
 * Settings of {@link Ilc}.
 *
 * @param name {@code ilc}
 * @param combiner how the environments of a step become one direction
 * @param rescale what makes up for components that a combiner masks
 * @param standardise what inputs are shifted and scaled by
 */
public record IlcSettings(
    String name,
    LearningRule combiner,
    Rescaling rescale,
    @Inline Environments environments,
    @Inline Differentiation differentiation,
    @Inline Risk risk,
    Standardise standardise,
    @Inline Diagnostics diagnostics)
    implements Demanding {

  @Override
  public void demand(Record model, Context.Training training) {
    int calls = training.execution().stepsPerCall();
    if (differentiation.inRounds() && calls > 1) {
      throw new IllegalArgumentException(
          "trainer.steps_per_call: must be 1 where "
              + differentiation.calls()
              + " steps make one update, but is "
              + calls);
    }
  }

  /**
   * Which environments a step has.
   *
   * @param environmentOf what counts as an environment
   * @param chunkSize rows of an environment, where chunks are environments
   * @param envsPerStep environments of a step, a divisor of their number; all if not given
   */
  public record Environments(
      EnvironmentOf environmentOf,
      @OnlyIf(key = "environment_of", is = "chunk") int chunkSize,
      Optional<Integer> envsPerStep) {
    public Environments {
      Require.atLeast("chunkSize", chunkSize, 1);
      envsPerStep.ifPresent(n -> Require.atLeast("envsPerStep", n, 1));
      Require.that(
          envsPerStep.isEmpty() || environmentOf == EnvironmentOf.ENVIRONMENT,
          "envsPerStep",
          "null where environment_of is " + lower(environmentOf) + ", which determines it",
          envsPerStep.orElse(0));
    }
  }

  /**
   * How each environment's gradient is found.
   *
   * @param gradients the way to the environments' gradients
   * @param calls steps that make one update, where gradients are streamed
   */
  public record Differentiation(GradientMode gradients, int calls) {
    public Differentiation {
      Require.atLeast("calls", calls, 1);
      Require.that(
          calls == 1 || gradients == GradientMode.STREAMING,
          "calls",
          "1 unless gradients is streaming",
          calls);
    }

    /** Whether several steps make one update. */
    boolean inRounds() {
      return calls > 1;
    }
  }

  /**
   * What is minimised.
   *
   * @param loss what a prediction costs
   * @param l2 coefficient c of the term c Σ w² of the loss; it is added behind the combiner
   * @param l2On what that sum is over
   */
  public record Risk(Loss loss, double l2, @OnlyIf(key = "l2", not = "0") L2On l2On) {
    public Risk {
      Require.notNegative("l2", l2);
    }
  }

  /**
   * What is measured.
   *
   * @param evaluateTrain whether to measure the training split as well
   * @param detail which diagnostics are metrics of each step
   * @param similarity whether signal-to-noise ratio and mean cosine are among them
   */
  public record Diagnostics(boolean evaluateTrain, Detail detail, boolean similarity) {
    public Diagnostics {
      Require.that(
          !similarity || detail != Detail.NONE, "similarity", "false where detail is none", true);
    }
  }

  /** What counts as an environment. */
  public enum EnvironmentOf {
    /** What the column {@code environment} of the training split says. */
    ENVIRONMENT,
    /** Each row. */
    EXAMPLE,
    /** So many rows, drawn anew at each step. */
    CHUNK
  }

  /** What inputs are shifted and scaled by: mean and deviation over the training split. */
  public enum Standardise {
    NONE,
    /** Of all numbers together. */
    GLOBAL,
    /** Of each entry of the last axis. */
    CHANNEL
  }

  /** What an L2 term of the loss is over. */
  public enum L2On {
    HIDDEN_KERNELS,
    PARAMETERS
  }

  /** Which diagnostics are metrics of each step. */
  public enum Detail {
    NONE,
    /** Over all parameters. */
    TOTAL,
    /** Of each parameter too. */
    PARAMETER
  }

  public IlcSettings {
    GradientMode gradients = differentiation.gradients();
    if (!(combiner instanceof Combiner)) {
      Require.that(
          rescale.kind() == Rescaling.Kind.NONE,
          "rescale",
          "of kind none for " + combiner.name() + ", which masks nothing",
          lower(rescale.kind()));
      Require.that(
          gradients == GradientMode.GROUPED,
          "gradients",
          "grouped for " + combiner.name() + ", which finds its own gradients",
          lower(gradients));
    }
    Require.that(
        !diagnostics.similarity()
            || gradients != GradientMode.FUSED && gradients != GradientMode.STREAMING,
        "similarity",
        "false where gradients is " + lower(gradients) + ", which does not keep them",
        true);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
