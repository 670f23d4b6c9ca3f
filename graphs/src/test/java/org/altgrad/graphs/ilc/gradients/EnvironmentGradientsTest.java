package org.altgrad.graphs.ilc.gradients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ilc.Comparison;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.GeomMean;
import org.altgrad.graphs.ilc.combine.GradDrop;
import org.altgrad.graphs.ilc.combine.GroupDro;
import org.altgrad.graphs.ilc.combine.Median;
import org.altgrad.graphs.ilc.combine.Mgda;
import org.altgrad.graphs.ilc.combine.MinAbs;
import org.altgrad.graphs.ilc.combine.NormMean;
import org.altgrad.graphs.ilc.combine.PcGrad;
import org.altgrad.graphs.ilc.combine.PowerMean;
import org.altgrad.graphs.ilc.combine.SandMask;
import org.altgrad.graphs.ilc.combine.Scope;
import org.altgrad.graphs.ilc.combine.SignPower;
import org.altgrad.graphs.ilc.combine.SignVote;
import org.altgrad.graphs.ilc.combine.Significance;
import org.altgrad.graphs.ilc.combine.Snr;
import org.altgrad.graphs.ilc.combine.SoftAnd;
import org.altgrad.graphs.ilc.combine.TStatistic;
import org.altgrad.graphs.ilc.combine.TrimmedMean;
import org.altgrad.graphs.ilc.combine.VRex;
import org.altgrad.graphs.ilc.combine.VarGeom;
import org.altgrad.graphs.ilc.combine.XorMask;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.FastResnet;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.TinyProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

class EnvironmentGradientsTest {

  private static EnvironmentGradients.Found<TFloat64> find(
      EnvironmentGradients way, TinyProblem tiny) {
    return way.gradients(tiny.problem(), tiny.batch(), tiny.randoms());
  }

  private static void compare(
      Comparison same,
      TinyProblem tiny,
      EnvironmentGradients.Found<TFloat64> expected,
      EnvironmentGradients.Found<TFloat64> actual) {
    same.add("losses", expected.losses(), actual.losses());
    same.add("z", expected.z(), actual.z());
    double[] c = new Random(3).doubles(tiny.batch().environments(), -1, 1).toArray();
    Expr<TFloat64> weights = tiny.graph().vector(c);
    for (int i = 0; i < expected.statistics().size(); i++) {
      String name = tiny.problem().parameters().get(i).name() + " ";
      EnvironmentStatistics<TFloat64> e = expected.statistics().get(i);
      EnvironmentStatistics<TFloat64> a = actual.statistics().get(i);
      same.add(name + "stack", e.stack(), a.stack());
      if (tiny.problem().model() instanceof FastResnet) {
        continue; // the rest is made of the stack
      }
      same.add(name + "sum", e.sum(), a.sum());
      boolean rounding =
          tiny.problem().model().norm() == Norm.BATCH_ENV && name.matches("layer\\d/bias ");
      if (rounding) {
        continue; // a bias before a batch normalisation has no gradient but rounding errors
      }
      same.add(name + "signs", e.signs(), a.signs(), 0);
      same.add(name + "squares", e.squares(), a.squares());
      same.add(name + "absolutes", e.absolutes(), a.absolutes());
      same.add(name + "smallest", e.smallest(), a.smallest());
      same.add(name + "gram", e.gram(), a.gram());
      same.add(name + "variance", e.variance(), a.variance());
      same.add(name + "weighted", e.weighted(weights), a.weighted(weights));
      same.add(name + "logs", e.logs(), a.logs(), 1e-3);
      same.add(name + "powers", e.powers(0.5), a.powers(0.5), 1e-3);
    }
  }

  private static void assertAllWaysAgree(TestGraph g, TinyProblem tiny) {
    var oracle = find(new SubgraphGradients(), tiny);
    Comparison same = new Comparison(g);
    compare(same, tiny, oracle, find(new GroupedGradients(), tiny));
    compare(same, tiny, oracle, find(new TiledGradients(), tiny));
    tiny.initialised();
    same.check();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "3,1", "3,7", "16,1", "16,7"})
  void allWaysGiveTheSameNumbers(int environments, int examples) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny =
          TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, environments, examples);
      assertAllWaysAgree(g, tiny);
    }
  }

  @ParameterizedTest
  @CsvSource({"GROUP,4", "BATCH_ENV,4", "GROUP,1"})
  void normalisedNetworksToo(Norm norm, int examples) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny =
          TinyProblem.of(g, TinyProblem.mlp(norm), Loss.BINARY_CROSS_ENTROPY, 3, examples);
      assertAllWaysAgree(g, tiny);
    }
  }

  @ParameterizedTest
  @CsvSource({"GROUP,2", "BATCH_ENV,2", "NONE,1"})
  void convolutionsToo(Norm norm, int examples) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny =
          TinyProblem.of(g, TinyProblem.resnet(norm), Loss.CROSS_ENTROPY, 3, examples);
      assertAllWaysAgree(g, tiny);
    }
  }

  @Test
  void sharedStatisticsSplitTheSameSum() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny =
          TinyProblem.of(g, TinyProblem.mlp(Norm.BATCH_SHARED), Loss.BINARY_CROSS_ENTROPY, 3, 4);
      var whole = find(new SubgraphGradients(), tiny);
      var rows = find(new GroupedGradients(), tiny);
      Comparison same = new Comparison(g);
      for (int i = 0; i < whole.statistics().size(); i++) {
        same.add("sum", whole.statistics().get(i).sum(), rows.statistics().get(i).sum());
      }
      tiny.initialised();
      same.check();
      double[] a = g.value(whole.statistics().get(0).stack());
      double[] b = g.value(rows.statistics().get(0).stack());
      double apart = 0;
      for (int j = 0; j < a.length; j++) {
        apart = Math.max(apart, Math.abs(a[j] - b[j]));
      }
      assertTrue(apart > 1e-3, "L_e depends on the rows of other environments: " + apart);
    }
  }

  /** Central differences of each L_e, by feeding other values in place of a parameter. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void gradientsAreDerivatives(Loss loss) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), loss, 3, 5);
      var found = find(new GroupedGradients(), tiny);
      var oracle = find(new SubgraphGradients(), tiny);
      tiny.initialised();
      double h = 1e-6;
      Expr<TFloat64> losses = g.f64.of(g.tf.identity(oracle.losses()));
      List<Expr<TFloat64>> moves = new ArrayList<>();
      List<Op> up = new ArrayList<>();
      List<Op> down = new ArrayList<>();
      for (var parameter : tiny.problem().parameters()) {
        Expr<TFloat64> move = g.f64.placeholder(parameter.shape());
        moves.add(move);
        up.add(g.tf.assignAdd(parameter.ref(), move));
        down.add(g.tf.assignSub(parameter.ref(), move));
      }
      List<double[]> stacks = found.statistics().stream().map(s -> g.value(s.stack())).toList();
      Random random = new Random(1);
      for (int trial = 0; trial < 20; trial++) {
        int p = random.nextInt(moves.size());
        int size = (int) moves.get(p).shape().size();
        int j = random.nextInt(size);
        double[] by = new double[size];
        by[j] = h;
        try (TFloat64 step = TestGraph.tensor(moves.get(p).shape(), by)) {
          var feed = Map.of(moves.get(p), step);
          g.run(up.get(p), feed);
          double[] above = g.value(losses);
          g.run(down.get(p), feed);
          g.run(down.get(p), feed);
          double[] below = g.value(losses);
          g.run(up.get(p), feed);
          for (int e = 0; e < 3; e++) {
            double difference = (above[e] - below[e]) / (2 * h);
            assertEquals(difference, stacks.get(p)[e * size + j], 1e-6, "parameter " + p);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16,1", "4,4", "2,8"})
  void callsOfARoundAddUp(int calls, int perCall) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 16, 3);
      var oracle = find(new SubgraphGradients(), tiny);
      var step = g.tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      StreamedGradients way = new StreamedGradients(calls, step, g.variables);
      var call = g.tf.math.floorMod(step, g.tf.constant((long) calls));
      var part = slice(g, tiny, call, calls, perCall);
      var streamed = way.gradients(tiny.problem(), part, tiny.randoms());
      List<Function<EnvironmentStatistics<TFloat64>, Expr<TFloat64>>> kinds =
          List.of(
              EnvironmentStatistics::sum,
              EnvironmentStatistics::signs,
              EnvironmentStatistics::squares,
              EnvironmentStatistics::logs,
              EnvironmentStatistics::absolutes,
              EnvironmentStatistics::smallest,
              s -> s.powers(-1));
      Comparison same = new Comparison(g);
      for (int i = 0; i < streamed.statistics().size(); i++) {
        for (var kind : kinds) {
          same.add(
              "parameter " + i,
              kind.apply(oracle.statistics().get(i)),
              kind.apply(streamed.statistics().get(i)));
        }
      }
      same.add("losses", oracle.losses(), streamed.losses());
      Op update = way.change().apply(g.tf, List.of());
      tiny.initialised();
      // The second round starts from what the first has left behind.
      for (long s = 0; s < 2L * calls; s++) {
        try (TInt64 number = TestGraph.tensor(s)) {
          if (s % calls == calls - 1) {
            same.check(Map.of(step, number));
          }
          g.run(update, Map.of(step, number));
        }
      }
      var refused =
          assertThrows(IllegalArgumentException.class, () -> streamed.statistics().get(0).gram());
      assertTrue(refused.getMessage().startsWith("combiner: "), refused.getMessage());
    }
  }

  private static Batch<TFloat64> slice(
      TestGraph g, TinyProblem tiny, Operand<TInt64> call, int calls, int perCall) {
    var batch = tiny.batch();
    long rows = (long) perCall * batch.examples();
    var all = g.f64.of(batch.x()).reshape(calls, rows, -1);
    var targets = g.f64.of(batch.targets()).reshape(calls, rows, -1);
    var zero = g.tf.constant(0);
    return new Batch<>(
        g.f64.of(g.tf.gather(all, call, zero)),
        g.f64.of(g.tf.gather(targets, call, zero)),
        perCall,
        batch.examples());
  }

  @ParameterizedTest
  @CsvSource({"0.0,1", "1.0,5", "0.5,5"})
  void fusedDirectionsAreThoseOfTheCombiner(double tau, int examples) {
    for (IlcModel model : List.of(TinyProblem.mlp(Norm.GROUP), TinyProblem.resnet(Norm.GROUP))) {
      try (TestGraph g = new TestGraph()) {
        TinyProblem tiny = TinyProblem.of(g, model, Loss.CROSS_ENTROPY, 4, examples);
        Combiner combiner = new AndMask(tau);
        var grouped = find(new GroupedGradients(), tiny);
        var expected =
            combiner.combine(
                new Combiner.Gradients<>(
                    grouped.statistics(), grouped.losses(), g.variables, tiny.randoms()));
        var fused =
            FusedGradients.directions(tiny.problem(), tiny.batch(), tiny.randoms(), combiner);
        Comparison same = new Comparison(g);
        for (int i = 0; i < expected.directions().size(); i++) {
          var combination = fused.combination();
          same.add("u", expected.directions().get(i), combination.directions().get(i));
          same.add("w", expected.weights().get(i), combination.weights().get(i));
          same.add(
              "mean", grouped.statistics().get(i).mean(), fused.found().statistics().get(i).mean());
        }
        tiny.initialised();
        same.check();
      }
    }
  }

  static List<Combiner> fusible() {
    return List.of(
        new GeomMean(0.5),
        new PowerMean(0.5, -1),
        new MinAbs(0.5),
        new SignPower(3),
        new SoftAnd(0.5, 9),
        new SandMask(0.3, 0.5, SandMask.SignSpread.RELATIVE),
        new VarGeom(0.3, 0.5, SandMask.SignSpread.RAW),
        new Snr(2),
        new Median(),
        new TrimmedMean(0.3),
        new SignVote(),
        new GradDrop(),
        new Significance(0.2),
        new TStatistic(1),
        new XorMask(-0.5));
  }

  /** While a backward pass is built, the graph is locked: asking for a shape waits for ever. */
  @ParameterizedTest
  @MethodSource("fusible")
  void rulesThatLookAtComponentsAskForNoShapes(Combiner combiner) {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          try (TestGraph g = new TestGraph()) {
            TinyProblem tiny =
                TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 4, 1);
            var fused =
                FusedGradients.directions(tiny.problem(), tiny.batch(), tiny.randoms(), combiner);
            assertEquals(6, fused.combination().directions().size());
          }
        });
  }

  static List<Combiner> notFusible() {
    return List.of(
        new LossWeights(),
        new PcGrad(Scope.TENSOR),
        new Mgda(Scope.GLOBAL),
        new NormMean(Scope.GLOBAL),
        new GroupDro(0.1),
        new VRex(1));
  }

  @ParameterizedTest
  @MethodSource("notFusible")
  void fusedRefusesWhatLooksFurther(Combiner combiner) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.SQUARED, 4, 2);
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  FusedGradients.directions(
                      tiny.problem(), tiny.batch(), tiny.randoms(), combiner));
      assertTrue(failure.getMessage().startsWith("gradients: "), failure.getMessage());
    }
  }

  /** Weighs environments by their losses. */
  private record LossWeights() implements Combiner {
    @Override
    public String name() {
      return "loss_weights";
    }

    @Override
    public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
      return Combination.unweighted(
          gradients.parameters().stream().map(p -> p.weighted(gradients.losses())).toList());
    }
  }

  /** tau = 0 is gradient descent on the pooled loss. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,6", "5,1", "5,6"})
  void withoutThresholdItIsThePooledGradient(int environments, int examples) {
    for (Loss loss : Loss.values()) {
      try (TestGraph g = new TestGraph()) {
        TinyProblem tiny =
            TinyProblem.of(g, TinyProblem.mlp(Norm.GROUP), loss, environments, examples);
        var found = find(new GroupedGradients(), tiny);
        var combination =
            new AndMask(0)
                .combine(
                    new Combiner.Gradients<>(
                        found.statistics(), found.losses(), g.variables, tiny.randoms()));
        var problem = tiny.problem();
        Pass<TFloat64> pass = new Pass<>(Pass.Training.of(tiny.batch(), tiny.randoms()));
        Expr<TFloat64> pooled =
            loss.each(problem.forward(pass, tiny.batch()).z(), tiny.batch().targets()).mean();
        List<Expr<TFloat64>> expected = Gradients.of(pooled, problem.values());
        Comparison same = new Comparison(g);
        for (int i = 0; i < expected.size(); i++) {
          same.add(loss.name(), expected.get(i), combination.directions().get(i));
        }
        tiny.initialised();
        same.check();
      }
    }
  }

  @Test
  void theForwardValueIsThatOfOrdinaryLayers() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny =
          TinyProblem.of(g, TinyProblem.resnet(Norm.BATCH_SHARED), Loss.CROSS_ENTROPY, 2, 3);
      var problem = tiny.problem();
      var training = Pass.Training.of(tiny.batch(), tiny.randoms());
      Expr<TFloat64> plain = problem.forward(new Pass<>(training), tiny.batch()).z();
      Expr<TFloat64> probed = problem.forward(new ProbedPass<>(training), tiny.batch()).z();
      tiny.initialised();
      assertArrayEquals(g.value(plain), g.value(probed), 1e-12);
    }
  }
}
