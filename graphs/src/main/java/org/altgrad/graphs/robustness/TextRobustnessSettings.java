package org.altgrad.graphs.robustness;

import java.util.Set;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.text.TextAttackSettings;
import org.altgrad.graphs.backbone.BackboneSource;

/**
 * Settings of {@link TextRobustness}.
 *
 * @param name {@code attack_texts}
 * @param classifier what is attacked
 * @param split whose texts are
 */
public record TextRobustnessSettings(
    String name, BackboneSource classifier, String split, @Inline TextAttackSettings attacks) {

  public TextRobustnessSettings {
    Require.given("classifier", classifier);
    Require.given("split", split);
    Require.that(!attacks.list().isEmpty(), "list", "one attack or more", "[]");
  }

  /** Keys that have no effect. */
  public Set<String> idle() {
    return Set.of("optimizer", "trainer.batch_size", "trainer.steps_per_call");
  }
}
