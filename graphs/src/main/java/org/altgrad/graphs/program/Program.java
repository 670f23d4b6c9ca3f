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
 * @param networks where several are trained side by side, each for itself
 * @param revision what changes after an evaluation
 */
public record Program(
    Variables variables,
    List<Preparation> preparations,
    TrainStep train,
    List<Evaluation> evaluations,
    Map<String, Inference> inferences,
    Map<String, Recording> recordings,
    Optional<Directions> directions,
    Optional<Networks> networks,
    Revision revision) {

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
    this(
        variables,
        preparations,
        train,
        evaluations,
        inferences,
        recordings,
        Optional.empty(),
        Optional.empty(),
        Revision.NONE);
  }

  /** The same with other steps. */
  public Program with(TrainStep others) {
    return new Program(
        variables,
        preparations,
        others,
        evaluations,
        inferences,
        recordings,
        directions,
        networks,
        revision);
  }

  /** The same with directions. */
  public Program with(Directions named) {
    return with(Optional.of(named), networks, revision);
  }

  /** The same with networks that stop, and are at their best, each for itself. */
  public Program with(Optional<Networks> several) {
    return with(directions, several, revision);
  }

  /** The same with a change after evaluations. */
  public Program with(Revision other) {
    return with(directions, networks, other);
  }

  private Program with(Optional<Directions> named, Optional<Networks> several, Revision other) {
    return new Program(
        variables, preparations, train, evaluations, inferences, recordings, named, several, other);
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

  /**
   * A change of state variables after an evaluation, such as a value in closed form. It is made
   * before the next step, in a resumed run too, so it must be a function of the variables alone;
   * the checkpoint of the evaluated variables is written before it.
   */
  @FunctionalInterface
  public interface Revision {
    /** Nothing changes. */
    Revision NONE = calls -> {};

    void run(Calls calls);
  }

  /** Something to do once before the first step. It must do the same every time. */
  @FunctionalInterface
  public interface Preparation {
    void run(Calls calls);
  }
}
