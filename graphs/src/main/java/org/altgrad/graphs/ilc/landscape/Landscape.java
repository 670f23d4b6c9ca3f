package org.altgrad.graphs.ilc.landscape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Descent from every point of a grid at once, on the sum of two environments' losses with their
 * gradients combined: θ ← θ - lr · E u. The directions of the published code are sums over
 * environments, not means, and so are these.
 *
 * <p>Reads the column {@code input} [2] of the split {@code train}: the starting points. Metrics of
 * {@code basins}: the fractions of starting points that are within 0.5 of the consistent minimum,
 * within 1 of a patchwork minimum, or elsewhere.
 */
public final class Landscape {
  static final double CONSISTENT_RADIUS = 0.5;
  static final double PATCHWORK_RADIUS = 1.0;

  private Landscape() {}

  /** Builds the program. */
  public static Program program(Context context, LandscapeSettings settings, LandscapeModel model) {
    if (!(settings.combiner() instanceof Combiner rule)) {
      throw new IllegalArgumentException(
          "combiner: must combine gradients on a landscape, as and_mask does; "
              + settings.combiner().name()
              + " needs a network");
    }
    Nodes<TFloat32> nodes = context.nodes();
    Ops tf = nodes.tf();
    ResidentSplit grid = context.split("train");
    int points = grid.count();
    int paths = settings.paths().size();
    Variables variables = new Variables();
    Operand<TInt64> step = nodes.counter();

    // The preparations run before variables are initialised, so the grid is there by then.
    Expr<TFloat32> grids =
        grid.gather(nodes, "input", tf.range(tf.constant(0), tf.constant(points), tf.constant(1)))
            .reshape(points, 2);
    Expr<TFloat32> starts =
        paths == 0 ? grids : nodes.concat(List.of(grids, startsOf(nodes, settings)), 0);
    Expr<TFloat32> position = variables.trainable("position", starts.reshape(points + paths, 2));
    RunLength length = context.limits().length(settings.stepsPerEpoch());
    Shape history = Shape.of(length.totalSteps(), Math.max(1, paths), 2);
    var path =
        variables.state(
            "path", nodes.of(tf.fill(Randoms.shape(nodes, history), nodes.constant(0))));
    // Recordings look at other points than those that descend.
    Expr<TFloat32> theta = nodes.of(tf.placeholderWithDefault(position, Shape.of(-1, 2)));

    List<Expr<TFloat32>> losses = model.surface().losses(theta);
    Randoms randoms = new Randoms(context.seed(), step).scope("landscape");
    List<Expr<TFloat32>> gradients =
        losses.stream().map(loss -> Gradients.of(loss, List.of(theta)).get(0)).toList();
    Expr<TFloat32> stack = nodes.stack(gradients);
    if (settings.noise() > 0) {
      Expr<TFloat32> noise =
          randoms.normal(nodes, "noise", tf.shape(stack, TInt64.class)).times(settings.noise());
      stack = stack.plus(noise);
    }
    Combiner.Combination<TFloat32> combined =
        rule.inSteps(length)
            .combine(
                new Combiner.Gradients<>(
                    List.of(new PointStatistics<>(stack)),
                    nodes.stack(losses.stream().map(loss -> loss.mean()).toList()),
                    variables,
                    randoms));
    Expr<TFloat32> direction = combined.directions().get(0).times(2);
    Expr<TFloat32> pooled = losses.get(0).plus(losses.get(1));

    Map<String, Expr<TFloat32>> measured = new LinkedHashMap<>();
    measured.put("loss", pooled.mean());
    measured.put("direction_norm", direction.square().sum(1).sqrt().mean());
    measured.put("kept", combined.weights().get(0).sign().mean());

    Expr<TFloat32> tail =
        nodes.of(
            tf.slice(
                position, tf.constant(new int[] {points, 0}), tf.constant(new int[] {paths, 2})));
    // A slice can share the variable's memory; what is kept of it is copied before descent goes on.
    Expr<TFloat32> kept = tail.plus(0);
    Change record = paths > 0 ? Change.setRow(path, step, kept) : Change.NONE;
    Descent<TFloat32> descent =
        new Descent<>(
            variables.trainable(TFloat32.class),
            List.of(direction),
            measured,
            combined.change().and(record));
    TrainStep train =
        descent.step(
            context,
            nodes,
            variables,
            Descent.Steps.counted(step, settings.stepsPerEpoch(), points));
    LandscapeReadings readings =
        new LandscapeReadings(
            model.surface(),
            settings,
            points,
            grids,
            theta,
            losses,
            stack,
            direction,
            path.value(),
            step);
    return new Program(
        variables,
        List.of(grid.preparation()),
        train,
        List.of(readings.basins()),
        Map.of(),
        readings.recordings());
  }

  private static Expr<TFloat32> startsOf(Nodes<TFloat32> nodes, LandscapeSettings settings) {
    double[][] rows =
        settings.paths().stream().map(s -> new double[] {s.x(), s.y()}).toArray(double[][]::new);
    return nodes.constant(rows);
  }
}
