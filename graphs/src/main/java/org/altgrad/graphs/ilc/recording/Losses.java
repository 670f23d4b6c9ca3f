package org.altgrad.graphs.ilc.recording;

import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The loss of each example of some rows of a split, as in inference, at any parameters. */
final class Losses {
  private final Elsewhere elsewhere;
  private final Operand<TInt32> rows;
  private final Expr<TFloat32> losses;

  Losses(Observed observed, Elsewhere elsewhere, ResidentSplit split) {
    this.elsewhere = elsewhere;
    Nodes<TFloat32> nodes = observed.nodes().scope("losses." + split.name());
    rows = nodes.rows();
    Expr<TFloat32> x = observed.reader().inputs(nodes, split, rows);
    Expr<TFloat32> z = elsewhere.problem().network().run(new Pass<>(), x).z();
    losses = observed.problem().loss().value(z, observed.reader().targets(nodes, split, rows));
  }

  /**
   * Means over blocks of rows.
   *
   * @param offset see {@link Elsewhere#run}
   * @param blocks of as many rows each
   */
  double[] means(Calls calls, int[] indices, float[][] offset, int blocks) {
    float[] each = elsewhere.run(calls, rows, indices, offset, List.of(losses))[0];
    int size = each.length / blocks;
    double[] means = new double[blocks];
    for (int i = 0; i < each.length; i++) {
      means[i / size] += each[i] / size;
    }
    return means;
  }

  /** The first of each block of rows. */
  static int[] first(int[] indices, int blocks, int atMost) {
    int size = indices.length / blocks;
    int kept = Math.min(size, atMost);
    int[] some = new int[blocks * kept];
    for (int b = 0; b < blocks; b++) {
      System.arraycopy(
          Arrays.copyOfRange(indices, b * size, b * size + kept), 0, some, b * kept, kept);
    }
    return some;
  }
}
