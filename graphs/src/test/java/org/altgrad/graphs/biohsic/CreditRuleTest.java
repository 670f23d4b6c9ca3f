package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Parameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Every rule's directions against TensorFlow's gradients of what the rule descends. */
class CreditRuleTest {
  private static final int MODELS = 2;
  private static final int CLASSES = 3;
  private static final Objective OBJECTIVE = new Objective(5, 0.5, 0.25, 1);

  /** Another estimator and kernel, and values of each layer's own. */
  private static Objective ofLayers(int hidden, Estimator estimator, LayerKernel kernel) {
    List<Double> gamma = List.of(2.0, 7.0).subList(0, hidden);
    List<Double> sigma = List.of(0.6, 1.2).subList(0, hidden);
    return new Objective(
        estimator,
        kernel,
        5,
        0.5,
        0.25,
        1,
        1e-5,
        Optional.of(gamma),
        kernel == LayerKernel.GAUSSIAN ? Optional.of(sigma) : Optional.empty());
  }

  static Stream<Network> networks() {
    return Stream.of(
        new HsicMlp("hsic_mlp", LayerSizes.of(6, 4)).network(Shape.of(5), CLASSES),
        new HsicMlp("hsic_mlp", LayerSizes.of(6)).network(Shape.of(2, 3, 1), CLASSES),
        new HsicMlp("hsic_mlp", LayerSizes.of()).network(Shape.of(5), CLASSES),
        new HsicCnn("hsic_cnn", List.of(3, 4), 2).network(Shape.of(6, 5, 2), CLASSES),
        new HsicCnn("hsic_cnn", List.of(3), 1).network(Shape.of(5, 5, 2), CLASSES));
  }

  /** Some samples, and a network with random parameters. */
  private static final class Setting implements AutoCloseable {
    final TestGraph g = new TestGraph();
    final Random random = new Random(8);
    final Network network;
    final Expr<TFloat64> x;
    final Expr<TFloat64> y;
    final List<Expr<TFloat64>> parameters = new ArrayList<>();
    final Pass<TFloat64> pass;
    final Randoms randoms;

    Setting(Network network) {
      this.network = network;
      x = normal(Shape.of(5).append(network.input()));
      y = g.f64.oneHot(g.tf.constant(new int[] {0, 2, 1, 2, 0}), CLASSES);
      for (Stage stage : network.stages()) {
        parameters.add(normal(Shape.of(MODELS).append(stage.weightsShape())));
        parameters.add(normal(Shape.of(MODELS, stage.units())));
      }
      pass = network.forward(x, parameters);
      randoms = new Randoms(3, g.tf.constant(0L));
    }

    Expr<TFloat64> normal(Shape shape) {
      double[] values = new double[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextGaussian();
      }
      return g.f64.constant(shape, values);
    }

    /** Hidden directions and those of the rule's own variables. */
    List<Expr<TFloat64>> directions(
        CreditRule rule, List<Expr<TFloat64>> prepared, List<Expr<TFloat64>> own) {
      CreditRule.Credit<TFloat64> credit = rule.credit(pass, y, prepared, own);
      List<Expr<TFloat64>> all =
          new ArrayList<>(
              CreditRule.hidden(rule.currentOnly() ? pass.current() : pass, credit.signals()));
      all.addAll(credit.own());
      return all;
    }

    Expr<TFloat64> contrast() {
      return OBJECTIVE.contrast(x.reshape(-1, network.input().size()), y);
    }

    List<Expr<TFloat64>> hidden() {
      return parameters.subList(0, 2 * network.depth());
    }

    void same(List<Expr<TFloat64>> expected, List<Expr<TFloat64>> actual) {
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        double[] e = g.value(expected.get(i));
        double largest = Arrays.stream(e).map(Math::abs).max().orElseThrow();
        assertTrue(largest > 0, "something to compare for " + i);
        assertArrayEquals(
            e, g.value(actual.get(i)), 1e-11 * Math.max(1e-3, largest), "parameter " + i);
      }
    }

    /** A forward pass in which each layer reads the stopped activity of the one below. */
    List<Expr<TFloat64>> cutActivities() {
      List<Expr<TFloat64>> activities = new ArrayList<>();
      Expr<TFloat64> h = x.expand(0);
      for (int l = 0; l < network.depth(); l++) {
        Stage stage = network.hidden().get(l);
        Expr<TFloat64> z =
            LocalRule.of(stage.forward(h, parameters.get(2 * l), parameters.get(2 * l + 1))).z();
        activities.add(z);
        h = stage.read(z).stop();
      }
      return activities;
    }

    /**
     * The sum over models of the mean over samples. TensorFlow's gradient of LogSoftmax is that of
     * a matrix, whatever the rank.
     */
    Expr<TFloat64> crossEntropy(Expr<TFloat64> logits) {
      Expr<TFloat64> log =
          Expr.logSoftmax(logits.reshape(-1, CLASSES)).reshape(MODELS, -1, CLASSES);
      return log.times(y).sum().over(-5);
    }

    List<Expr<TFloat64>> gradients(Expr<TFloat64> loss, List<Expr<TFloat64>> of) {
      List<Operand<TFloat64>> list = List.copyOf(of);
      return Gradients.of(loss, list);
    }

    @Override
    public void close() {
      g.close();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void backPropagationIsTheGradientOfTheCrossEntropy(Network network) {
    try (Setting s = new Setting(network)) {
      List<Expr<TFloat64>> expected = s.gradients(s.crossEntropy(s.pass.logits()), s.parameters);
      List<Expr<TFloat64>> actual =
          new ArrayList<>(s.directions(new CreditRule.BackPropagation(), List.of(), List.of()));
      actual.addAll(CreditRule.readout(s.pass, s.y));
      s.same(expected, actual);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void layerwiseRuleIsTheGradientOfEachLayersObjective(Network network) {
    try (Setting s = new Setting(network)) {
      Expr<TFloat64> sum = s.g.f64.constant(0);
      List<Expr<TFloat64>> z = s.cutActivities();
      for (int l = 0; l < z.size(); l++) {
        Expr<TFloat64> flat = Axes.flat(z.get(l), network.hidden().get(l).activity());
        sum = sum.plus(OBJECTIVE.loss(s.contrast(), flat).sum());
      }
      CreditRule rule = new CreditRule.ThreeFactor(OBJECTIVE, Signal.FULL, 1);
      s.same(s.gradients(sum, s.hidden()), s.directions(rule, List.of(s.contrast()), List.of()));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void exactSignalIsTheGradientThroughTheCurrentSample(Network network) {
    try (Setting s = new Setting(network)) {
      Expr<TFloat64> sum = s.g.f64.constant(0);
      List<Expr<TFloat64>> z = s.cutActivities();
      double[] last = {0, 0, 0, 0, 1};
      Expr<TFloat64> current = s.g.f64.constant(Shape.of(5, 1), last);
      for (int l = 0; l < z.size(); l++) {
        Expr<TFloat64> flat = Axes.flat(z.get(l), network.hidden().get(l).activity());
        Expr<TFloat64> remembered = flat.stop().times(current.subtractFrom(1));
        sum = sum.plus(OBJECTIVE.loss(s.contrast(), flat.times(current).plus(remembered)).sum());
      }
      CreditRule rule = new CreditRule.ThreeFactor(OBJECTIVE, Signal.EXACT, 3);
      Expr<TFloat64> prepared = Signal.EXACT.prepare(OBJECTIVE, s.contrast());
      s.same(
          s.gradients(sum.times(3), s.hidden()), s.directions(rule, List.of(prepared), List.of()));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void eachLayerDescendsAnObjectiveOfItsOwn(Network network) {
    for (Objective objective :
        List.of(
            ofLayers(network.depth(), Estimator.HSIC, LayerKernel.GAUSSIAN),
            ofLayers(network.depth(), Estimator.HSIC, LayerKernel.LINEAR),
            ofLayers(network.depth(), Estimator.PHSIC, LayerKernel.GAUSSIAN),
            ofLayers(network.depth(), Estimator.PHSIC, LayerKernel.COSINE))) {
      try (Setting s = new Setting(network)) {
        Expr<TFloat64> full = s.g.f64.constant(0);
        Expr<TFloat64> exact = s.g.f64.constant(0);
        List<Expr<TFloat64>> z = s.cutActivities();
        double[] last = {0, 0, 0, 0, 1};
        Expr<TFloat64> current = s.g.f64.constant(Shape.of(5, 1), last);
        Expr<TFloat64> x = s.x.reshape(-1, network.input().size());
        for (int l = 0; l < z.size(); l++) {
          Expr<TFloat64> flat = Axes.flat(z.get(l), network.hidden().get(l).activity());
          Expr<TFloat64> a = objective.at(l).contrast(x, s.y);
          full = full.plus(objective.at(l).loss(a, flat).sum());
          Expr<TFloat64> remembered = flat.stop().times(current.subtractFrom(1));
          Expr<TFloat64> window = flat.times(current).plus(remembered);
          exact = exact.plus(objective.at(l).loss(a, window).sum());
        }
        Expr<TFloat64> kx = objective.kernelX(x);
        Expr<TFloat64> ky = objective.kernelY(s.y);
        s.same(
            s.gradients(full, s.hidden()),
            s.directions(
                new CreditRule.ThreeFactor(objective, Signal.FULL, 1),
                Signal.FULL.prepare(objective, kx, ky),
                List.of()));
        s.same(
            s.gradients(exact, s.hidden()),
            s.directions(
                new CreditRule.ThreeFactor(objective, Signal.EXACT, 1),
                Signal.EXACT.prepare(objective, kx, ky),
                List.of()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void feedbackAlignmentThroughTheNetworksOwnWeightsIsBackPropagation(Network network) {
    try (Setting s = new Setting(network)) {
      List<Expr<TFloat64>> weights = new ArrayList<>();
      for (int l = 1; l <= network.depth(); l++) {
        weights.add(s.pass.weights(l));
      }
      s.same(
          s.directions(new CreditRule.BackPropagation(), List.of(), List.of()),
          s.directions(new CreditRule.FeedbackAlignment(), List.of(), weights));
      if (network.depth() == 0) {
        return;
      }
      var fresh = Parameters.fresh(s.g.variables, Network.initial(s.randoms, s.g.f64, MODELS));
      var random = new CreditRule.FeedbackAlignment().ask(network, fresh);
      assertEquals(
          weights.stream().map(w -> List.of(w.shape().asArray()).size()).toList(),
          random.stream().map(w -> List.of(w.shape().asArray()).size()).toList());
      for (int i = 0; i < random.size(); i++) {
        assertArrayEquals(weights.get(i).shape().asArray(), random.get(i).shape().asArray());
      }
      assertTrue(s.g.variables.trainable(TFloat64.class).isEmpty(), "feedback stays as it is");
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void directFeedbackReachesTheTopLayerLikeBackPropagation(Network network) {
    if (!(network.depth() > 0 && network.hidden().get(network.depth() - 1) instanceof DenseStage)) {
      return;
    }
    try (Setting s = new Setting(network)) {
      int top = network.depth() - 1;
      List<Expr<TFloat64>> feedback = new ArrayList<>();
      for (Stage stage : network.hidden()) {
        feedback.add(s.normal(Shape.of(MODELS, CLASSES, stage.activity().size())));
      }
      feedback.set(top, s.pass.weights(top + 1).transpose(0, 2, 1));
      var direct = s.directions(new CreditRule.DirectFeedbackAlignment(), List.of(), feedback);
      var bp = s.directions(new CreditRule.BackPropagation(), List.of(), List.of());
      s.same(bp.subList(2 * top, 2 * top + 2), direct.subList(2 * top, 2 * top + 2));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void localLossIsTheGradientOfEachHeadsCrossEntropy(Network network) {
    try (Setting s = new Setting(network)) {
      List<Expr<TFloat64>> heads = new ArrayList<>();
      Expr<TFloat64> sum = s.g.f64.constant(0);
      List<Expr<TFloat64>> z = s.cutActivities();
      for (int l = 0; l < z.size(); l++) {
        Stage stage = network.hidden().get(l);
        Expr<TFloat64> w = s.normal(Shape.of(MODELS, stage.output().size(), CLASSES));
        Expr<TFloat64> b = s.normal(Shape.of(MODELS, CLASSES));
        heads.addAll(List.of(w, b));
        Expr<TFloat64> h = Axes.flat(stage.read(z.get(l)), stage.output());
        Expr<TFloat64> logits = h.batchMatmul(w).plus(b.expand(1));
        sum = sum.plus(s.crossEntropy(logits));
      }
      List<Expr<TFloat64>> of = new ArrayList<>(s.hidden());
      of.addAll(heads);
      s.same(s.gradients(sum, of), s.directions(new CreditRule.LocalLoss(), List.of(), heads));
    }
  }
}
