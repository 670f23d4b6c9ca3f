package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * All that the uniform numbers of an estimator can do, as a list of rows with probabilities: [0, 1)
 * is cut where a bit (or its antithetic bit) changes, and each row holds points of some cells: the
 * middles, exact for estimators that are linear in each number between the cuts, or Gauss-Legendre
 * points for smooth ones.
 */
final class NoiseCells implements Noise {
  /** One possibility: numbers by stream, and its probability. */
  private record Row(Map<String, double[]> uniforms, Map<String, int[]> bits, double probability) {}

  private static final GaussIntegratorFactory RULES = new GaussIntegratorFactory();

  private final TestGraph g;
  private final TinyHvae tiny;
  private final int samples;
  private List<Row> rows = List.of(new Row(Map.of(), Map.of(), 1));

  NoiseCells(TestGraph g, TinyHvae tiny, int samples) {
    this.g = g;
    this.tiny = tiny;
    this.samples = samples;
  }

  /** Every possibility of whole chains, one for each sample. */
  static NoiseCells chains(TestGraph g, TinyHvae tiny, int samples) {
    NoiseCells cells = new NoiseCells(g, tiny, samples);
    for (int m = 0; m < samples; m++) {
      for (int l = 1; l <= tiny.depth(); l++) {
        cells.add(main(l) + tag(m), l, l == 1 ? "" : main(l - 1) + tag(m), false);
      }
    }
    return cells;
  }

  /**
   * Every possibility of a chain, with all that layer l's second draw and its continuation can be.
   *
   * @param antithetic whether the second draw uses the same numbers
   */
  static NoiseCells pairs(TestGraph g, TinyHvae tiny, int layer, boolean antithetic) {
    NoiseCells cells = new NoiseCells(g, tiny, 1);
    for (int l = 1; l <= tiny.depth(); l++) {
      cells.add(main(l) + tag(0), l, l == 1 ? "" : main(l - 1) + tag(0), antithetic && l == layer);
    }
    String parents = main(layer) + tag(0) + "~";
    if (!antithetic) {
      parents = main(layer) + "/again" + layer + tag(0);
      cells.add(parents, layer, layer == 1 ? "" : main(layer - 1) + tag(0), false);
    }
    for (int l = layer + 1; l <= tiny.depth(); l++) {
      String name = main(l) + "/again" + layer + tag(0);
      cells.add(name, l, parents, false);
      parents = name;
    }
    return cells;
  }

  private static String main(int l) {
    return "bits" + l;
  }

  private static String tag(int sample) {
    return "#" + sample;
  }

  /**
   * A chain whose layer l has smoothly used numbers, with a second set of them.
   *
   * @param main name of the layer's stream
   * @param second name of the second stream, or null
   * @param points in each cell
   */
  static NoiseCells smooth(
      TestGraph g, TinyHvae tiny, int layer, String main, String second, int points) {
    NoiseCells cells = new NoiseCells(g, tiny, 1);
    for (int l = 1; l <= tiny.depth(); l++) {
      String parents = l == 1 ? "" : (l - 1 == layer ? main : main(l - 1)) + tag(0);
      String name = (l == layer ? main : main(l)) + tag(0);
      cells.add(name, l, parents, false, l == layer ? points : 1);
    }
    if (second != null) {
      List<Row> next = new ArrayList<>();
      double[] uncut = new double[tiny.width(layer)];
      for (Row row : cells.rows) {
        expand(
            next, row, second + tag(0), uncut, false, points, uncut.clone(), 0, row.probability());
      }
      cells.rows = next;
    }
    return cells;
  }

  /**
   * @param stream name#sample
   * @param parents stream of the bits that the layer sees, with ~ for antithetic ones; empty for x
   * @param antithetic whether the antithetic bits of the same numbers are used too
   */
  private void add(String stream, int l, String parents, boolean antithetic) {
    add(stream, l, parents, antithetic, 1);
  }

  private void add(String stream, int l, String parents, boolean antithetic, int points) {
    List<Row> next = new ArrayList<>();
    for (Row row : rows) {
      double[] e = parents.isEmpty() ? tiny.x : tiny.code(row.bits().get(parents));
      double[] f = tiny.firing(l, e);
      expand(next, row, stream, f, antithetic, points, new double[f.length], 0, row.probability());
    }
    rows = next;
  }

  private static void expand(
      List<Row> out,
      Row row,
      String stream,
      double[] f,
      boolean antithetic,
      int points,
      double[] u,
      int unit,
      double probability) {
    if (unit == f.length) {
      Map<String, double[]> uniforms = new LinkedHashMap<>(row.uniforms());
      Map<String, int[]> bits = new LinkedHashMap<>(row.bits());
      uniforms.put(stream, u.clone());
      int[] drawn = new int[f.length];
      int[] other = new int[f.length];
      for (int j = 0; j < f.length; j++) {
        drawn[j] = u[j] < f[j] ? 1 : 0;
        other[j] = 1 - u[j] < f[j] ? 1 : 0;
      }
      bits.put(stream, drawn);
      bits.put(stream + "~", other);
      out.add(new Row(uniforms, bits, probability));
      return;
    }
    double[] cuts =
        antithetic ? new double[] {0, f[unit], 1 - f[unit], 1} : new double[] {0, f[unit], 1};
    Arrays.sort(cuts);
    for (int c = 0; c + 1 < cuts.length; c++) {
      if (cuts[c] == cuts[c + 1]) {
        continue;
      }
      var rule = RULES.legendre(points, cuts[c], cuts[c + 1]);
      for (int i = 0; i < points; i++) {
        u[unit] = rule.getPoint(i);
        double p = probability * rule.getWeight(i);
        expand(out, row, stream, f, antithetic, points, u, unit + 1, p);
      }
    }
  }

  int count() {
    return rows.size();
  }

  /** Probabilities of the possibilities. */
  double[] probabilities() {
    return rows.stream().mapToDouble(Row::probability).toArray();
  }

  /** The input, once for each possibility. */
  Expr<TFloat64> x() {
    double[][] x = new double[rows.size()][];
    Arrays.fill(x, tiny.x);
    return g.f64.constant(x);
  }

  @Override
  public <T extends TNumber> Expr<T> uniform(String name, Expr<T> like) {
    if (!rows.get(0).uniforms().containsKey(name + tag(0))) {
      return like.nodes().zerosLike(like).plus(0.5); // does not matter to what is looked at
    }
    double[][] values = new double[samples * rows.size()][];
    for (int m = 0; m < samples; m++) {
      for (int i = 0; i < rows.size(); i++) {
        values[m * rows.size() + i] = rows.get(i).uniforms().get(name + tag(m));
      }
    }
    return like.nodes().constant(values);
  }
}
