package org.altgrad.train.gradients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Sessions;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.MetricName;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Sums of directions in two parts, beside plain Java. */
class DirectionSumsTest {
  private static final double[] FIXED = {1, -2, 3};

  /** The direction of draw k. */
  private static double[] direction(int k) {
    return new double[] {k, 1, 0};
  }

  /** The reference of draw k, which has nothing in the second part. */
  private static double[] reference(int k) {
    return new double[] {2, k, 0};
  }

  @Test
  void eachPartIsComparedWithWhatIsFixedAndWithWhatIsOfTheDraw() {
    try (Graph graph = new Graph();
        Session session = Sessions.of(graph)) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(graph), TFloat32.class);
      var counter = nodes.counter();
      Expr<TFloat32> k = nodes.cast(counter);
      Expr<TFloat32> one = nodes.constant(1);
      Expr<TFloat32> none = nodes.constant(Shape.of(1), 0);
      List<Expr<TFloat32>> direction = List.of(nodes.stack(List.of(k, one)), none);
      Directions.OfDraw own =
          Directions.OfDraw.of(List.of(nodes.stack(List.of(nodes.constant(2), k)), none));
      Map<String, Directions.Reference> references = new LinkedHashMap<>();
      references.put("own", own);
      List<DirectionSums.Part> parts =
          DirectionSums.Part.of(
              new Directions.Graph(
                  counter,
                  calls -> {},
                  1,
                  List.of("low", "high"),
                  List.of(new Directions.Comparison(direction, references))));
      assertEquals(
          List.of(
              new DirectionSums.Part("", 0, 3),
              new DirectionSums.Part("low", 0, 2),
              new DirectionSums.Part("high", 2, 3)),
          parts);
      DirectionSums sums = new DirectionSums(nodes, counter, parts);
      DirectionSums.Along fixed = sums.constant("fixed");
      DirectionSums.Probe probe =
          sums.probe("probe", direction, List.of(fixed, sums.ofDraw(own.value())));
      Calls calls = calls(session);
      sums.reset(calls);
      fixed.set(calls, FIXED);
      // A draw before the sums are emptied is not in them.
      probe.add(calls, 7);
      probe.take(calls);
      check(probe, calls);
    }
  }

  /** A program may call its directions what it likes, and they are called so. */
  @Test
  void directionsAreLabelledByWhatTheProgramSays() {
    Directions.Direction odd =
        new Directions.Direction("odd_one", "Odd, one", "a family of its own", true);
    Directions.Direction even = new Directions.Direction("even", "Even", "nobody's", false);
    try (Graph graph = new Graph();
        Session session = Sessions.of(graph)) {
      Ops tf = Ops.create(graph);
      MeterPlan plan = new MeterPlan(Optional.of(List.of()), 50, 500, 0, Optional.empty());
      Directions all = new Directions(List.of(odd, even), DirectionSumsTest::graph);
      Measurement measured =
          new GradientMeter(all, tf, calls(session), plan).measure(() -> false).orElseThrow();
      List<List<?>> rows =
          measured.table().rows().stream()
              .<List<?>>map(row -> List.copyOf(row.subList(0, 5)))
              .toList();
      assertEquals(
          List.of(
              List.of("odd_one", "Odd, one", "a family of its own", true, "truth"),
              List.of("even", "Even", "nobody's", false, "truth")),
          rows);
      assertEquals(List.of("odd_one", "even"), List.copyOf(measured.metrics().keySet()));
      // Twice the truth (2, 0) is as far from it as that is long; nothing varies.
      Map<MetricName, Double> numbers = measured.metrics().get("odd_one");
      assertEquals(1, numbers.get(MetricName.of("bias")), 1e-6);
      assertEquals(1, numbers.get(MetricName.of("cosine")), 1e-6);
      assertEquals(2, numbers.get(MetricName.of("ratio")), 1e-6);
      assertEquals(0, numbers.get(MetricName.of("variance")), 1e-6);
      assertFalse(numbers.containsKey(MetricName.of("cost")));
    }
  }

  /** Each direction is (4, 0), and the truth (2, 0). */
  private static Directions.Graph graph(Nodes<TFloat32> nodes, List<Directions.Direction> chosen) {
    List<Expr<TFloat32>> tensors =
        List.of(nodes.constant(Shape.of(1), 4), nodes.constant(Shape.of(1), 0));
    Expr<TFloat64> truth = Directions.OfDraw.of(tensors).value().times(0.5);
    Map<String, Directions.Reference> references = Map.of("truth", new Directions.Exact(truth));
    return new Directions.Graph(
        nodes.counter(),
        calls -> {},
        1,
        List.of(),
        chosen.stream().map(d -> new Directions.Comparison(tensors, references)).toList());
  }

  private static Calls calls(Session session) {
    return (feeds, fetches, targets) -> {
      Session.Runner runner = session.runner();
      feeds.forEach((placeholder, value) -> runner.feed(placeholder.asOutput(), value));
      fetches.forEach(fetch -> runner.fetch(fetch.asOutput()));
      targets.forEach(runner::addTarget);
      return runner.run();
    };
  }

  private static void check(DirectionSums.Probe probe, Calls calls) {
    double[] sum = new double[3];
    double[] squares = new double[3];
    double[] differences = new double[3];
    double[][] cosines = new double[2][3];
    double[] lengths = new double[3];
    for (int k = 1; k <= 3; k++) {
      probe.add(calls, k);
      for (int i = 0; i < 3; i++) {
        sum[i] += direction(k)[i];
        squares[i] += direction(k)[i] * direction(k)[i];
        differences[i] += direction(k)[i] - reference(k)[i];
      }
      for (int part = 0; part < 3; part++) {
        int from = part == 2 ? 2 : 0;
        int to = part == 1 ? 2 : 3;
        cosines[0][part] += cosine(direction(k), FIXED, from, to);
        cosines[1][part] += cosine(direction(k), reference(k), from, to);
        lengths[part] += product(reference(k), reference(k), from, to);
      }
    }
    DirectionSums.DirectionMoments moments = probe.take(calls);
    assertArrayEquals(sum, moments.sum(), 1e-12);
    assertArrayEquals(squares, moments.squares(), 1e-12);
    assertArrayEquals(cosines[0], moments.against().get(0).cosines(), 1e-12);
    assertArrayEquals(new double[0], moments.against().get(0).differences());
    assertArrayEquals(cosines[1], moments.against().get(1).cosines(), 1e-12);
    assertArrayEquals(lengths, moments.against().get(1).lengths(), 1e-12);
    assertArrayEquals(differences, moments.against().get(1).differences(), 1e-12);
  }

  private static double cosine(double[] a, double[] b, int from, int to) {
    double lengths = Math.sqrt(product(a, a, from, to) * product(b, b, from, to));
    return lengths == 0 ? 0 : product(a, b, from, to) / lengths;
  }

  private static double product(double[] a, double[] b, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
