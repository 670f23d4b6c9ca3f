package org.altgrad.graphs.core;

import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** How graphs are run: by training, by exported functions and by tests alike. */
public final class Sessions {
  private Sessions() {}

  /**
   * @param threads of one operation, and operations at a time; if empty, as many as there are cores
   */
  public static ConfigProto config(Optional<Integer> threads) {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    // Idle threads wait for work by spinning, unless told otherwise. Between the many small
    // operations of a step that costs up to a third of its processor time, and gains no wall time.
    config.setExperimental(ConfigProto.Experimental.newBuilder().setDisableThreadSpinning(true));
    threads.ifPresent(n -> config.setIntraOpParallelismThreads(n).setInterOpParallelismThreads(n));
    // The arithmetic optimiser turns a + b + c into AddN, which adds in an order that depends on
    // whose memory happens to be free: the last bit would change from run to run. The memory
    // optimiser simulates every new graph to plan what to swap to the host where a GPU's memory is
    // too small, and no graph of ours is so large. A second pass of all others finds next to
    // nothing. The last two take up to half of the time before a large first step.
    config.setGraphOptions(
        GraphOptions.newBuilder()
            .setRewriteOptions(
                RewriterConfig.newBuilder()
                    .setArithmeticOptimization(RewriterConfig.Toggle.OFF)
                    .setMemoryOptimization(RewriterConfig.MemOptType.NO_MEM_OPT)
                    .setMetaOptimizerIterations(RewriterConfig.NumIterationsType.ONE)));
    return config.build();
  }

  /** A session with as many threads as there are cores. */
  public static Session of(Graph graph) {
    return new Session(graph, config(Optional.empty()));
  }
}
