package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An estimator says itself what it has in common with others: nothing else can guess it. */
class FamilyTest {
  @Test
  void everyEstimatorHasAWordOfItsOwn() throws NoSuchMethodException {
    Set<String> silent = new TreeSet<>();
    for (Class<?> kind : VaeEstimator.kinds().values()) {
      if (Arrays.stream(kind.getDeclaredMethods()).noneMatch(m -> m.getName().equals("family"))) {
        silent.add(kind.getSimpleName());
      }
    }
    assertEquals(Set.of(), silent);
    assertEquals(false, VaeEstimator.class.getMethod("family").isDefault());
  }

  @Test
  void familiesAreThoseOfTheLiterature() {
    assertEquals("antithetic pairs", new Disarm().family());
    assertEquals("score function", new LooFr().family());
    assertEquals("relaxed control variate", new Rebar(0.5, 1).family());
    assertEquals("differentiates through bits (biased)", new ReinMax().family());
  }
}
