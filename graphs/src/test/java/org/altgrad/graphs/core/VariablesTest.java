package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class VariablesTest {
  /** The same three variables in a fresh graph. */
  private record Model(TestGraph g, Expr<TFloat64> w, Expr<TFloat32> b, Expr<TInt64> step)
      implements AutoCloseable {
    static Model create() {
      TestGraph g = new TestGraph();
      Expr<TFloat64> w = g.variables.trainable("layer/w", g.vector(1.1, 2.2));
      Expr<TFloat32> b = g.variables.trainable("layer/b", g.f32.constant(0.5));
      Nodes<TInt64> longs = g.f64.as(TInt64.class);
      Expr<TInt64> step = g.variables.state("step", longs.constant(3)).value();
      return new Model(g, w, b, step);
    }

    double[] values() {
      double[] w2 = g.value(w);
      return new double[] {w2[0], w2[1], g.scalar(b), g.scalar(step)};
    }

    @Override
    public void close() {
      g.close();
    }
  }

  @Test
  void aCheckpointBringsEveryValueBack(@TempDir Path directory) {
    String prefix = directory.resolve("variables").toString();
    double[] changed = {1.1 + 1.0 / 3, 2.2 + 1.0 / 3, 0.75, 4};
    try (Model model = Model.create()) {
      TestGraph g = model.g();
      g.initialize();
      var vars = g.variables;
      g.run(
          g.tf.assignAdd(vars.entry("layer/w", TFloat64.class).ref(), g.vector(1 / 3.0, 1 / 3.0)));
      g.run(g.tf.assign(vars.entry("layer/b", TFloat32.class).ref(), g.f32.constant(0.75)));
      g.run(g.tf.assign(vars.entry("step", TInt64.class).ref(), g.tf.constant(4L)));
      assertArrayEquals(changed, model.values(), 1e-15);
      changed = model.values();
      g.run(vars.saver(g.tf, g.tf.constant(prefix)));
    }
    try (Model model = Model.create()) {
      TestGraph g = model.g();
      g.initialize();
      assertArrayEquals(new double[] {1.1, 2.2, 0.5, 3}, model.values());
      g.run(g.variables.restorer(g.tf, g.tf.constant(prefix)));
      assertArrayEquals(changed, model.values());
    }
  }

  @Test
  void scratchIsInNoCheckpointAndBeginsAnew(@TempDir Path directory) {
    String prefix = directory.resolve("variables").toString();
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> w = g.variables.trainable("w", g.vector(1, 2));
      Variables.Entry<TFloat64> ball = g.variables.scratch("ball", g.vector(5, 6));
      g.initialize();
      assertArrayEquals(new double[] {5, 6}, g.value(ball.value()));
      g.run(g.variables.saver(g.tf, g.tf.constant(prefix)));
      g.run(g.tf.assign(ball.ref(), g.vector(7, 8)));
      g.run(g.tf.assign(g.variables.entry("w", TFloat64.class).ref(), g.vector(3, 4)));
      g.run(g.variables.restorer(g.tf, g.tf.constant(prefix)));
      assertArrayEquals(new double[] {1, 2}, g.value(w));
      assertArrayEquals(new double[] {5, 6}, g.value(ball.value()));
      assertEquals(List.of("w"), g.variables.all().stream().map(v -> v.name()).toList());
      assertThrows(
          IllegalArgumentException.class, () -> g.variables.trainable("ball", g.vector(1)));
    }
    // A graph without it reads the checkpoint as well.
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> w = g.variables.trainable("w", g.vector(0, 0));
      g.run(g.variables.restorer(g.tf, g.tf.constant(prefix)));
      assertArrayEquals(new double[] {1, 2}, g.value(w));
    }
  }

  @Test
  void namesAreUniqueAndShapesFixed() {
    try (TestGraph g = new TestGraph()) {
      g.variables.trainable("w", g.vector(1));
      var twice =
          assertThrows(IllegalArgumentException.class, () -> g.variables.state("w", g.vector(1)));
      assertTrue(twice.getMessage().contains("'w'"), twice.getMessage());
      var open = g.f64.placeholder(Shape.of(-1));
      var shape =
          assertThrows(IllegalArgumentException.class, () -> g.variables.trainable("v", open));
      assertTrue(shape.getMessage().contains("'v'"), shape.getMessage());
      assertEquals(1, g.variables.all().size());
    }
  }

  @Test
  void entriesAreFoundByNameAndType() {
    try (Model model = Model.create()) {
      var variables = model.g().variables;
      assertEquals(Shape.of(2), variables.entry("layer/w", TFloat64.class).shape());
      var unknown =
          assertThrows(
              IllegalArgumentException.class, () -> variables.entry("layer/x", TFloat64.class));
      assertTrue(unknown.getMessage().contains("'layer/x'"), unknown.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> variables.entry("layer/w", TFloat32.class));
      assertEquals(3, variables.parameterCount());
      assertEquals(
          List.of("layer/w", "layer/b", "step"),
          variables.all().stream().map(Variables.Entry::name).toList());
    }
  }

  @Test
  void aStepThatReadsTwiceAndUpdatesNeverSeesAMixedValue() {
    int size = 32;
    try (TestGraph g = new TestGraph()) {
      var zeros = g.f64.of(g.tf.zeros(g.tf.constant(new long[] {size, size}), TFloat64.class));
      var ones = g.f64.of(g.tf.onesLike(zeros));
      var w = g.variables.trainable("w", zeros);
      var ref = g.variables.entry("w", TFloat64.class).ref();

      Expr<TFloat64> early = w.sum();
      Expr<TFloat64> slow = ones;
      for (int i = 0; i < 6; i++) {
        slow = slow.matmul(ones).over(size);
      }
      var wait = g.tf.withControlDependencies(List.of(slow));
      Expr<TFloat64> late = g.f64.with(wait).of(ref).sum();
      Op update = Variables.after(g.tf, List.of(early, late)).assignAdd(ref, ones);

      // After the update the variable reads differently: it is read where it is used.
      var behind = g.f64.with(g.tf.withControlDependencies(List.of(update)));
      Expr<TFloat64> next = behind.of(ref).sum();
      Expr<TFloat64> all = g.f64.stack(List.of(early, late, next));
      double elements = size * size;
      try (var session = new org.tensorflow.Session(g.graph)) {
        session.runner().addTarget(g.variables.initializer(g.tf)).run().close();
        for (int run = 0; run < 1000; run++) {
          try (var result = session.runner().fetch(all).addTarget(update).run()) {
            TFloat64 value = (TFloat64) result.get(0);
            assertEquals(run * elements, value.getDouble(0), "early read, run " + run);
            assertEquals(run * elements, value.getDouble(1), "late read, run " + run);
            assertEquals((run + 1) * elements, value.getDouble(2), "next value, run " + run);
          }
        }
      }
    }
  }

  @Test
  void theInitializerStartsAgain() {
    try (Model model = Model.create()) {
      TestGraph g = model.g();
      g.initialize();
      g.run(g.tf.assign(g.variables.entry("layer/w", TFloat64.class).ref(), g.vector(7, 8)));
      assertEquals(7, model.values()[0]);
      g.initialize();
      assertArrayEquals(new double[] {1.1, 2.2, 0.5, 3}, model.values());
    }
  }
}
