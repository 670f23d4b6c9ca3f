package org.altgrad.train.loop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.altgrad.base.YamlFile;
import org.altgrad.graphs.core.Variables;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.InitFrom;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.Yamls;
import org.tensorflow.ndarray.Shape;

/**
 * Begins a run with the trainable variables of another: those that have the same name, element type
 * and shape. All others keep their initial values, and are told.
 *
 * @param from the checkpoint that they come from
 * @param set names of the variables that were set
 * @param here number of trainable variables
 * @param rest what became of the others, ready to be told; empty if there are none
 */
record WarmStart(Checkpoints.Checkpoint from, List<String> set, int here, List<String> rest) {

  /**
   * Writes what the variables below a path prefix are: {@code <prefix>.yaml}, of the same bytes for
   * the same variables.
   */
  static void describe(Variables variables, String prefix) {
    describe(variables.all(), Variables.Entry::shape, prefix);
  }

  /** The same of some variables in other shapes. */
  static void describe(
      List<Variables.Entry<?>> variables,
      Function<Variables.Entry<?>, Shape> shapes,
      String prefix) {
    Map<String, Object> all = new LinkedHashMap<>();
    variables.forEach(
        entry ->
            all.put(
                entry.name(), entry.kind().name() + " " + described(entry, shapes.apply(entry))));
    YamlFile.write(Path.of(prefix + ".yaml"), all);
  }

  private static String described(Variables.Entry<?> entry) {
    return described(entry, entry.shape());
  }

  private static String described(Variables.Entry<?> entry, Shape shape) {
    return entry.value().type().getSimpleName() + " " + shape;
  }

  /**
   * Sets the variables.
   *
   * @throws ConfigException if that run cannot be read or none of its variables is there
   */
  static WarmStart of(InitFrom source, Live live, Consumer<String> message) {
    Checkpoints.Checkpoint from = source.find(message);
    Map<String, String> there = trainable(from);
    List<String> set = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (Variables.Entry<?> entry : live.program().variables().all()) {
      if (entry.kind() != Variables.Kind.TRAINABLE) {
        continue;
      }
      String name = entry.name();
      String value = there.remove(name);
      if (value == null) {
        lacking.add(name);
      } else if (value.equals(described(entry))) {
        set.add(name);
      } else {
        other.add(name + " (" + value + " there, " + described(entry) + " here)");
      }
    }
    List<String> rest = new ArrayList<>();
    tell(rest, "not there: ", lacking);
    tell(rest, "not here: ", List.copyOf(there.keySet()));
    tell(rest, "of another shape: ", other);
    if (set.isEmpty()) {
      throw new ConfigException(
          "trainer.init_from: must be a run with trainable variables as here but is "
              + from.path()
              + ", of which none fits; "
              + String.join("; ", rest));
    }
    live.restore(from.variables(), set);
    Diverged.of(from).note().ifPresent(rest::add);
    int here = set.size() + lacking.size() + other.size();
    return new WarmStart(from, set, here, rest);
  }

  private static void tell(List<String> rest, String what, List<String> names) {
    if (!names.isEmpty()) {
      rest.add(what + String.join(", ", names));
    }
  }

  /** What the checkpoint says of its trainable variables, by name. */
  private static Map<String, String> trainable(Checkpoints.Checkpoint from) {
    Path file = Path.of(from.variables() + ".yaml");
    if (!Files.exists(file)) {
      throw new ConfigException(
          "trainer.init_from: must be a run that says what its variables are but "
              + from.path()
              + " does not, for an older version wrote it; resume that run for an epoch");
    }
    Map<String, String> trainable = new LinkedHashMap<>();
    Yamls.read(file)
        .forEach(
            (name, what) -> {
              String[] parts = what.toString().split(" ", 2); // the kind, then the rest
              if (parts[0].equals(Variables.Kind.TRAINABLE.name())) {
                trainable.put(name, parts[1]);
              }
            });
    return trainable;
  }

  /** One line for people. */
  String message() {
    String some = set.size() + " of " + here + " trainable variables begin as in " + from.path();
    return rest.isEmpty() ? some : some + "; " + String.join("; ", rest);
  }

  /** What {@code run.yaml} says of it. */
  Map<String, Object> provenance() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", from.path().getParent().getParent().toString());
    entry.put("checkpoint", from.path().getFileName().toString());
    entry.put("set", set);
    return entry;
  }
}
