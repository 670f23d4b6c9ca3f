package org.altgrad.graphs.ima.ops;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * Rows of length 1 that span the rows of T, and T in terms of them: T_k = s_k Σ_{j ≤ k} r_kj q_j,
 * by the modified method of Gram and Schmidt, unrolled over the few rows. The rows are made of
 * length 1 first, so their sizes cost no digits.
 *
 * @param units u_k = T_k / s_k, each [..., D]
 * @param sizes s_k = |T_k|, each [..., 1]
 * @param q each [..., D]
 * @param r of row k those with j ≤ k, each [..., 1]
 */
record GramSchmidt<T extends TNumber>(
    List<Expr<T>> units, List<Expr<T>> sizes, List<Expr<T>> q, List<List<Expr<T>>> r) {
  /** What a length is at least: rows of zeros have no direction, and are no reason for NaN. */
  private static final double TINY = 1e-30;

  /**
   * Of the rows of T.
   *
   * @param t [..., d, D]
   */
  static <T extends TNumber> GramSchmidt<T> of(Expr<T> t) {
    int d = Math.toIntExact(t.shape().get(-2));
    List<Expr<T>> units = new ArrayList<>();
    List<Expr<T>> sizes = new ArrayList<>();
    List<Expr<T>> q = new ArrayList<>();
    List<List<Expr<T>>> r = new ArrayList<>();
    for (int k = 0; k < d; k++) {
      Expr<T> row = row(t, k);
      Expr<T> size = length(row);
      Expr<T> unit = row.over(size);
      Expr<T> rest = unit;
      List<Expr<T>> own = new ArrayList<>();
      for (Expr<T> other : q) {
        Expr<T> along = other.times(rest).sumKeep(-1);
        own.add(along);
        rest = rest.minus(other.times(along));
      }
      Expr<T> left = length(rest);
      own.add(left);
      units.add(unit);
      sizes.add(size);
      q.add(rest.over(left));
      r.add(own);
    }
    return new GramSchmidt<>(units, sizes, q, r);
  }

  private static <T extends TNumber> Expr<T> length(Expr<T> row) {
    return row.square().sumKeep(-1).plus(TINY).sqrt();
  }

  private static <T extends TNumber> Expr<T> row(Expr<T> t, int k) {
    return t.at(t.nodes().tf().constant(k), -2);
  }

  /** Σ_k log s_k, [...]. */
  Expr<T> logSizes() {
    return logs(sizes);
  }

  /** -Σ_k log r_kk ≥ 0, [...]: how far the rows are from orthogonal. */
  Expr<T> contrast() {
    List<Expr<T>> last = r.stream().map(own -> own.get(own.size() - 1)).toList();
    Expr<T> sum = logs(last).negate();
    return sum.max(sum.nodes().zerosLike(sum));
  }

  private static <T extends TNumber> Expr<T> logs(List<Expr<T>> lengths) {
    Nodes<T> nodes = lengths.get(0).nodes();
    return nodes.concat(lengths, -1).log().sum(-1);
  }

  /** (T Tᵀ)⁻¹ T, [..., d, D]: R⁻ᵀ Q by substitution, of rows of length 1, then resized. */
  Expr<T> dual() {
    return stacked(solved());
  }

  /** diag(T Tᵀ)⁻¹ T - (T Tᵀ)⁻¹ T, [..., d, D]. */
  Expr<T> contrastGradient() {
    List<Expr<T>> x = solved();
    List<Expr<T>> rows = new ArrayList<>();
    for (int k = 0; k < x.size(); k++) {
      rows.add(units.get(k).minus(x.get(k)));
    }
    return stacked(rows);
  }

  private List<Expr<T>> solved() {
    int d = q.size();
    List<Expr<T>> x = new ArrayList<>(q);
    for (int k = d - 1; k >= 0; k--) {
      Expr<T> rest = q.get(k);
      for (int j = k + 1; j < d; j++) {
        rest = rest.minus(x.get(j).times(r.get(j).get(k)));
      }
      x.set(k, rest.over(r.get(k).get(k)));
    }
    return x;
  }

  private Expr<T> stacked(List<Expr<T>> rows) {
    List<Expr<T>> resized = new ArrayList<>();
    for (int k = 0; k < rows.size(); k++) {
      resized.add(rows.get(k).over(sizes.get(k)).expand(-2));
    }
    return rows.get(0).nodes().concat(resized, -2);
  }
}
