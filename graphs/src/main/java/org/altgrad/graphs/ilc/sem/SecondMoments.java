package org.altgrad.graphs.ilc.sem;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Second moments of each environment, all that squared errors of linear models need: MSE_e(v) = vᵀ
 * xx_e v - 2 xy_e·v + yy_e.
 *
 * @param xx [E, d, d] mean of x xᵀ
 * @param xy [E, d] mean of x y
 * @param yy [E] mean of y²
 */
record SecondMoments<T extends TNumber>(Expr<T> xx, Expr<T> xy, Expr<T> yy) {

  /** Of the examples of some splits together. */
  static <T extends TNumber> SecondMoments<T> of(
      Nodes<T> nodes, List<ResidentSplit> splits, int e) {
    Expr<T> xx = null;
    Expr<T> xy = null;
    Expr<T> yy = null;
    double[] counts = new double[e];
    for (ResidentSplit split : splits) {
      int[] environment = split.integers("environment");
      Arrays.stream(environment).forEach(k -> counts[k]++);
      Ops tf = nodes.tf();
      var rows = tf.range(tf.constant(0), tf.constant(split.count()), tf.constant(1));
      int d = Math.toIntExact(split.example("input").size());
      Expr<T> x = split.gather(nodes, "input", rows).reshape(split.count(), d);
      Expr<T> y = split.gather(nodes, "target", rows).reshape(split.count());
      Expr<T> member = nodes.oneHot(tf.constant(environment), e); // [n, E]
      Expr<T> mine = member.transpose(1, 0).expand(2).times(x.expand(0)); // [E, n, d]
      Expr<T> mineY = member.transpose(1, 0).times(y); // [E, n]
      Expr<T> partXx = nodes.of(tf.train.batchMatMul(mine.transpose(0, 2, 1), mine, nodes.type()));
      Expr<T> partXy = mineY.matmul(x);
      Expr<T> partYy = mineY.square().sum(1);
      xx = xx == null ? partXx : xx.plus(partXx);
      xy = xy == null ? partXy : xy.plus(partXy);
      yy = yy == null ? partYy : yy.plus(partYy);
    }
    for (int k = 0; k < e; k++) {
      if (counts[k] == 0) {
        throw new IllegalArgumentException("data: environment " + k + " has no examples");
      }
    }
    Expr<T> n = nodes.constant(org.tensorflow.ndarray.Shape.of(e), counts);
    return new SecondMoments<>(xx.over(n.expand(1).expand(2)), xy.over(n.expand(1)), yy.over(n));
  }

  /** Number of environments in a split. */
  static int environments(ResidentSplit split) {
    return IntStream.of(split.integers("environment")).max().orElse(-1) + 1;
  }
}
