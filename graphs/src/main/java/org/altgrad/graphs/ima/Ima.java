package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.Step;
import org.altgrad.graphs.program.StepLoop;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * IMA-VAE (Reizinger et al. 2022): variational auto-encoders whose decoder's Jacobian is looked at.
 * Training metrics: {@code neg_elbo} (or what is descended in its place), {@code loglik}, {@code
 * kl}; with penalties {@code loss} and each penalty.
 */
public final class Ima {
  private Ima() {}

  /** Builds the program. Columns read: {@code input} or {@code image}; {@code label} by a prior. */
  public static Program program(Context context, ImaSettings method, ImaModel model) {
    check(context, method, model);
    Nodes<TFloat32> nodes = context.nodes();
    Inputs inputs = Inputs.of(context);
    Variables variables = new Variables();
    Blueprint blueprint = Blueprint.of(method, model, inputs, StepLoop.length(context));
    blueprint.ask(nodes, Parameters.fresh(variables, context.seeds(), nodes));
    VarianceMode mode = model.latents().decoderVarMode();
    if (mode == VarianceMode.MLE) {
      double initial = -Math.log(model.latents().gammaSq().one());
      Shape shape = Shape.of(context.models(), 1);
      variables.state(Blueprint.LOG_VARIANCE, Initialiser.filled(nodes, shape, initial));
    }
    StepLoop.Training training =
        StepLoop.of(
            context,
            nodes.scope("train"),
            variables,
            blueprint.columns(context.split("train")),
            step -> descent(blueprint, variables, step));
    Program program =
        new Program(
                variables,
                context.data().splits().values().stream().map(ResidentSplit::preparation).toList(),
                training.step(),
                Evaluations.all(context, blueprint, variables),
                ImaInferences.all(blueprint, context.models()),
                ImaRecordings.all(context, blueprint, variables))
            .with(training.networks());
    return mode == VarianceMode.MLE
        ? program.with(revision(context, blueprint, variables))
        : program;
  }

  private static void check(Context context, ImaSettings method, ImaModel model) {
    ResidentSplit train = context.split("train");
    method.beta().value().fit("beta", context.models());
    model.latents().gammaSq().value().fit("gamma_sq", context.models());
    method.penalties().all().forEach((name, c) -> c.value().fit(name, context.models()));
    method.demand((Record) model, context.training());
    if (model.latents().decoder() == ImaModel.DecoderKind.GROUND_TRUTH && train.has("sources")) {
      long sources = train.example("sources").size();
      Require.that(
          model.latents().latentDim() == sources,
          "latent_dim",
          "the number of sources, " + sources + ", where the decoder is their mixing,",
          model.latents().latentDim());
    }
    int observed = Inputs.of(context).size();
    Require.that(
        model.latents().latentDim() <= observed,
        "latent_dim",
        "at most the numbers of an observation, "
            + observed
            + ", for more columns than rows are never orthogonal,",
        model.latents().latentDim());
  }

  private static Descent<TFloat32> descent(
      Blueprint blueprint, Variables variables, Step<TFloat32> step) {
    List<Variables.Entry<TFloat32>> parameters = new ArrayList<>();
    List<Variables.Entry<TFloat32>> telling = new ArrayList<>();
    List<Variables.Entry<TFloat32>> codes = new ArrayList<>();
    for (Variables.Entry<TFloat32> entry : variables.trainable(TFloat32.class)) {
      boolean tells = entry.name().startsWith(Blueprint.DISCRIMINATOR);
      boolean coded = entry.name().equals(Blueprint.CODES);
      (tells ? telling : coded ? codes : parameters).add(entry);
    }
    List<Expr<TFloat32>> own = codes.stream().map(step::ofBatch).toList();
    StepLoss<TFloat32> found = blueprint.objective(step, own.stream().findFirst());
    List<Expr<TFloat32>> directions = new ArrayList<>(gradients(step, found.loss(), parameters));
    found.telling().ifPresent(loss -> directions.addAll(gradients(step, loss, telling)));
    parameters.addAll(telling);
    Descent<TFloat32> descent = new Descent<>(parameters, directions, found.metrics(), Change.NONE);
    if (codes.isEmpty()) {
      return descent;
    }
    // Each example descends its own loss, which is not less for the others in its batch.
    Expr<TFloat32> sum = found.loss().sum(0).times(step.counted().sum(0));
    return descent.with(new Descent.Examples<>(codes, Gradients.of(sum, own)));
  }

  /** Of the sum over the networks, none of which depends on another's parameters. */
  private static List<Expr<TFloat32>> gradients(
      Step<TFloat32> step, Expr<TFloat32> loss, List<Variables.Entry<TFloat32>> parameters) {
    return Gradients.of(loss.sum(0), parameters.stream().map(step::value).toList());
  }

  /** Sets each decoder's variance to the mean square error over the split that is evaluated. */
  private static Program.Revision revision(
      Context context, Blueprint blueprint, Variables variables) {
    ResidentSplit split = context.split(blueprint.perSample() ? "train" : "validation");
    Reading errors = new Measured(context, blueprint, variables, split).errors();
    Variables.Entry<TFloat32> entry = variables.entry(Blueprint.LOG_VARIANCE, TFloat32.class);
    var tf = context.nodes().tf();
    var given = tf.placeholder(TFloat32.class, Placeholder.shape(entry.shape()));
    Op assign = tf.assign(entry.ref(), given);
    int batch = blueprint.method().metrics().batch();
    return calls -> {
      Reading.Rows rows = errors.fetch(calls, split.count(), batch, 0);
      float[][] logs = new float[context.models()][1];
      for (int m = 0; m < logs.length; m++) {
        logs[m][0] = (float) Math.log(Math.max(rows.mean("error", m), Float.MIN_NORMAL));
      }
      try (TFloat32 tensor = TFloat32.tensorOf(org.tensorflow.ndarray.StdArrays.ndCopyOf(logs))) {
        calls.run(Map.of(given, tensor), List.of(), List.of(assign)).close();
      }
    };
  }
}
