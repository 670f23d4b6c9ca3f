package org.altgrad.graphs.ilc.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;

/** How far the environments' gradients agree: on signs, and in direction. */
final class SignAgreement {
  private static final String ALL = "all";

  private final Observed observed;
  private final StepGradients gradients;

  SignAgreement(Observed observed, StepGradients gradients) {
    this.observed = observed;
    this.gradients = gradients;
  }

  /** {@code layer, sbar, fraction}: how many components have which mean sign. */
  Recording histogram() {
    int e = observed.environments();
    return counted(
        "histogram of the mean sign of gradient components over environments",
        "sbar",
        (layer, counts) -> {
          List<List<?>> rows = new ArrayList<>();
          for (int a = -e; a <= e; a++) {
            // Without zeros, sums of E signs are even or odd as E is.
            if (counts[a + e] > 0 || (a + e) % 2 == 0) {
              rows.add(List.of(layer, a / (double) e, counts[a + e] / (double) total(counts)));
            }
          }
          return rows;
        });
  }

  /** {@code layer, tau, fraction}: how many components a threshold would keep. */
  Recording kept() {
    int e = observed.environments();
    return counted(
        "share of gradient components that thresholds of agreement keep",
        "tau",
        (layer, counts) -> {
          List<List<?>> rows = new ArrayList<>();
          long kept = total(counts);
          for (int k = 0; k <= e; k++) {
            rows.add(List.of(layer, k / (double) e, kept / (double) total(counts)));
            kept -= k == 0 ? counts[e] : counts[e + k] + counts[e - k];
          }
          return rows;
        });
  }

  private Recording counted(
      String description, String column, BiFunction<String, long[], List<List<?>>> rows) {
    return new Recording(
        description,
        (calls, step) -> {
          List<List<?>> all = new ArrayList<>();
          counts(calls, step).forEach((layer, counts) -> all.addAll(rows.apply(layer, counts)));
          return new Recording.Table(List.of("layer", column, "fraction"), all);
        });
  }

  /** For each parameter and for all: how many components have Σ sign = -E ... E. */
  private Map<String, long[]> counts(Calls calls, long step) {
    int e = observed.environments();
    Map<String, long[]> counts = new LinkedHashMap<>();
    counts.put(ALL, new long[2 * e + 1]);
    float[][] signs = gradients.signs(calls, step);
    for (int p = 0; p < signs.length; p++) {
      long[] own = new long[2 * e + 1];
      for (float sum : signs[p]) {
        own[Math.round(sum) + e]++;
        counts.get(ALL)[Math.round(sum) + e]++;
      }
      counts.put(observed.parameters().get(p), own);
    }
    return counts;
  }

  private static long total(long[] counts) {
    return java.util.Arrays.stream(counts).sum();
  }

  /** {@code env_a, env_b, cosine} between whole gradients; 0 where one vanishes. */
  Recording cosines() {
    return new Recording(
        "cosines between the gradients of environments",
        (calls, step) -> {
          int e = observed.environments();
          double[] gram = new double[e * e];
          for (float[] part : gradients.grams(calls, step)) {
            for (int i = 0; i < gram.length; i++) {
              gram[i] += part[i];
            }
          }
          List<List<?>> rows = new ArrayList<>();
          for (int a = 0; a < e; a++) {
            for (int b = 0; b < e; b++) {
              double norms = Math.sqrt(gram[a * e + a] * gram[b * e + b]);
              double cosine = norms > 0 ? gram[a * e + b] / norms : 0;
              rows.add(List.of(observed.names().get(a), observed.names().get(b), cosine));
            }
          }
          return new Recording.Table(List.of("env_a", "env_b", "cosine"), rows);
        });
  }
}
