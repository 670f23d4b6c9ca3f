package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Dense;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What {@link Bandit} finds of one network in a step, as a function of values: the same operations
 * whether the network learns alone or beside others.
 *
 * @param gradients of descent, one for each parameter
 * @param metrics scalars
 */
record BanditStep(List<Expr<TFloat32>> gradients, Map<String, Expr<TFloat32>> metrics) {

  /** A trainable variable's name and value. */
  record Parameter(String name, Expr<TFloat32> value) {}

  /**
   * A network, and what it learns by.
   *
   * @param parameters of the network, in the order of their variables
   * @param batch examples in a step
   */
  record Learner(
      BanditSettings method,
      BanditModel model,
      BanditModel.Network<TFloat32> network,
      List<Parameter> parameters,
      int batch) {}

  /**
   * Adds the operations.
   *
   * @param x [batch, numbers] what is observed
   * @param labels [batch]
   * @param randoms of the step
   * @param baseline β for the rewards [batch, 1]: a scalar or [batch, 1]
   */
  static BanditStep of(
      Learner learner,
      Expr<TFloat32> x,
      Operand<TInt32> labels,
      Randoms randoms,
      UnaryOperator<Expr<TFloat32>> baseline) {
    BanditSettings method = learner.method();
    BernoulliNet<TFloat32> net = learner.network().net();
    Features.Trace<TFloat32> features = learner.network().features().apply(x);
    BernoulliNet.Pass<TFloat32> pass = net.sample(features.values(), randoms);
    Expr<TFloat32> reward = reward(pass, labels); // [batch, 1]
    Expr<TFloat32> g = reward.minus(baseline.apply(reward)); // G = R - β

    List<Expr<TFloat32>> u = method.estimator().directions(net, pass, g, method.counterfactual());
    Expr<TFloat32> root =
        method.backend() == BanditSettings.Backend.MESSAGES
            ? MessageBackend.root(net, pass, g.reshape(-1), method.counterfactual())
            : creditRoot(pass, u);
    List<Parameter> parameters = learner.parameters();
    List<Expr<TFloat32>> asked = new ArrayList<>();
    parameters.forEach(parameter -> asked.add(parameter.value()));
    features.convolutions().forEach(convolution -> asked.add(convolution.output()));
    List<Expr<TFloat32>> all = Gradients.of(root, asked);
    List<Expr<TFloat32>> gradients = all.subList(0, parameters.size());

    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", reward.mean());
    if (method.gradientVariance()) {
      Variances variances = new Variances();
      for (int i = 0; i < features.convolutions().size(); i++) {
        Features.Convolution<TFloat32> convolution = features.convolutions().get(i);
        // The root is a mean over the batch, what varies is each example's own gradient.
        Expr<TFloat32> direction = all.get(parameters.size() + i).times(learner.batch());
        variances.add(convolution, direction);
      }
      for (int l = 0; l < u.size(); l++) {
        String name = learner.model().layerNames().get(l);
        Expr<TFloat32> mean = gradients.get(index(parameters, name + "/weights"));
        variances.add(name, net.layer(l), pass.e().get(l), u.get(l), mean);
      }
      variances.report(metrics);
    }
    metrics.put("gradient_norm", GradientNorm.of(gradients));
    if (method.estimator() == BanditEstimator.HNCA) {
      for (int l = 1; l < net.depth(); l++) {
        metrics.put(
            "flip_range/layer" + l, Counterfactual.range(net.layer(l).weights(), net.coding()));
      }
    }
    return new BanditStep(gradients, metrics);
  }

  /** R: 1 where the action drawn is the label; [batch, 1]. */
  static <T extends TNumber> Expr<T> reward(BernoulliNet.Pass<T> pass, Operand<TInt32> labels) {
    int actions = (int) pass.h().shape().get(1);
    return pass.h().times(pass.h().nodes().oneHot(labels, actions)).sumKeep(1).stop();
  }

  private static <T extends TNumber> Expr<T> creditRoot(
      BernoulliNet.Pass<T> pass, List<Expr<T>> u) {
    List<Expr<T>> credited = new ArrayList<>();
    for (int l = 0; l < u.size(); l++) {
      credited.add(Credit.attach("layer" + l, pass.a().get(l), u.get(l)));
    }
    return Credit.surrogate(credited);
  }

  private static int index(List<Parameter> parameters, String name) {
    return parameters.stream().map(Parameter::name).toList().indexOf(name);
  }

  /** Sums over each tensor's parameters, for the mean over all of them. */
  private static final class Variances {
    private final Map<String, Expr<TFloat32>> parts = new LinkedHashMap<>();
    private Expr<TFloat32> total;
    private double parameters;

    void add(
        String name,
        Dense<TFloat32> layer,
        Expr<TFloat32> e,
        Expr<TFloat32> u,
        Expr<TFloat32> mean) {
      add(name + "/weights", GradientVariance.weights(e.stop(), u, mean), layer.weights());
      add(name + "/bias", GradientVariance.bias(u), layer.bias());
    }

    void add(Features.Convolution<TFloat32> c, Expr<TFloat32> u) {
      add(
          c.name() + "/weights",
          GradientVariance.kernel(c.layer(), c.input(), u),
          c.layer().weights());
      add(c.name() + "/bias", GradientVariance.kernelBias(u), c.layer().bias());
    }

    private void add(String name, Expr<TFloat32> sum, Expr<TFloat32> parameter) {
      double count = parameter.shape().size();
      parts.put("gradient_variance/" + name, sum.over(count));
      total = total == null ? sum : total.plus(sum);
      parameters += count;
    }

    void report(Map<String, Expr<TFloat32>> metrics) {
      metrics.put("gradient_variance", total.over(parameters));
      metrics.putAll(parts);
    }
  }
}
