package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * How hidden layers learn what to change. All rules share the first two factors, {@link LocalRule};
 * they differ in the third alone, the signal ξ that arrives at each layer's activity.
 */
sealed interface CreditRule {
  /**
   * What a rule tells the layers.
   *
   * @param signals ξ of each hidden layer, [models, samples, ...activity]
   * @param own directions of the rule's own trainable variables
   */
  record Credit<T extends TNumber>(List<Expr<T>> signals, List<Expr<T>> own) {}

  /** Whether signals are for the current sample alone, [models, 1, ...activity]. */
  default boolean currentOnly() {
    return false;
  }

  /** Asks for what the rule needs besides the network's parameters. */
  default <T extends TNumber> List<Expr<T>> ask(Network network, Parameters<T> parameters) {
    return List.of();
  }

  /**
   * The signals.
   *
   * @param y one-hot labels, [samples, classes]
   * @param prepared {@link Signal#prepare} of the samples, for {@link ThreeFactor}; else nothing
   * @param own what {@link #ask} returned
   */
  <T extends TNumber> Credit<T> credit(
      Pass<T> pass, Expr<T> y, List<Expr<T>> prepared, List<Expr<T>> own);

  /** The three-factor rule with a signal from the window, or the layerwise objective. */
  record ThreeFactor(Objective objective, Signal signal, double gain) implements CreditRule {
    @Override
    public boolean currentOnly() {
      return !signal.forAll();
    }

    @Override
    public <T extends TNumber> Credit<T> credit(
        Pass<T> pass, Expr<T> y, List<Expr<T>> prepared, List<Expr<T>> own) {
      return new Credit<>(signals(pass.network(), pass.flats(), prepared), List.of());
    }

    /**
     * The signals.
     *
     * @param z activity of each hidden layer in the window, [models, n, d]
     */
    <T extends TNumber> List<Expr<T>> signals(
        Network network, List<Expr<T>> z, List<Expr<T>> prepared) {
      List<Expr<T>> signals = new ArrayList<>();
      for (int l = 0; l < z.size(); l++) {
        Expr<T> xi = signal.xi(objective.at(l), Objective.ofLayer(prepared, l), z.get(l));
        Expr<T> shaped = Axes.unflat(xi, network.hidden().get(l).activity());
        signals.add(gain == 1 ? shaped : shaped.times(gain));
      }
      return signals;
    }
  }

  /** Back-propagation of the mean cross-entropy. */
  record BackPropagation() implements CreditRule {
    @Override
    public <T extends TNumber> Credit<T> credit(
        Pass<T> pass, Expr<T> y, List<Expr<T>> prepared, List<Expr<T>> own) {
      List<Expr<T>> weights = new ArrayList<>();
      for (int l = 1; l <= pass.layers().size(); l++) {
        weights.add(pass.weights(l));
      }
      return new Credit<>(downward(pass, y, weights), List.of());
    }
  }

  /**
   * Feedback alignment (Lillicrap et al. 2016): back-propagation through fixed random weights in
   * place of the network's.
   */
  record FeedbackAlignment() implements CreditRule {
    @Override
    public <T extends TNumber> List<Expr<T>> ask(Network network, Parameters<T> parameters) {
      return network.stages().stream()
          .skip(1)
          .map(stage -> stage.weights(parameters.state(), stage.name() + "/feedback"))
          .toList();
    }

    @Override
    public <T extends TNumber> Credit<T> credit(
        Pass<T> pass, Expr<T> y, List<Expr<T>> prepared, List<Expr<T>> own) {
      return new Credit<>(downward(pass, y, own), List.of());
    }
  }

  /**
   * Direct feedback alignment (Nøkland 2016): the error of the readout reaches each layer through a
   * fixed random matrix of its own.
   */
  record DirectFeedbackAlignment() implements CreditRule {
    @Override
    public <T extends TNumber> List<Expr<T>> ask(Network network, Parameters<T> parameters) {
      List<Expr<T>> feedback = new ArrayList<>();
      for (Stage stage : network.hidden()) {
        String name = stage.name() + "/feedback";
        int units = Math.toIntExact(stage.activity().size());
        Stage from = new DenseStage(name, Shape.of(network.readout().units()), units);
        feedback.add(from.weights(parameters.state(), name));
      }
      return feedback;
    }

    @Override
    public <T extends TNumber> Credit<T> credit(
        Pass<T> pass, Expr<T> y, List<Expr<T>> prepared, List<Expr<T>> own) {
      Expr<T> delta = pass.delta(y);
      List<Expr<T>> signals = new ArrayList<>();
      for (int l = 0; l < own.size(); l++) {
        Shape activity = pass.network().hidden().get(l).activity();
        signals.add(Axes.unflat(delta.batchMatmul(own.get(l)), activity));
      }
      return new Credit<>(signals, List.of());
    }
  }

  /**
   * A linear classifier on each hidden layer, whose cross-entropy is that layer's loss (Nøkland and
   * Eidnes 2019; Belilovsky et al. 2019).
   */
  record LocalLoss() implements CreditRule {
    private static DenseStage head(Network network, int layer) {
      Stage stage = network.hidden().get(layer);
      return new DenseStage(stage.name() + "/head", stage.output(), network.readout().units());
    }

    @Override
    public <T extends TNumber> List<Expr<T>> ask(Network network, Parameters<T> parameters) {
      return IntStream.range(0, network.depth())
          .boxed()
          .flatMap(l -> head(network, l).ask(parameters).stream())
          .toList();
    }

    /**
     * What a hidden layer's classifier says.
     *
     * @param h what it reads, [models, samples, ...]
     * @param own the classifiers' weights and biases
     * @return [models, samples, classes]
     */
    static <T extends TNumber> Expr<T> logits(
        Network network, int layer, Expr<T> h, List<Expr<T>> own) {
      return head(network, layer).forward(h, own.get(2 * layer), own.get(2 * layer + 1));
    }

    @Override
    public <T extends TNumber> Credit<T> credit(
        Pass<T> pass, Expr<T> y, List<Expr<T>> prepared, List<Expr<T>> own) {
      List<Expr<T>> signals = new ArrayList<>();
      List<Expr<T>> directions = new ArrayList<>();
      for (int l = 0; l < pass.layers().size(); l++) {
        DenseStage head = head(pass.network(), l);
        Expr<T> weights = own.get(2 * l);
        Expr<T> h = pass.reads().get(l + 1);
        Expr<T> delta =
            Expr.softmax(logits(pass.network(), l, h, own)).minus(y).over(Axes.size(y, Axes.ROWS));
        directions.add(head.weightDirection(h, delta));
        directions.add(head.biasDirection(delta));
        Stage stage = pass.network().hidden().get(l);
        signals.add(stage.unread(head.down(delta, weights, h), pass.layers().get(l).z()));
      }
      return new Credit<>(signals, directions);
    }
  }

  /**
   * The signals of the readout's error passed down from layer to layer.
   *
   * @param weights through which it passes: of the second hidden layer, ..., of the readout
   */
  private static <T extends TNumber> List<Expr<T>> downward(
      Pass<T> pass, Expr<T> y, List<Expr<T>> weights) {
    int depth = pass.layers().size();
    List<Stage> stages = pass.network().stages();
    List<Expr<T>> signals = new ArrayList<>(java.util.Collections.nCopies(depth, null));
    Expr<T> error = pass.delta(y);
    for (int l = depth - 1; l >= 0; l--) {
      LocalRule<T> layer = pass.layers().get(l);
      Expr<T> change = stages.get(l + 1).down(error, weights.get(l), pass.reads().get(l + 1));
      Expr<T> signal = stages.get(l).unread(change, layer.z());
      signals.set(l, signal);
      error = layer.error(signal, 1);
    }
    return signals;
  }

  /**
   * Directions of the hidden layers' parameters, in their order.
   *
   * @param pass for the samples that the signals are for
   */
  static <T extends TNumber> List<Expr<T>> hidden(Pass<T> pass, List<Expr<T>> signals) {
    List<Expr<T>> directions = new ArrayList<>();
    for (int l = 0; l < signals.size(); l++) {
      Stage stage = pass.network().hidden().get(l);
      Expr<T> e = pass.layers().get(l).error(signals.get(l), 1);
      directions.add(stage.weightDirection(pass.reads().get(l), e));
      directions.add(stage.biasDirection(e));
    }
    return directions;
  }

  /** Directions of the readout's parameters: the gradient of the mean cross-entropy. */
  static <T extends TNumber> List<Expr<T>> readout(Pass<T> pass, Expr<T> y) {
    Network network = pass.network();
    return readout(network.readout(), pass.reads().get(network.depth()), pass.logits(), y);
  }

  /**
   * The same for what the readout reads, [models, samples, ...], and its logits.
   *
   * @param y one-hot labels, [samples, classes]
   */
  static <T extends TNumber> List<Expr<T>> readout(
      DenseStage readout, Expr<T> h, Expr<T> logits, Expr<T> y) {
    Expr<T> delta = Pass.delta(logits, y);
    return List.of(readout.weightDirection(h, delta), readout.biasDirection(delta));
  }
}
