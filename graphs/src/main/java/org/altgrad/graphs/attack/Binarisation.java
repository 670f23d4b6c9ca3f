package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Whether an attack finds adversarial inputs that are known to exist (the binarisation test of
 * Zimmermann et al. 2022). For each input by itself, points well inside the ball and points on its
 * sphere are drawn, and a plane that separates their features, close to the latter, takes the place
 * of the classifier's last layer: a point on the sphere is then adversarial. An attack that misses
 * many of them says nothing about the classifier.
 *
 * @param settings how the points are drawn
 * @param seed of the draws
 */
public record Binarisation(
    Settings settings, Readout readout, Attacker attack, Attacker control, Probe probe, long seed) {

  /**
   * How far the plane is moved from half-way, where it is at 0, to the point on the sphere, at 1:
   * half-way random points cross it nearly always.
   */
  private static final double CLOSE = 0.95;

  /**
   * How the points are drawn.
   *
   * @param inner points inside
   * @param boundary points on the sphere
   * @param within size of the inner ball in ε
   * @param control random points that are tried in place of the attack
   */
  public record Settings(int inner, int boundary, double within, int control) {
    public Settings {
      Require.atLeast("inner", inner, 1);
      Require.atLeast("boundary", boundary, 1);
      Require.that(within > 0 && within < 1, "within", "in (0, 1)", within);
      Require.atLeast("control", control, 1);
    }

    /** 99 points inside of 0.9 ε, and one on the sphere. */
    public Settings() {
      this(99, 1, 0.9, 200);
    }
  }

  /** Features of inputs. */
  record Probe(Operand<TFloat32> x, Expr<TFloat32> features) {}

  /**
   * What it came to.
   *
   * @param tested inputs whose points a plane separates
   * @param found share of them for which the attack finds an adversarial input
   * @param random share of them for which random points of the sphere do
   */
  public record Report(int tested, double found, double random) {}

  /**
   * Adds the test to a graph.
   *
   * @param subject of what the features are; its classifier is not asked
   */
  public static Binarisation of(
      Nodes<TFloat32> nodes,
      FeatureMap features,
      Subject subject,
      Attack attack,
      Settings settings) {
    Readout readout = Readout.of(nodes, features);
    Subject two = subject.with(readout);
    Operand<TFloat32> x = nodes.placeholder(Shape.of(-1).append(subject.example()));
    Expr<TFloat32> point = nodes.of(x);
    Expr<TFloat32> flat = point.reshape(-1, subject.numbers());
    Expr<TInt64> look =
        nodes.as(TInt64.class).of(nodes.tf().constant(Randoms.mix(subject.seed(), "points")));
    Expr<TFloat32> phi =
        features
            .features(features.weights(), point, Scene.draws(RowKeys.of(flat), look))
            .reshape(-1, features.count());
    return new Binarisation(
        settings,
        readout,
        Attacker.of(nodes, attack.ofTwoClasses(), two, false),
        Attacker.of(nodes, new RandomNoise(settings.control()), two, false),
        new Probe(x, phi),
        subject.seed());
  }

  /** Makes the test on inputs; their labels do not matter. */
  public Report run(Calls calls, Examples examples, double epsilon) {
    List<Readout.Plane> planes = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < examples.count(); i++) {
      Optional<Readout.Plane> plane = plane(calls, examples.part(i, i + 1).x(), epsilon);
      if (plane.isPresent()) {
        planes.add(plane.get());
        kept.add(i);
      }
    }
    if (kept.isEmpty()) {
      return new Report(0, 0, 0);
    }
    Examples tested = picked(examples, kept);
    Outcome found = readout.run(attack, calls, tested, epsilon, planes);
    Outcome random = readout.run(control, calls, tested, epsilon, planes);
    int n = kept.size();
    return new Report(n, (double) found.successes() / n, (double) random.successes() / n);
  }

  private static Examples picked(Examples examples, List<Integer> rows) {
    int n = examples.numbers();
    float[] x = new float[rows.size() * n];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(examples.x(), rows.get(i) * n, x, i * n, n);
    }
    return new Examples(x, new int[rows.size()]);
  }

  /** The plane of an input, by draws that depend on what is in it. */
  private Optional<Readout.Plane> plane(Calls calls, float[] x, double epsilon) {
    ThreatModel threat = attack.subject().threat();
    Random random = new Random(Randoms.mix(seed, "points/" + Arrays.hashCode(x)));
    int inner = 1 + settings.inner();
    int n = x.length;
    float[] points = new float[(inner + settings.boundary()) * n];
    System.arraycopy(x, 0, points, 0, n);
    double[] least = threat.least(n);
    double[] range = threat.range(n);
    for (int i = 1; i < inner + settings.boundary(); i++) {
      double size = epsilon * (i < inner ? settings.within() : 1);
      double[] d = direction(random, n, threat.norm(), i < inner);
      for (int j = 0; j < n; j++) {
        double unit = (x[j] - least[j]) / range[j] + size * d[j];
        points[i * n + j] = (float) (Math.max(0, Math.min(1, unit)) * range[j] + least[j]);
      }
    }
    return Separation.of(features(calls, points, inner + settings.boundary()), inner)
        .map(p -> new Readout.Plane(p.w(), p.c(), p.b() - CLOSE));
  }

  /** A perturbation of size 1 at most, or of size 1. */
  private static double[] direction(Random random, int n, LpNorm norm, boolean inside) {
    if (norm == LpNorm.LINF) {
      return IntStream.range(0, n)
          .mapToDouble(j -> inside ? 2 * random.nextDouble() - 1 : random.nextBoolean() ? 1 : -1)
          .toArray();
    }
    double[] d = IntStream.range(0, n).mapToDouble(j -> random.nextGaussian()).toArray();
    double length = Math.sqrt(Arrays.stream(d).map(v -> v * v).sum());
    double size = inside ? Math.pow(random.nextDouble(), 1.0 / n) : 1;
    return Arrays.stream(d).map(v -> v / length * size).toArray();
  }

  private double[][] features(Calls calls, float[] points, int rows) {
    Shape shape = Shape.of(rows).append(attack.subject().example());
    int count = readout.features().count();
    try (TFloat32 x = TFloat32.tensorOf(shape, DataBuffers.of(points));
        Result result =
            calls.run(java.util.Map.of(probe.x(), x), List.of(probe.features()), List.of())) {
      float[] flat = Calls.floats(result.get(0));
      double[][] phi = new double[rows][count];
      for (int i = 0; i < flat.length; i++) {
        phi[i / count][i % count] = flat[i];
      }
      return phi;
    }
  }
}
