package org.altgrad.train.experiment;

import java.util.HashMap;
import java.util.Map;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;

/**
 * A method as the configuration names it: {@code method.name}.
 *
 * @param name {@code method.name}
 * @param settings record that the section {@code method} is bound to
 * @param kinds types in its settings that are one of several records, by their {@code name}
 * @param models records that the section {@code model} is bound to, by {@code model.name}
 * @param generative whether its programs draw images, as {@code altgrad sample} shows them
 * @param manyModels whether it can train several networks in one graph, {@code trainer.models}
 * @param builder makes the program
 */
public record Method<S extends Record, M>(
    String name,
    Class<S> settings,
    Map<Class<?>, Map<String, ? extends Class<?>>> kinds,
    Map<String, Class<? extends M>> models,
    Class<M> model,
    boolean generative,
    boolean manyModels,
    Builder<S, M> builder) {

  /** A method that does not generate. */
  public Method(
      String name,
      Class<S> settings,
      Map<String, Class<? extends M>> models,
      Class<M> model,
      Builder<S, M> builder) {
    this(name, settings, Map.of(), models, model, false, false, builder);
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
    return new Method<>(name, settings, all, models, model, generative, manyModels, builder);
  }

  /** The same method, known to generate: its programs have the inferences {@code sample...}. */
  public Method<S, M> generating() {
    return new Method<>(name, settings, kinds, models, model, true, manyModels, builder);
  }

  /** The same method, known to train several networks in one graph. */
  public Method<S, M> withManyModels() {
    return new Method<>(name, settings, kinds, models, model, generative, true, builder);
  }

  Program build(Context context, Record methodSettings, Record modelSettings) {
    return builder.build(context, settings.cast(methodSettings), model.cast(modelSettings));
  }
}
