package org.altgrad.graphs.ilc.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Rescaling;
import org.altgrad.graphs.ilc.gradients.GradientMode;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.network.MlpModel;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.network.Weighting;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Inference;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * The program on a small problem: in four environments a weak invariant feature and a strong
 * feature whose sign differs from environment to environment tell the label; in the test split only
 * the invariant one does.
 */
final class IlcTrial implements AutoCloseable {
  static final int ENVIRONMENTS = 4;
  static final int EXAMPLES = 24;
  private static final int DIMS = 2 + ENVIRONMENTS;

  /** Everything that can be varied. */
  record Setup(
      LearningRule rule,
      Rescaling.Kind rescale,
      IlcSettings.EnvironmentOf environmentOf,
      int chunk,
      Optional<Integer> perStep,
      GradientMode gradients,
      int calls,
      Loss loss,
      IlcSettings.Standardise standardise,
      double l2,
      IlcSettings.Detail detail,
      Norm norm,
      double dropout,
      int layers,
      int batch,
      long seed) {

    static Setup of(LearningRule rule) {
      return new Setup(
          rule,
          Rescaling.Kind.NONE,
          IlcSettings.EnvironmentOf.ENVIRONMENT,
          1,
          Optional.empty(),
          GradientMode.GROUPED,
          1,
          Loss.BINARY_CROSS_ENTROPY,
          IlcSettings.Standardise.NONE,
          0,
          IlcSettings.Detail.PARAMETER,
          Norm.NONE,
          0,
          2,
          ENVIRONMENTS * 12,
          3);
    }

    Setup gradients(GradientMode mode, int inCalls) {
      return new Setup(
          rule,
          rescale,
          environmentOf,
          chunk,
          perStep,
          mode,
          inCalls,
          loss,
          standardise,
          l2,
          detail,
          norm,
          dropout,
          layers,
          batch,
          seed);
    }

    Setup environments(IlcSettings.EnvironmentOf of, int size, Optional<Integer> some, int rows) {
      return new Setup(
          rule,
          rescale,
          of,
          size,
          some,
          gradients,
          calls,
          loss,
          standardise,
          l2,
          detail,
          norm,
          dropout,
          layers,
          rows,
          seed);
    }

    Setup loss(Loss other, double regulariser) {
      return new Setup(
          rule,
          rescale,
          environmentOf,
          chunk,
          perStep,
          gradients,
          calls,
          other,
          standardise,
          regulariser,
          detail,
          norm,
          dropout,
          layers,
          batch,
          seed);
    }

    Setup layers(int other) {
      return new Setup(
          rule,
          rescale,
          environmentOf,
          chunk,
          perStep,
          gradients,
          calls,
          loss,
          standardise,
          l2,
          detail,
          norm,
          dropout,
          other,
          batch,
          seed);
    }

    Setup seed(long other) {
      return new Setup(
          rule,
          rescale,
          environmentOf,
          chunk,
          perStep,
          gradients,
          calls,
          loss,
          standardise,
          l2,
          detail,
          norm,
          dropout,
          layers,
          batch,
          other);
    }

    Setup network(Norm other, double rate, IlcSettings.Standardise how) {
      return new Setup(
          rule,
          rescale,
          environmentOf,
          chunk,
          perStep,
          gradients,
          calls,
          loss,
          how,
          l2,
          detail,
          other,
          rate,
          layers,
          batch,
          seed);
    }

    private IlcSettings settings() {
      return new IlcSettings(
          "ilc",
          rule,
          new Rescaling(rescale),
          environmentOf,
          chunk,
          perStep,
          gradients,
          calls,
          loss,
          standardise,
          l2,
          layers == 0 ? IlcSettings.L2On.PARAMETERS : IlcSettings.L2On.HIDDEN_KERNELS,
          true,
          detail,
          false);
    }

    private IlcModel model() {
      return new MlpModel(
          "mlp", 8, 2, MlpModel.Activation.LEAKY_RELU, norm, 2, dropout, Weighting.HE_NORMAL, 0.01);
    }
  }

  private final Graph graph = new Graph();
  private final Session session;
  private final Program program;

  IlcTrial(Setup setup) {
    try {
      Ops tf = Ops.create(graph);
      boolean labels = setup.loss().classifies();
      Map<String, ResidentSplit> splits = new LinkedHashMap<>();
      splits.put("train", split(tf, "train", labels, ENVIRONMENTS * EXAMPLES));
      splits.put("test", split(tf, "test", labels, 200));
      splits.put("mechanism", split(tf, "mechanism", labels, 60));
      splits.put("shortcut", split(tf, "shortcut", labels, ENVIRONMENTS * EXAMPLES));
      Context context =
          new Context(
              Nodes.of(tf, TFloat32.class),
              setup.seed(),
              splits,
              labels ? 2 : 0,
              setup.batch(),
              1,
              1000,
              0,
              new Adam(1e-2));
      program = Ilc.program(context, setup.settings(), setup.model());
      Op initializer = program.variables().initializer(tf);
      session = new Session(graph);
      calls().run(Map.of(), List.of(), List.of(initializer)).close();
      program.preparations().forEach(p -> p.run(calls()));
    } catch (RuntimeException e) {
      CustomGradient.forget(graph);
      graph.close();
      throw e;
    }
  }

  /** Inputs are the features of the class comment and a column of noise, far from 0. */
  private static ResidentSplit split(Ops tf, String name, boolean labels, int count) {
    // The split "shortcut" is the training split once more.
    Random random = new Random(name.equals("shortcut") ? "train".hashCode() : name.hashCode());
    ByteBuffer inputs = buffer(count * DIMS);
    ByteBuffer targets = buffer(count);
    ByteBuffer environments = buffer(count);
    for (int n = 0; n < count; n++) {
      int e = n % ENVIRONMENTS;
      int y = random.nextInt(2);
      int sign = 2 * y - 1;
      boolean strong = name.equals("train") || name.equals("shortcut");
      inputs.putFloat((float) (0.5 * sign + 0.2 * random.nextGaussian()));
      for (int k = 0; k < ENVIRONMENTS; k++) {
        int shown = strong ? (k == e ? -sign : sign) : random.nextBoolean() ? 1 : -1;
        inputs.putFloat(3 * shown);
      }
      inputs.putFloat((float) (5 + random.nextGaussian()));
      if (labels) {
        targets.putInt(y);
      } else {
        targets.putFloat(sign);
      }
      environments.putInt(10 * e);
    }
    return new ResidentSplit(
        tf,
        name,
        count,
        List.of(
            column("input", TFloat32.class, Shape.of(DIMS), inputs),
            labels
                ? column("label", TInt32.class, Shape.scalar(), targets)
                : column("target", TFloat32.class, Shape.scalar(), targets),
            column("environment", TInt32.class, Shape.scalar(), environments)));
  }

  private static ByteBuffer buffer(int numbers) {
    return ByteBuffer.allocate(4 * numbers).order(ByteOrder.nativeOrder());
  }

  private static ResidentSplit.HostColumn column(
      String name,
      Class<? extends org.tensorflow.types.family.TType> type,
      Shape example,
      ByteBuffer written) {
    return new ResidentSplit.HostColumn(name, type, example, written.flip(), 1);
  }

  Program program() {
    return program;
  }

  /** Sums of three or more tensors in one op, whose order is not fixed. */
  List<String> openSums() {
    List<String> names = new java.util.ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals("AddN") && op.numInputs() > 2) {
                names.add(op.name());
              }
            });
    return names;
  }

  Calls calls() {
    return (feeds, fetches, targets) -> {
      var runner = session.runner();
      feeds.forEach(runner::feed);
      fetches.forEach(runner::fetch);
      targets.forEach(runner::addTarget);
      return runner.run();
    };
  }

  /** Trains and returns the metrics of the last step. */
  Map<String, Double> train(long from, long to) {
    TrainStep step = program.train();
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (long s = from; s < to; s++) {
      Map<Operand<?>, Tensor> feeds = step.feed().at(s);
      try (Result result = calls().run(feeds, step.fetches(), List.of(step.update()))) {
        TFloat64 values = (TFloat64) result.get(0);
        for (int i = 0; i < step.metrics().names().size(); i++) {
          metrics.put(step.metrics().names().get(i), values.getDouble(i));
        }
      }
      feeds.values().forEach(Tensor::close);
    }
    return metrics;
  }

  /** Results by split. */
  Map<String, Map<String, Double>> evaluate(long step) {
    Map<String, Map<String, Double>> all = new LinkedHashMap<>();
    for (Evaluation evaluation : program.evaluations()) {
      all.put(evaluation.split(), evaluation.run(calls(), step));
    }
    return all;
  }

  /** All trainable parameters, one after the other. */
  double[] parameters() {
    return program.variables().trainable(TFloat32.class).stream()
        .flatMapToDouble(entry -> java.util.Arrays.stream(value(entry.ref())))
        .toArray();
  }

  private double[] value(Operand<TFloat32> tensor) {
    try (Result result = session.runner().fetch(tensor).run()) {
      return doubles((TFloat32) result.get(0));
    }
  }

  private static double[] doubles(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** What the exported function says of some inputs, in a graph of its own. */
  double[] predict(float[][] inputs) {
    Inference inference = program.inferences().get("predict");
    try (Graph own = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(own), TFloat32.class);
      Inference.Input input = inference.inputs().get(0);
      Operand<TFloat32> x =
          nodes.tf().placeholder(TFloat32.class, Placeholder.shape(input.shape()));
      var outputs =
          inference
              .build()
              .build(
                  nodes,
                  name -> {
                    var entry = program.variables().entry(name, TFloat32.class);
                    return nodes.constant(entry.shape(), value(entry.ref()));
                  },
                  Map.of(input.name(), x));
      float[] flat = new float[inputs.length * DIMS];
      for (int n = 0; n < inputs.length; n++) {
        System.arraycopy(inputs[n], 0, flat, n * DIMS, DIMS);
      }
      Operand<?> output = outputs.values().iterator().next();
      try (Session local = new Session(own);
          TFloat32 fed = TFloat32.tensorOf(Shape.of(inputs.length, DIMS), DataBuffers.of(flat));
          Result result = local.runner().feed(x, fed).fetch(output).run()) {
        return doubles((TFloat32) result.get(0));
      }
    }
  }

  @Override
  public void close() {
    session.close();
    CustomGradient.forget(graph);
    graph.close();
  }
}
