package org.altgrad.train.experiment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Execution;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.StepLoop;
import org.altgrad.train.config.ConfigException;

/**
 * A method as the configuration names it: {@code method.name}.
 *
 * @param name {@code method.name}
 * @param settings record that the section {@code method} is bound to
 * @param kinds types in its settings that are one of several records, by their {@code name}
 * @param models records that the section {@code model} is bound to, by {@code model.name}
 * @param generative whether its programs draw images, as {@code altgrad sample} shows them
 * @param steps what its training steps can be
 * @param idle keys, or sections, that have no effect with some of its settings
 * @param builder makes the program
 */
public record Method<S extends Record, M>(
    String name,
    Class<S> settings,
    Map<Class<?>, Map<String, ? extends Class<?>>> kinds,
    Map<String, Class<? extends M>> models,
    Class<M> model,
    boolean generative,
    Steps steps,
    BiFunction<S, TrainerSettings, Set<String>> idle,
    Builder<S, M> builder) {

  /** A method that does not generate. */
  public Method(
      String name,
      Class<S> settings,
      Map<String, Class<? extends M>> models,
      Class<M> model,
      Builder<S, M> builder) {
    this(
        name,
        settings,
        Map.of(),
        models,
        model,
        false,
        Steps.OF_ONE_NETWORK,
        (all, trainer) -> Set.of(),
        builder);
  }

  /** Makes a program from the method's and the model's settings. */
  @FunctionalInterface
  public interface Builder<S, M> {
    Program build(Context context, S settings, M model);
  }

  /** A method with one kind of model. */
  public static <S extends Record, M> Method<S, M> of(
      String name, Class<S> settings, String modelName, Class<M> model, Builder<S, M> builder) {
    return new Method<>(name, settings, Map.of(modelName, model), model, builder);
  }

  /** The same method, with a setting that is one of several records. */
  public <K> Method<S, M> choosing(Class<K> type, Map<String, Class<? extends K>> records) {
    Map<Class<?>, Map<String, ? extends Class<?>>> all = new HashMap<>(kinds);
    all.put(type, records);
    return new Method<>(name, settings, all, models, model, generative, steps, idle, builder);
  }

  /** The same method, known to generate: its programs have the inferences {@code sample...}. */
  public Method<S, M> generating() {
    return new Method<>(name, settings, kinds, models, model, true, steps, idle, builder);
  }

  /** The same method, whose steps can be more. */
  public Method<S, M> with(Steps others) {
    return new Method<>(name, settings, kinds, models, model, generative, others, idle, builder);
  }

  /** What a method's training steps can be. */
  public enum Steps {
    /** One network. */
    OF_ONE_NETWORK,

    /** Several networks by {@code trainer.models}, in streams of the run's one seed. */
    OF_MANY_NETWORKS,

    /**
     * Several by {@code trainer.models}, in streams of the run's one seed; by {@code trainer.seeds}
     * with seeds and learning rates of their own.
     */
    OF_MANY_OR_SEEDED_NETWORKS,

    /** Several, with seeds and learning rates of their own, by steps that stand in the graph. */
    OF_SEEDED_NETWORKS,

    /** The same, by {@link org.altgrad.graphs.program.StepLoop#of}. */
    IN_A_LOOP;

    /** Whether networks side by side can have seeds of their own, each the numbers of its run. */
    public boolean seeded() {
      return this != OF_ONE_NETWORK && this != OF_MANY_NETWORKS;
    }

    /**
     * The seeds of networks that have their own.
     *
     * @param seed of the run
     */
    Optional<List<Long>> seeds(TrainerSettings.Several several, long seed) {
      return switch (this) {
        case OF_ONE_NETWORK, OF_MANY_NETWORKS -> Optional.empty();
        case OF_MANY_OR_SEEDED_NETWORKS -> several.seeds();
        case OF_SEEDED_NETWORKS, IN_A_LOOP -> Optional.of(several.seeds(seed));
      };
    }

    /**
     * Refuses settings that would have no effect.
     *
     * @throws ConfigException if the trainer wants what such steps cannot be
     */
    public void check(String method, TrainerSettings trainer, Optimizer optimizer) {
      if (this == OF_ONE_NETWORK && trainer.several().models() > 1) {
        throw new ConfigException(
            "trainer.models: must be 1, for "
                + method
                + " trains one network at a time; sweep over seeds with -m seed=0,1,2");
      }
      if (this == IN_A_LOOP) {
        return;
      }
      boolean own = this == OF_SEEDED_NETWORKS || seeded() && trainer.several().seeds().isPresent();
      if (!own && optimizer.lr().several()) {
        throw new ConfigException(
            "optimizer.lr: must be one number, for networks of "
                + method
                + " have no learning rates of their own"
                + (seeded() ? " but beside trainer.seeds" : ""));
      }
      if (!seeded() && trainer.several().seeds().isPresent()) {
        throw new ConfigException(
            "trainer.seeds: must be null, for networks of "
                + method
                + " have no seeds of their own");
      }
      Execution execution = trainer.running().execution();
      if (execution.compile()) {
        throw new ConfigException(
            "trainer.compile: must be false, for "
                + method
                + "'s steps change variables in place, which is not compiled");
      }
    }
  }

  /** The same method, which with some settings does not read some keys of other sections. */
  public Method<S, M> idle(Function<S, Set<String>> keys) {
    return idle((own, trainer) -> keys.apply(own));
  }

  /** The same method, which with some settings of its own and the trainer's does not read some. */
  public Method<S, M> idle(BiFunction<S, TrainerSettings, Set<String>> keys) {
    return new Method<>(name, settings, kinds, models, model, generative, steps, keys, builder);
  }

  /** Keys, or sections, that have no effect with these settings. */
  Set<String> idleWith(Record methodSettings, TrainerSettings trainer) {
    return idle.apply(settings.cast(methodSettings), trainer);
  }

  Program build(Context context, Record methodSettings, Record modelSettings) {
    Program program =
        builder.build(context, settings.cast(methodSettings), model.cast(modelSettings));
    return steps == Steps.IN_A_LOOP ? program : StepLoop.repeated(context, program);
  }
}
