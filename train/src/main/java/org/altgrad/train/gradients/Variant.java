package org.altgrad.train.gradients;

import java.util.List;
import org.altgrad.graphs.hnca.vae.VaeEstimator;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;

/**
 * An estimator to be measured.
 *
 * @param label its name in the literature and how it is set up, for tables and figures
 * @param words how it is set up: the name in the group method/estimator, then key=value
 */
public record Variant(String label, List<String> words) {
  /** All estimators that there are, each in the set-ups that matter. */
  public static final List<Variant> USUAL =
      List.of(
          of("HNCA", "hnca"),
          of("HNCA, leave-one-out", "hnca baseline=leave_one_out"),
          of("HNCA, all child", "hnca all_child=true"),
          of("HNCA, full reward", "hnca full_reward=true"),
          of("HNCA, 2 samples", "hnca samples=2"),
          of("Local expectation", "local_expectation"),
          of("REINFORCE", "reinforce"),
          of("REINFORCE, leave-one-out", "reinforce baseline=leave_one_out"),
          of("LOO-IS", "loo_is"),
          of("LOO-FR", "loo_fr"),
          of("ARM", "arm"),
          of("DisARM", "disarm"),
          of("ARMS, M = 4", "arms samples=4"),
          of("REBAR", "rebar"),
          of("Straight-through", "straight_through"),
          of("ReinMax", "reinmax"),
          of("Gumbel-softmax, τ = 1", "gumbel_softmax temperature=1"),
          of("Gumbel-softmax, τ = 0.5", "gumbel_softmax temperature=0.5"),
          of("Gumbel-softmax, τ = 0.1", "gumbel_softmax temperature=0.1"));

  public Variant {
    words = List.copyOf(words);
  }

  private static Variant of(String label, String words) {
    return new Variant(label, List.of(words.split(" ")));
  }

  /**
   * Reads {@code NAME [KEY=VALUE ...]}.
   *
   * @throws ConfigException if the text has another form; that the words mean something is not
   *     checked here
   */
  public static Variant parse(String text) {
    List<String> words = List.of(text.strip().split("\\s+"));
    if (words.get(0).isEmpty() || words.get(0).contains("=")) {
      throw new ConfigException(
          "--estimator '" + text + "': must be NAME [KEY=VALUE ...], such as 'arms samples=8'");
    }
    for (String word : words.subList(1, words.size())) {
      if (word.indexOf('=') < 1) {
        throw new ConfigException(
            "--estimator '" + text + "': '" + word + "' must be KEY=VALUE, such as samples=8");
      }
    }
    String bare = String.join(" ", words);
    return USUAL.stream()
        .filter(usual -> String.join(" ", usual.words).equals(bare))
        .findFirst()
        .orElse(new Variant(bare, words));
  }

  /** The overrides that configure an experiment of the auto-encoder with this estimator. */
  public List<String> overrides() {
    List<String> all = new java.util.ArrayList<>();
    all.add("method/estimator=" + words.get(0));
    words.subList(1, words.size()).forEach(word -> all.add("method.estimator." + word));
    return all;
  }

  /**
   * A variant whose words were understood.
   *
   * @param variant what was asked for
   * @param estimator as configured
   */
  public record Configured(Variant variant, VaeEstimator estimator) {
    /** The estimator of an experiment that {@link Variant#overrides} went into. */
    public static Configured of(Variant variant, Experiment experiment) {
      return new Configured(variant, Networks.settings(experiment).estimator());
    }
  }
}
