package org.altgrad.graphs.classifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.prob.CrossEntropy;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Inference;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.Step;
import org.altgrad.graphs.program.StepLoop;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A network trained by cross-entropy, to stand below heads as a frozen backbone: it is exported
 * with its features and logits. Metrics: {@code loss} (nats) and {@code accuracy}.
 */
public record ClassifierProgram(
    Context context, ClassifierSettings method, ClassifierModel model, Variables variables) {

  /** Most examples in one call of an evaluation. */
  private static final int BATCH = 500;

  /** Builds the program. Columns read: the model's, and {@code label}. */
  public static Program program(Context context, ClassifierSettings method, ClassifierModel model) {
    Require.that(
        context.classes() >= 2, "data", "one of 2 or more classes", context.classes() + " classes");
    return new ClassifierProgram(context, method, model, new Variables()).program();
  }

  /**
   * What the network gives, [networks, batch, ...].
   *
   * @param feature of the last layer but one
   */
  private record Outputs(Expr<TFloat32> feature, Expr<TFloat32> logits) {}

  private Program program() {
    Nodes<TFloat32> nodes = context.nodes();
    Shape example = context.split("train").example(model.column());
    Expr<TFloat32> none = nodes.placeholder(Shape.of(1, -1).append(example));
    run(Parameters.fresh(variables, context.seeds(), nodes), none, Mode.inference());
    StepLoop.Training training =
        StepLoop.of(
            context,
            nodes.scope("train"),
            variables,
            List.of(model.column(), "label"),
            this::descent);
    Inference predict =
        new Inference(
            "Probabilities, logits and features of examples.", inputs(example), this::predict);
    return new Program(
            variables,
            context.data().splits().values().stream().map(ResidentSplit::preparation).toList(),
            training.step(),
            evaluations(),
            Map.of("predict", predict))
        .with(training.networks());
  }

  private Outputs run(Parameters<TFloat32> parameters, Expr<TFloat32> x, Mode mode) {
    Expr<TFloat32> feature = model.features(parameters, context, x, mode);
    Dense<TFloat32> last =
        Dense.of(
            parameters,
            "logits",
            model.features(),
            context.classes(),
            new Initialiser.GlorotUniform());
    return new Outputs(feature, last.apply(feature));
  }

  private Descent<TFloat32> descent(Step<TFloat32> step) {
    Mode mode = Mode.training(step);
    Expr<TFloat32> logits = run(step.parameters(), step.column(model.column()), mode).logits();
    var labels = step.nodes().as(TInt32.class).cast(step.column("label"));
    Expr<TFloat32> y = step.nodes().oneHot(labels, context.classes());
    Expr<TFloat32> loss = step.mean(CrossEntropy.softmax(logits, y));
    List<Variables.Entry<TFloat32>> learned = variables.trainable(TFloat32.class);
    Change change = Change.NONE;
    for (Map.Entry<String, Expr<TFloat32>> next : mode.next().entrySet()) {
      change =
          change.and(Change.set(variables.entry(next.getKey(), TFloat32.class), next.getValue()));
    }
    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss);
    metrics.put("accuracy", step.mean(new Categorical<>(logits).right(y)));
    return new Descent<>(
        learned,
        Gradients.of(loss.sum(0), learned.stream().map(step::value).toList()),
        metrics,
        change);
  }

  private List<Evaluation> evaluations() {
    Nodes<TFloat32> nodes = context.nodes();
    Parameters<TFloat32> learned =
        Parameters.given(context.models(), name -> variables.entry(name, TFloat32.class).value());
    List<Evaluation> all = new ArrayList<>();
    for (ResidentSplit split : context.data().splits().values()) {
      if (split.name().equals("train")) {
        continue;
      }
      all.add(
          BatchedEvaluation.of(
              nodes,
              split,
              BATCH,
              (rows, draws) -> {
                Expr<TFloat32> x = split.gather(nodes, model.column(), rows).expand(0);
                Expr<TFloat32> logits = run(learned, x, Mode.inference()).logits();
                Expr<TFloat32> y =
                    nodes.oneHot(split.gatherInt(nodes, "label", rows), context.classes());
                Map<String, Expr<TFloat32>> measured = new LinkedHashMap<>();
                measured.put("loss", CrossEntropy.softmax(logits, y).mean(1));
                measured.put("accuracy", new Categorical<>(logits).right(y).mean(1));
                return measured;
              }));
    }
    return all;
  }

  private List<Inference.Input> inputs(Shape example) {
    Shape rows = Shape.of(-1).append(example);
    return Inference.inputs(
        context.models(), new Inference.Input(model.column(), model.inputType(), rows));
  }

  /** Of one network; by plain operations, so that whoever loads it can differentiate it. */
  private Map<String, org.tensorflow.Operand<?>> predict(
      Nodes<TFloat32> nodes,
      Inference.Weights weights,
      Map<String, org.tensorflow.Operand<?>> given) {
    Parameters<TFloat32> one = Parameters.given(1, name -> weights.alone(given, name));
    Expr<TFloat32> x =
        nodes.cast(nodes.as(model.inputType()).typed(given.get(model.column()))).expand(0);
    Outputs made = run(one, x, Mode.inference());
    Expr<TFloat32> logits = made.logits().reshape(-1, context.classes());
    return Map.of(
        "feature",
        made.feature().reshape(-1, model.features()),
        "logits",
        logits,
        "probabilities",
        Expr.softmax(logits));
  }
}
