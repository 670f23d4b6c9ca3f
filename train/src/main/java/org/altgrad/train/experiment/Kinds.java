package org.altgrad.train.experiment;

import java.util.Map;
import org.altgrad.graphs.biohsic.leaky.Source;
import org.altgrad.graphs.biohsic.reservoir.ReadoutRule;
import org.altgrad.graphs.hnca.vae.VaeEstimator;
import org.altgrad.graphs.hnca.vae.VaeEstimators;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.train.LearningRules;

import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.UpdateRule;

/** Sections that are one of several records, chosen by the {@code name} in the section. */
final class Kinds {
  static final Map<Class<?>, Map<String, ? extends Class<?>>> ALL =
      Map.of(
          UpdateRule.class, UpdateRule.kinds(),
          Schedule.class, Schedule.kinds(),
          VaeEstimator.class, VaeEstimators.kinds(),
          LearningRule.class, LearningRules.kinds(),
          ReadoutRule.class, ReadoutRule.kinds(),
          Source.class, Source.kinds());

  private Kinds() {}
}
