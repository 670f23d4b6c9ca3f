package org.altgrad.graphs.program;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Variables;

/**
 * A method's graph and all that the training loop does with it.
 *
 * @param variables everything that learning changes; what is not among them is not in checkpoints
 * @param preparations run in order before the first step of every process, resumed ones included:
 *     they fill what checkpoints do not hold, such as the data set
 * @param train one training step
 * @param evaluations what is measured after each epoch
 * @param inferences what can be exported, by signature name; {@link Inference#SERVED} is added
 * @param recordings what can be recorded beside the metrics, by name
 * @param directions what can be measured against the exact direction, if the method says so
 */
public record Program(
    Variables variables,
    List<Preparation> preparations,
    TrainStep train,
    List<Evaluation> evaluations,
    Map<String, Inference> inferences,
    Map<String, Recording> recordings,
    Optional<Directions> directions) {

  public Program {
    preparations = List.copyOf(preparations);
    evaluations = List.copyOf(evaluations);
    inferences = Map.copyOf(Inference.served(inferences));
    recordings = Collections.unmodifiableMap(new LinkedHashMap<>(recordings));
  }

  /** A program that names no directions. */
  public Program(
      Variables variables,
      List<Preparation> preparations,
      TrainStep train,
      List<Evaluation> evaluations,
      Map<String, Inference> inferences,
      Map<String, Recording> recordings) {
    this(variables, preparations, train, evaluations, inferences, recordings, Optional.empty());
  }

  /** The same with directions. */
  public Program with(Directions named) {
    return new Program(
        variables, preparations, train, evaluations, inferences, recordings, Optional.of(named));
  }

  /** A program that records nothing. */
  public Program(
      Variables variables,
      List<Preparation> preparations,
      TrainStep train,
      List<Evaluation> evaluations,
      Map<String, Inference> inferences) {
    this(variables, preparations, train, evaluations, inferences, Map.of());
  }

  /** Something to do once before the first step. It must do the same every time. */
  @FunctionalInterface
  public interface Preparation {
    void run(Calls calls);
  }
}
