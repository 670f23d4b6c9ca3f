package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Words whose vectors are nearest to a word's, by Euclid's distance; found once for each word. The
 * vector of a word of several tokens is their mean.
 */
final class Neighbours {
  private final WordGradients gradients;
  private final Map<String, List<String>> known = new HashMap<>();
  private final Map<String, float[]> vectors = new HashMap<>();

  Neighbours(WordGradients gradients) {
    this.gradients = gradients;
  }

  /**
   * The nearest words, the nearest first; none of a word that has no vector.
   *
   * @param most how many, the same for all words
   */
  List<String> of(String word, int most) {
    return known.computeIfAbsent(
        word, w -> mean(w).map(vector -> nearest(w, vector, most)).orElse(List.of()));
  }

  private Optional<float[]> mean(String word) {
    List<float[]> tokens = gradients.vectors(word);
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    float[] mean = new float[tokens.get(0).length];
    for (float[] token : tokens) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += token[d] / tokens.size();
      }
    }
    return Optional.of(mean);
  }

  private List<String> nearest(String word, float[] vector, int most) {
    if (vectors.isEmpty()) {
      for (String other : gradients.vocabulary()) {
        mean(other).ifPresent(found -> vectors.put(other, found));
      }
    }
    record Near(String word, double distance) {}
    List<Near> all = new ArrayList<>();
    vectors.forEach(
        (other, found) -> {
          if (!other.equalsIgnoreCase(word)) {
            all.add(new Near(other, distance(vector, found)));
          }
        });
    all.sort(Comparator.comparingDouble(Near::distance).thenComparing(Near::word));
    return all.stream().limit(most).map(Near::word).toList();
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      double difference = (double) a[d] - b[d];
      sum += difference * difference;
    }
    return sum;
  }
}
