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

  private final Context context;
  private final LandscapeSettings settings;
  private final AnalyticSurface surface;
  private final Nodes<TFloat32> nodes;
  private final Operand<TInt64> step;
  private final Variables variables = new Variables();
  private final RunLength length;

  /** Number of points that start on the grid. */
  private final int points;

  /** Number of recorded trajectories, whose points follow those of the grid. */
  private final int paths;

  private Landscape(Context context, LandscapeSettings settings, AnalyticSurface surface) {
    this.context = context;
    this.settings = settings;
    this.surface = surface;
    nodes = context.nodes();
    step = nodes.counter();
    length = context.limits().length(settings.stepsPerEpoch());
    points = context.split("train").count();
    paths = settings.paths().size();
  }

  /** Builds the program. */
  public static Program program(Context context, LandscapeSettings settings, LandscapeModel model) {
    return new Landscape(context, settings, model.surface())
        .descend((Combiner) settings.combiner());
  }

  /**
   * What drives the points.
   *
   * @param theta [n, 2] the points, which recordings feed: they look at others than those that
   *     descend
   * @param losses [n] of each environment
   * @param gradients [2, n, 2] of each environment, with noise
   * @param combined one direction of the two gradients
   */
  record Field(
      Expr<TFloat32> theta,
      List<Expr<TFloat32>> losses,
      Expr<TFloat32> gradients,
      Combiner.Combination<TFloat32> combined) {
    /** [n, 2]: the sum over environments. */
    Expr<TFloat32> direction() {
      return combined.directions().get(0).times(2);
    }
  }

  private Program descend(Combiner rule) {
    Ops tf = nodes.tf();
    ResidentSplit grid = context.split("train");
    // The preparations run before variables are initialised, so the grid is there by then.
    Expr<TFloat32> starts =
        grid.gather(nodes, "input", tf.range(tf.constant(0), tf.constant(points), tf.constant(1)))
            .reshape(points, 2);
    Expr<TFloat32> all = paths == 0 ? starts : nodes.concat(List.of(starts, startsOfPaths()), 0);
    Expr<TFloat32> position = variables.trainable("position", all.reshape(points + paths, 2));
    Shape history = Shape.of(length.totalSteps(), Math.max(1, paths), 2);
    Variables.Entry<TFloat32> path =
        variables.state(
            "path", nodes.of(tf.fill(Randoms.shape(nodes, history), nodes.constant(0))));
    Field field = field(nodes.of(tf.placeholderWithDefault(position, Shape.of(-1, 2))), rule);
    Expr<TFloat32> direction = field.direction();

    Map<String, Expr<TFloat32>> measured = new LinkedHashMap<>();
    measured.put("loss", field.losses().get(0).plus(field.losses().get(1)).mean());
    measured.put("direction_norm", direction.square().sum(1).sqrt().mean());
    measured.put("kept", field.combined().weights().get(0).sign().mean());
    Descent<TFloat32> descent =
        new Descent<>(
            variables.trainable(TFloat32.class),
            List.of(direction),
            measured,
            field.combined().change().and(recordOf(position, path)));
    TrainStep train =
        descent.step(
            context,
            nodes,
            variables,
            Descent.Steps.counted(step, settings.stepsPerEpoch(), points));
    LandscapeReadings readings =
        new LandscapeReadings(
            surface, settings, points, starts, field, direction, path.value(), step);
    return new Program(
        variables,
        List.of(grid.preparation()),
        train,
        List.of(readings.basins()),
        Map.of(),
        readings.recordings());
  }

  private Field field(Expr<TFloat32> theta, Combiner rule) {
    List<Expr<TFloat32>> losses = surface.losses(theta);
    Randoms randoms = new Randoms(context.seed(), step).scope("landscape");
    Expr<TFloat32> gradients =
        nodes.stack(
            losses.stream().map(loss -> Gradients.of(loss, List.of(theta)).get(0)).toList());
    if (settings.noise() > 0) {
      Operand<TInt64> shape = nodes.tf().shape(gradients, TInt64.class);
      gradients = gradients.plus(randoms.normal(nodes, "noise", shape).times(settings.noise()));
    }
    Combiner.Combination<TFloat32> combined =
        rule.inSteps(length)
            .combine(
                new Combiner.Gradients<>(
                    List.of(new PointStatistics<>(gradients)),
                    nodes.stack(losses.stream().map(loss -> loss.mean()).toList()),
                    variables,
                    randoms));
    return new Field(theta, losses, gradients, combined);
  }

  /** Writes down where the recorded trajectories are before a step. */
  private Change recordOf(Expr<TFloat32> position, Variables.Entry<TFloat32> path) {
    if (paths == 0) {
      return Change.NONE;
    }
    Ops tf = nodes.tf();
    Expr<TFloat32> tail =
        nodes.of(
            tf.slice(
                position, tf.constant(new int[] {points, 0}), tf.constant(new int[] {paths, 2})));
    // A slice can share the variable's memory; what is kept of it is copied before descent goes on.
    return Change.setRow(path, step, tail.plus(0));
  }

  private Expr<TFloat32> startsOfPaths() {
    double[][] rows =
        settings.paths().stream().map(s -> new double[] {s.x(), s.y()}).toArray(double[][]::new);
    return nodes.constant(rows);
  }
}
