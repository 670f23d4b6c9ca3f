package org.altgrad.train.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.altgrad.data.Progress;
import org.altgrad.data.source.BitPatterns;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.program.Directions;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Live;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every estimator on a network whose true gradient is enumerated. */
@Tag("slow")
class GradientMeterTest {
  private static Experiment tiny() {
    ConfigSources sources =
        ConfigSources.packaged(GradientMeterTest.class.getClassLoader(), "conf");
    List<String> overrides = List.of("experiment=hnca/vae_tiny", "trainer.threads=1");
    return Experiment.of(new Composer(sources).compose("config", overrides, Clock.systemUTC()));
  }

  @Test
  void estimatorsAreAsBiasedAsTheySay() {
    Measurement measured;
    try (Live live =
        new Live(
            tiny(),
            new BitPatterns("patterns", 6).load(DataContext.standard(false, Progress.NONE)))) {
      MeterPlan plan = new MeterPlan(Optional.of(List.of()), 1000, 20_000, 0, Optional.empty());
      Directions all = live.program().directions().orElseThrow();
      GradientMeter meter = new GradientMeter(all, live.tf(), live, plan);
      live.prepare();
      live.initialize();
      measured = meter.measure(() -> false).orElseThrow();
      assertEquals(Optional.empty(), meter.measure(() -> true));
      assertEquals(measured, meter.measure(() -> false).orElseThrow(), "not the same draws");
    }
    assertEquals("enumerated", measured.truths().get("true gradient").kind());
    for (Quality quality : measured.estimators()) {
      if (quality.unbiased()) {
        assertFalse(quality.foundBiased(), quality::toString);
      }
      assertTrue(quality.variance() > 0 && quality.cosine() > 0, quality::toString);
      assertTrue(quality.bias().low() <= quality.bias().value(), quality::toString);
      assertTrue(quality.bias().value() <= quality.bias().high(), quality::toString);
    }
    Map<String, Quality> named =
        measured.estimators().stream()
            .collect(Collectors.toMap(quality -> quality.direction().label(), Function.identity()));
    assertFalse(named.get("Straight-through").unbiased());
    assertTrue(named.get("Straight-through").foundBiased());
    assertTrue(named.get("Gumbel-softmax, τ = 1").foundBiased());
    // Two averaged samples have half the variance, and ARM's expectation has less than ARM.
    double one = named.get("HNCA").variance();
    assertEquals(0.5, named.get("HNCA, 2 samples").variance() / one, 0.1);
    assertTrue(named.get("DisARM").variance() < named.get("ARM").variance());
    assertTrue(one < named.get("REINFORCE").variance());
  }
}
