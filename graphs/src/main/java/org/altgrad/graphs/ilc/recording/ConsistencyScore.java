package org.altgrad.graphs.ilc.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.ndarray.Shape;

/**
 * A lower bound of I_ε(θ) = max |L_o(θ') - L_e(θ)| over ordered pairs of environments e, o and over
 * all θ' that are reached from θ without |L_e(θ') - L_e(θ)| ever exceeding ε. It walks along
 * straight lines alone: random filter-normalised directions, and both ways along each environment's
 * gradient.
 */
final class ConsistencyScore {
  private static final int RANDOM = 50;
  private static final int GRID = 64;
  private static final int PER_ENVIRONMENT = 128;
  static final double[] EPSILONS = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};

  private final Observed observed;
  private final Elsewhere elsewhere;
  private final StepGradients gradients;
  private final Losses train;

  ConsistencyScore(Observed observed, Elsewhere elsewhere, StepGradients gradients, Losses train) {
    this.observed = observed;
    this.elsewhere = elsewhere;
    this.gradients = gradients;
    this.train = train;
  }

  /** {@code epsilon, score, env_a, env_b}: the pair e, o at which the maximum was found. */
  Recording table() {
    return new Recording(
        "score of inconsistency of the environments' losses around the parameters",
        (calls, step) -> {
          int e = observed.environments();
          int[] rows = Losses.first(observed.rows().apply(step), e, PER_ENVIRONMENT);
          Walk walk = new Walk(train.means(calls, rows, null, e), EPSILONS);
          for (float[][] direction : directions(calls, step)) {
            walk.along(t -> train.means(calls, rows, StepDirections.scaled(t, direction), e), GRID);
          }
          List<List<?>> table = new ArrayList<>();
          for (int i = 0; i < EPSILONS.length; i++) {
            String a = observed.names().get(walk.from[i]);
            String b = observed.names().get(walk.to[i]);
            table.add(List.of(EPSILONS[i], walk.score[i], a, b));
          }
          return new Recording.Table(List.of("epsilon", "score", "env_a", "env_b"), table);
        });
  }

  private List<float[][]> directions(Calls calls, long step) {
    float[][] here = elsewhere.here(calls);
    List<Shape> shapes = observed.problem().parameters().stream().map(p -> p.shape()).toList();
    var random = new SplittableRandom(Randoms.mix(observed.seed(), "ilc_score"));
    List<float[][]> directions = new ArrayList<>();
    for (int i = 0; i < RANDOM; i++) {
      directions.add(StepDirections.filterNormalised(random, shapes, here));
    }
    float[][] stacks = gradients.stacks(calls, step, null);
    for (int e = 0; e < observed.environments(); e++) {
      float[][] own = new float[here.length][];
      for (int p = 0; p < own.length; p++) {
        int size = here[p].length;
        own[p] = java.util.Arrays.copyOfRange(stacks[p], e * size, (e + 1) * size);
      }
      double norm = StepDirections.norm(own);
      if (norm > 0) {
        double length = StepDirections.norm(here) / norm;
        directions.add(StepDirections.scaled(length, own));
        directions.add(StepDirections.scaled(-length, own));
      }
    }
    return directions;
  }

  /** The largest differences found so far, for each ε. */
  static final class Walk {
    private final double[] start;
    private final double[] epsilons;
    final double[] score;
    final int[] from;
    final int[] to;

    /**
     * @param start L_e(θ)
     */
    Walk(double[] start, double[] epsilons) {
      this.start = start;
      this.epsilons = epsilons;
      this.score = new double[epsilons.length];
      this.from = new int[epsilons.length];
      this.to = new int[epsilons.length];
      look(start, 0, new boolean[start.length]);
      for (int i = 1; i < epsilons.length; i++) {
        look(start, i, new boolean[start.length]);
      }
    }

    /**
     * Walks from 0 to 1.
     *
     * @param losses of all environments at a point of the line
     */
    void along(DoubleFunction<double[]> losses, int steps) {
      boolean[][] left = new boolean[epsilons.length][start.length];
      boolean someStay = true;
      for (int k = 1; k <= steps && someStay; k++) {
        double[] now = losses.apply(k / (double) steps);
        someStay = false;
        for (int i = 0; i < epsilons.length; i++) {
          for (int e = 0; e < now.length; e++) {
            // Written so that what is not a number has left.
            left[i][e] |= !(Math.abs(now[e] - start[e]) <= epsilons[i]);
            someStay |= !left[i][e];
          }
          look(now, i, left[i]);
        }
      }
    }

    private void look(double[] now, int epsilon, boolean[] left) {
      for (int e = 0; e < now.length; e++) {
        for (int o = 0; o < now.length && !left[e]; o++) {
          double difference = Math.abs(now[o] - start[e]);
          if (o != e && difference > score[epsilon]) {
            score[epsilon] = difference;
            from[epsilon] = e;
            to[epsilon] = o;
          }
        }
      }
    }
  }
}
