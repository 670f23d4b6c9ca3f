package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.GraphException;
import org.altgrad.train.config.Composer;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.Method;
import org.altgrad.train.loop.Live;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;
import picocli.CommandLine;

/** A graph that cannot be built is a defect of a method, which is named. */
class GraphTroubleTest {

  /** The same method, but for a derivative that TensorFlow does not have. */
  private static <S extends Record, M> Method<S, M> broken(Method<S, M> method) {
    return new Method<>(
        method.name(),
        method.settings(),
        method.models(),
        method.model(),
        (context, settings, model) -> {
          Expr<TFloat32> x = context.nodes().constant(new double[][] {{2, 0}, {0, 4}});
          Expr<TFloat32> y = x.nodes().of(x.nodes().tf().linalg.solve(x, x));
          throw new AssertionError(Gradients.of(y.sum(), List.of(x)));
        });
  }

  @Test
  void theMethodAndTheOperationAreNamed() throws Exception {
    List<String> typed =
        List.of("experiment=hnca/bandit_quick", "data.n_train=20", "data.n_test=20");
    Experiment whole =
        Experiment.of(
            new Composer(Configuration.sources(List.of()))
                .compose(Configuration.PRIMARY, typed, Clock.systemUTC()));
    Experiment.Setup setup = whole.setup();
    Experiment experiment =
        new Experiment(
            whole.config(),
            whole.name(),
            whole.seed(),
            new Experiment.Setup(broken(setup.method()), setup.settings(), setup.model()),
            whole.data(),
            whole.optimizer(),
            whole.trainer(),
            whole.run(),
            whole.launcher());
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    GraphException e = assertThrows(GraphException.class, () -> new Live(experiment, data));
    String message = e.getMessage();
    assertTrue(message.startsWith("method.name=hnca_bandit: MatrixSolve has no gra"), message);

    CommandLine line = Main.commandLine();
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err, true));
    int code =
        line.getExecutionExceptionHandler().handleExecutionException(e, line, line.parseArgs());
    assertEquals(Main.DEFECT, code);
    List<String> lines = err.toString().lines().toList();
    assertEquals("altgrad: " + message, lines.get(0));
    assertEquals("altgrad: run it again with ALTGRAD_TRACE=1 to see where", lines.get(1));
    assertEquals(2, lines.size());
    assertFalse(err.toString().contains("internal error"));
  }
}
