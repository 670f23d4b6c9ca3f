package org.altgrad.train.loop;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No setting is accepted that has no effect beside another one: {@link EffectTest}, from what each
 * setting of an experiment makes of it that may switch others off. Takes about an hour.
 */
class EffectPairsTest {
  @ParameterizedTest
  @MethodSource("org.altgrad.train.loop.ExperimentsTest#experiments")
  @Tag("slow")
  void everyPairOfKeys(String experiment) {
    EffectTest.checkPairs(experiment);
  }
}
