package org.altgrad.graphs.biohsic;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;

/**
 * Settings of {@link Biohsic}.
 *
 * @param name {@code biohsic}
 * @param windowsPerStep windows in one call into TensorFlow, each with an update of its own
 * @param readoutSamples which samples of a window the readout learns from
 * @param augment whether colour images are shifted and mirrored, each one anew in each epoch
 * @param measurePost whether to measure the training accuracy on the window that was just learned
 *     from too, as published figures do
 */
public record BiohsicSettings(
    String name,
    @Inline Teaching teaching,
    @Inline Memory memory,
    @OnlyIf(
            key = "rule",
            is = {"biohsic", "frozen"})
        int windowsPerStep,
    @OnlyIf(
            key = "rule",
            is = {"biohsic", "frozen"})
        ReadoutSamples readoutSamples,
    boolean augment,
    @OnlyIf(
            key = "rule",
            is = {"biohsic", "frozen"})
        boolean measurePost,
    @Inline Probes probes) {

  /**
   * What hidden layers are told.
   *
   * @param rule how hidden layers learn
   * @param signal third factor of rule {@code biohsic}
   * @param objective what hidden layers minimise
   * @param signalGain the signal is multiplied by it; matters where the optimiser is not
   *     indifferent to the scale of a gradient
   */
  public record Teaching(
      Rule rule,
      Signal signal,
      Objective objective,
      @OnlyIf(
              key = "rule",
              is = {"biohsic", "hsic_layerwise"})
          double signalGain) {
    public Teaching {
      Require.positive("signalGain", signalGain);
      if (rule != Rule.BIOHSIC && signal != Signal.EXACT) {
        throw new IllegalArgumentException(
            "signal: is for rule biohsic; leave it at exact with rule "
                + rule.name().toLowerCase(Locale.ROOT));
      }
      signal.check(objective);
    }

    /** How hidden layers are told what to change. */
    CreditRule creditRule() {
      return switch (rule) {
        case BIOHSIC -> new CreditRule.ThreeFactor(objective, signal, signalGain);
        case HSIC_LAYERWISE -> new CreditRule.ThreeFactor(objective, Signal.FULL, signalGain);
        case BP -> new CreditRule.BackPropagation();
        case FEEDBACK_ALIGNMENT -> new CreditRule.FeedbackAlignment();
        case DIRECT_FEEDBACK_ALIGNMENT -> new CreditRule.DirectFeedbackAlignment();
        case LOCAL_LOSS -> new CreditRule.LocalLoss();
        case FROZEN -> new CreditRule.ThreeFactor(objective, Signal.NONE, 1);
      };
    }
  }

  /**
   * The window of samples that a rule on windows has.
   *
   * @param memory N, samples in a window
   * @param memoryMode what is remembered of the samples before the current one
   */
  public record Memory(int memory, MemoryMode memoryMode) {
    public Memory {
      if (memory < 2) {
        throw new IllegalArgumentException(
            "memory: must be at least 2, for one sample alone has nothing to be compared with but"
                + " is "
                + memory);
      }
    }
  }

  /**
   * What is measured of hidden layers.
   *
   * @param probeWindows windows of each split on which the layers' objectives and directions are
   *     measured; 0: none
   * @param probeMemory samples in a window on which objectives are measured, for the objective
   *     depends on their number; at least {@code memory}
   * @param probeSamples samples with which a linear probe of each layer is fitted, and as many on
   *     which it is tested; 0: none
   */
  public record Probes(
      int probeWindows,
      @OnlyIf(key = "probe_windows", not = "0") int probeMemory,
      int probeSamples) {
    public Probes {
      Require.atLeast("probeWindows", probeWindows, 0);
      Require.atLeast("probeSamples", probeSamples, 0);
    }
  }

  /** How hidden layers learn. The first and the last work on windows, the others on batches. */
  public enum Rule {
    /** The three-factor rule. */
    BIOHSIC,
    /** Each layer descends its own objective with all samples of a batch. */
    HSIC_LAYERWISE,
    /** Back-propagation. */
    BP,
    /** {@link CreditRule.FeedbackAlignment}. */
    FEEDBACK_ALIGNMENT,
    /** {@link CreditRule.DirectFeedbackAlignment}. */
    DIRECT_FEEDBACK_ALIGNMENT,
    /** {@link CreditRule.LocalLoss}. */
    LOCAL_LOSS,
    /** Not at all: only the readout learns. */
    FROZEN;

    /** Whether a step is a block of windows, not a batch. */
    public boolean onWindows() {
      return this == BIOHSIC || this == FROZEN;
    }
  }

  /** What is remembered of the samples of a window before the current one. */
  public enum MemoryMode {
    /** The samples: their activities are those that the present weights give, as released. */
    RECOMPUTE,
    /** Their activities, as they were when each sample was seen. */
    STORED
  }

  /** Which samples the readout learns from. */
  public enum ReadoutSamples {
    /** All of the window, as published. */
    WINDOW,
    /** The current one, so that memory serves the hidden layers alone. */
    CURRENT
  }

  public BiohsicSettings {
    Rule rule = teaching.rule();
    Require.atLeast("windowsPerStep", windowsPerStep, 1);
    if (probes.probeWindows() > 0 && probes.probeMemory() < memory.memory()) {
      throw new IllegalArgumentException(
          "probeMemory: must be at least the memory of "
              + memory.memory()
              + " but is "
              + probes.probeMemory());
    }
    boolean stored = memory.memoryMode() == MemoryMode.STORED;
    if (stored && !rule.onWindows()) {
      throw new IllegalArgumentException(
          "memoryMode: stored is for the rules on windows, biohsic and frozen; set it to recompute"
              + " with rule "
              + rule.name().toLowerCase(Locale.ROOT));
    }
    if (stored && teaching.signal().forAll()) {
      throw new IllegalArgumentException(
          "memoryMode: with stored only the current sample can be learned from; set it to recompute"
              + " with signal full");
    }
  }

  /**
   * The settings that only measurements would read, where none are made.
   *
   * @param directions whether directions are measured, which are those of windows
   */
  public Set<String> idle(boolean directions) {
    Set<String> idle = new TreeSet<>();
    if (probes.probeWindows() == 0 && !directions) {
      Rule rule = teaching.rule();
      if (!rule.onWindows()) {
        idle.add("method.memory");
      }
      if (rule != Rule.BIOHSIC && rule != Rule.HSIC_LAYERWISE) {
        idle.add("method.objective");
      }
    }
    return idle;
  }
}
