package org.altgrad.graphs.robustness;

import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.Attack;
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
    Require.that(
        attacks.verdict().isEmpty() || attacks.judgement().isPresent(),
        "list",
        "with pgd or apgd, without which there is no verdict (verdict=null asks for none),",
        attacks.list().stream().map(Attack::label).toList());
    String why = selfTest ? "self_test" : source.isPresent() ? "source" : "twin";
    Require.that(
        attacks.verdict().isPresent() || !selfTest && source.isEmpty() && twin.isEmpty(),
        "verdict",
        "given with " + why,
        "null");
  }

  /** Keys that have no effect. */
  public Set<String> idle() {
    return Set.of("optimizer", "trainer.batch_size", "trainer.steps_per_call");
  }
}
