package org.altgrad.graphs.robustness;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.AttackSettings;
import org.altgrad.graphs.backbone.BackboneSource;

/**
 * Settings of {@link Robustness}.
 *
 * @param name {@code attack}
 * @param classifier what is attacked
 * @param source another model, on which inputs for a transfer attack are made
 * @param twin the model without its defence, which attacks must break
 * @param split whose examples are attacked
 * @param shown how many adversarial inputs are recorded as pictures
 * @param selfTest whether the attack is tested, and nothing else done
 */
public record RobustnessSettings(
    String name,
    BackboneSource classifier,
    Optional<BackboneSource> source,
    Optional<BackboneSource> twin,
    String split,
    int shown,
    boolean selfTest,
    @Inline AttackSettings attacks) {

  public RobustnessSettings {
    Require.given("classifier", classifier);
    Require.given("split", split);
    Require.atLeast("shown", shown, 0);
    Require.that(!attacks.list().isEmpty(), "list", "one attack or more", "[]");
    boolean judged = attacks.verdict().rows() > 0;
    Require.that(judged || !selfTest, "verdict.rows", "1 or more where self_test is true", "0");
    Require.that(judged || source.isEmpty(), "verdict.rows", "1 or more with a source", "0");
    Require.that(judged || twin.isEmpty(), "verdict.rows", "1 or more with a twin", "0");
  }

  /** Keys that have no effect with these settings. */
  public Set<String> idle() {
    Set<String> keys = new TreeSet<>(Set.of("optimizer", "trainer.batch_size"));
    if (attacks.verdict().rows() == 0) {
      keys.addAll(Set.of("method.verdict.noise", "method.verdict.points", "method.verdict.inner"));
    }
    return keys;
  }
}
