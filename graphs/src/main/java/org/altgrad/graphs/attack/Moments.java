package org.altgrad.graphs.attack;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** When an attack looks, as numbers that draws are keyed by, and several searches in one loop. */
final class Moments {
  private Moments() {}

  /** The first of an attack's. */
  static long of(Scene scene, String attack) {
    return Randoms.mix(scene.subject().seed(), "attack/" + attack) >>> 20;
  }

  static Expr<TInt64> at(Scene scene, String attack, Expr<TInt32> look) {
    Nodes<TInt64> whole = look.nodes().as(TInt64.class);
    return look.cast(TInt64.class).plus(whole.of(whole.tf().constant(of(scene, attack))));
  }

  /** Which search it is, where each has so many looks. */
  static Expr<TInt32> search(Loop.Iteration now, int looks) {
    Ops tf = now.index().nodes().tf();
    return now.index().nodes().of(tf.math.floorDiv(now.index(), tf.constant(looks)));
  }

  /** How many looks of the search there were before. */
  static Expr<TInt32> look(Loop.Iteration now, int looks) {
    Ops tf = now.index().nodes().tf();
    return now.index().nodes().of(tf.math.floorMod(now.index(), tf.constant(looks)));
  }

  /** Whether a search begins. */
  static Operand<TBool> first(Loop.Iteration now, int looks) {
    Ops tf = now.index().nodes().tf();
    return tf.math.equal(look(now, looks), tf.constant(0));
  }
}
