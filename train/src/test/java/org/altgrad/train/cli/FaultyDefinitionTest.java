package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a sweep's file is said with its line, and nothing is made. */
class FaultyDefinitionTest {
  @TempDir Path temp;

  /**
   * Files with a ¶ for the end of a line, E for the experiment; the line; how the message begins.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          method: grid¶parameters:¶  seed: [1, x]¶experiment: hnca/bandit | 3 | seed=x: must be an integer but is the text "x"
          method: grid¶experiment: hnca/bandit¶parameters:¶  seed: abc | 4 | seed=abc: must be an integer but is the text "abc"
          E¶method: grid | 1 | parameters: is missing; it must be a section (key: values)
          E¶method: grid¶parameters: | 3 | parameters: must be a section (key: value) but is null
          E¶method: grid¶parameters: [seed] | 3 | parameters: must be a section (key: value) but is a list
          E¶method: grid¶parameters: seed | 3 | parameters: must be a section (key: value) but is seed
          E¶method: grid¶parameters:¶  seed: | 4 | seed=null: must be an integer but is null
          E¶method: grid¶parameters:¶  seed: [] | 4 | parameters.seed: must be a list of one or more, as in [a, b], but is an empty
          E¶method: grid¶parameters:¶  seed: {values: 3} | 4 | parameters.seed.values: must be a list of one or more, as in [a, b], but is 3
          E¶method: grid¶parameters:¶  seed: {values: } | 4 | parameters.seed.values: must be a list of one or more, as in [a, b], but is
          E¶method: grid¶parameters:¶  seed:¶    values: [1, 2]¶    valus: 3 | 6 | parameters.seed.valus: no such key; did you mean value? available: value,
          E¶method: grid¶parameters:¶  seed: {} | 4 | parameters.seed: must be values or a law, as in [1, 2] or {min: 1, max: 8},
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: uniform¶    min: 0.1 | 4 | parameters.optimizer.lr.max: is missing; it must be a number, for uniform
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: uniform¶    max: 0.1 | 4 | parameters.optimizer.lr.min: is missing; it must be a number, for uniform
          E¶method: random¶parameters:¶  optimizer.lr:¶    min: 1¶    max: abc | 6 | parameters.optimizer.lr.max: must be a number but is abc
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: log¶    min: -1¶    max: 2 | 6 | parameters.optimizer.lr.min: must be a positive number but is -1
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: log¶    min: 0.1¶    max: 0.01 | 7 | parameters.optimizer.lr.max: must be at least min (0.1) but is 0.01
          E¶method: random¶parameters:¶  seed:¶    min: 5¶    max: 2 | 6 | parameters.seed.max: must be at least min (5) but is 2
          E¶method: random¶parameters:¶  seed:¶    min: 1¶    max: 9¶    step: 0 | 7 | parameters.seed.step: must be at least 1 but is 0
          E¶method: random¶parameters:¶  seed:¶    distribution: integer_log¶    min: 0¶    max: 9 | 6 | parameters.seed.min: must be at least 1 but is 0
          E¶method: random¶parameters:¶  seed:¶    distribution: integer¶    min: 0.5¶    max: 9 | 6 | parameters.seed.min: must be a whole number of at most 9007199254740992 but
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: normal¶    sigma: 0 | 6 | parameters.optimizer.lr.sigma: must be a positive number but is 0
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: q_uniform¶    min: 0¶    max: 1¶    q: -1 | 8 | parameters.optimizer.lr.q: must be a positive number but is -1
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: normal¶    min: 1 | 6 | parameters.optimizer.lr.min: no such key; available: when, value, values,
          E¶method: random¶parameters:¶  seed:¶    values: [1, 2]¶    probabilities: [0.5] | 6 | parameters.seed.probabilities: must be as many as values (2) but is 1
          E¶method: random¶parameters:¶  seed:¶    values: [1, 2]¶    probabilities: [0.5, 0.6] | 6 | parameters.seed.probabilities: must be positive numbers of sum 1 but is [0.5,
          E¶method: random¶parameters:¶  seed:¶    values: [1, 2]¶    probabilities: half | 6 | parameters.seed.probabilities: must be a list of one or more, as in [a, b],
          E¶method: random¶parameters:¶  seed:¶    values: [1, 2]¶    probabilities:¶    - 0.5¶    - b | 8 | parameters.seed.probabilities: must be a number but is b
          E¶method: random¶parameters:¶  seed:¶    values: [1, 2]¶    min: 3 | 6 | parameters.seed.min: no such key; available: when, value, values,
          E¶method: random¶parameters:¶  seed: [1]¶  seed: [2] | 5 | duplicate key 'seed', first given in line 4
          E¶method: random¶method: grid¶parameters: {seed: [1]} | 3 | duplicate key 'method', first given in line 2
          E¶method: grid¶parameters:¶  optimizer:¶    parameters:¶      lr: [0.1]¶  optimizer.lr: [0.2] | 7 | parameters.optimizer.lr: must be given once but is twice
          E¶method: grid¶parameters:¶  optimizer:¶    lr: [0.1] | 5 | parameters.optimizer.lr: is no key of a law (value, values, probabilities,
          E¶method: grid¶parameters:¶  optimizer:¶    parameters: [1] | 5 | parameters.optimizer.parameters: must be a section (key: values) but is a list
          E¶method: grid¶parameters:¶  seed: [1]¶  optimizer.lr:¶    values: [0.1]¶    when: {sed: 1} | 7 | parameters.optimizer.lr.when.sed: must be a parameter that stands before
          E¶method: grid¶parameters:¶  seed: [1]¶  optimizer.lr:¶    values: [0.1]¶    when:¶      seed: 4 | 8 | parameters.optimizer.lr.when.seed: must be values of seed but is 4;
          E¶method: grid¶parameters:¶  seed: [1]¶  optimizer.lr:¶    values: [0.1]¶    when: seed | 7 | parameters.optimizer.lr.when: must be a section (key: value) but is seed
          E¶method: grid¶parameters:¶  seed: [1]¶  optimizer.lr:¶    values: [0.1]¶    when:¶      seed: [] | 8 | parameters.optimizer.lr.when.seed: must be a list of one or more, as in [a,
          E¶method: tpe¶parameters: {seed: [1]}¶metric: {goal: maximize} | 4 | metric.name: is missing; it must be a metric's name, as in accuracy
          E¶method: tpe¶parameters: {seed: [1]}¶metric:¶  name: accuracy¶  goal: maximise | 6 | metric.goal: must be one of minimize, maximize but is maximise; did you mean
          E¶method: tpe¶parameters: {seed: [1]}¶metric: accuracy | 4 | metric: must be a section (key: value) but is accuracy
          E¶method: tpe¶parameters: {seed: [1]}¶metric:¶  name: accuracy¶  splits: test | 6 | metric.splits: no such key; did you mean split? available: name, target,
          E¶method: tpe¶parameters: {seed: [1]}¶metric:¶  name: "" | 5 | metric.name: must be a metric's name but is empty
          E¶method: tpe¶parameters: {seed: [1]}¶metric:¶  name: [a] | 5 | metric.name: must be a text but is a list
          E¶method: tpe¶parameters: {seed: [1]}¶metric:¶  name: test/accuracy | 5 | metric.name: test/accuracy: split: must be validation, or another split that
          E¶method: tpe¶parameters: {seed: [1]} | 2 | metric: must be given for method: tpe, early_stopping and confirm, as in
          E¶method: grid¶parameters: {seed: [1]}¶count: many | 4 | count: must be a whole number of at most 2147483647 but is many
          E¶method: grid¶parameters: {seed: [1]}¶count: [3] | 4 | count: must be a whole number of at most 2147483647 but is a list
          E¶method: grid¶parameters: {seed: [1]}¶count: -1 | 4 | count: must be at least 1 but is -1
          E¶method: grid¶parameters: {seed: [1]}¶run_cap: 0 | 4 | run_cap: must be at least 1 but is 0
          E¶method: grid¶parameters: {seed: [1]}¶seed: x | 4 | seed: must be a whole number of at most 9007199254740992 but is x
          E¶method: grid¶parameters: {seed: [1]}¶replicates: 0 | 4 | replicates: must be at least 1 but is 0
          E¶method: grid¶parameters: {seed: [1]}¶replicates: 2 | 3 | parameters.seed: must be left out, for replicates and confirm choose seeds
          E¶method: grid¶parameters: {seed: [1]}¶overrides: trainer.max_epochs=1 | 4 | overrides: must be a list of one or more, as in [a, b], but is
          E¶method: grid¶parameters: {seed: [1]}¶overrides:¶- trainer.max_epochs=1¶- trainer.max_epoch=1 | 6 | trainer.max_epoch: no such key; did you mean trainer.max_epochs?
          E¶method: grid¶parameters: {seed: [1]}¶overrides:¶- trainer.max_epochs=x | 5 | trainer.max_epochs=x: must be an integer but is the text "x"
          E¶method: grid¶parameters: {seed: [1]}¶overrides:¶- {a: 1} | 5 | overrides: must be a text but is a section
          E¶method: grid¶parameters: {seed: [1]}¶overrides:¶- trainer.max_epochs | 5 | trainer.max_epochs: an override is key=value (or ~key to remove a key); '='
          experiment: hnca/bandits¶method: grid¶parameters: {seed: [1]} | 1 | experiment=hnca/bandits: no such option in group 'experiment'; did you mean
          experiment: [a, b]¶method: grid¶parameters: {seed: [1]} | 1 | experiment: must be a text but is a list
          E¶method: grid¶parameters:¶  optimizer.lrr: [1] | 4 | optimizer.lrr: no such key; did you mean optimizer.lr?
          E¶method: grid¶parameters:¶  model: [mlp, mpl] | 3 | model=mlp: conf/model/mlp.yaml:2: model.name: must be one of
          E¶method: random¶count: 3¶parameters:¶  optimizer.lr: {min: -1.0, max: -0.5} | 5 | optimizer.lr=-0.8311697684260495: must be a positive number but is
          E¶method: random¶parameters:¶  optimizer.lr:¶    min: -1.0¶    max: 1.0 | 4 | optimizer.lr=-0.
          E¶method: tpe¶metric: {name: accuracy}¶count: 3¶parameters:¶  seed: [1, 2]¶  optimizer.lr: [0.1, 0.2, zero] | 7 | optimizer.lr=zero: must be a number or a list but is the text "zero"
          E¶method: list¶points: [] | 3 | points: must be a list of one or more, as in [a, b], but is an empty list
          E¶method: list | 1 | points: is missing; it must be a list of points (- key: value)
          E¶method: list¶parameters: {seed: [1]}¶points: [{seed: 1}] | 3 | parameters: must be left out with method: list, which has points
          E¶method: grid¶parameters: {seed: [1]}¶points: [{seed: 1}] | 4 | points: must be left out with method: grid, which has parameters
          E¶method: list¶points:¶- {seed: 1}¶- seed | 5 | points: must be a point (key: value) but is seed
          E¶method: list¶points:¶- {seed: 1}¶- {sed: 1} | 5 | sed: no such key; did you mean seed?
          E¶method: list¶points:¶- {seed: 1}¶- {seed: x} | 5 | seed=x: must be an integer but is the text "x"
          E¶method: grid¶parameters: {seed: [1]}¶confirm: 3¶metric: {name: acc} | 4 | confirm: must be a section (key: value) but is 3
          E¶method: grid¶parameters: {seed: [1]}¶confirm: {top: 0}¶metric: {name: acc} | 4 | confirm.top: must be at least 1 but is 0
          E¶method: grid¶parameters: {seed: [1]}¶confirm:¶  tops: 2¶metric: {name: acc} | 5 | confirm.tops: no such key; did you mean top? available: top, seeds
          E¶method: grid¶parameters: {seed: [1]}¶confirm: {top: 1} | 4 | metric: must be given for method: tpe, early_stopping and confirm, as in
          E¶method: grid¶parameters: {seed: [1]}¶confirm: {top: 1}¶metric: {name: acc} | 3 | parameters.seed: must be left out, for replicates and confirm choose seeds
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_stopping: asha | 5 | early_stopping: must be a section (key: value) but is asha
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_stopping: {eta: 3} | 5 | early_stopping.name: is missing; it must be one of none, asha, hyperband,
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_stopping:¶  name: hyperband | 5 | early_stopping.max_resource: is missing; it must be the length of a run in
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_stopping:¶  name: hyperband¶  max_resource: 2¶  min_resource: 3 | 7 | early_stopping.max_resource: must be at least 3 but is 2
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_stopping:¶  name: asha¶  promotion: maybe | 7 | early_stopping.promotion: must be true or false but is maybe
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_stopping:¶  name: asha¶  min_resource: 3¶overrides: [trainer.evaluate_every=2] | 5 | trainer.evaluate_every: must divide the epoch of the first rung, 3, but is 2
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶replicates: 2¶early_stopping: {name: asha} | 5 | replicates: must be 1 with early_stopping but is 2
          E¶method: grid¶parameters: {trainer.threads: [1]}¶metric: {name: acc}¶early_stopping: {name: asha} | 5 | early_stopping: must be left out, for runs with other threads, or whose
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_terminate:¶  type: hyperbnd | 6 | early_terminate.type: must be one of hyperband but is hyperbnd; did you mean
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_terminate:¶  type: hyperband | 5 | early_terminate.min_iter: is missing; it must be the first moment at which a
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_terminate:¶  type: hyperband¶  min_iter: 0 | 7 | early_terminate.min_iter: must be at least 1 but is 0
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_terminate:¶  type: hyperband¶  max_iter: 9¶  eta: 1 | 8 | early_terminate.eta: must be at least 2 but is 1
          E¶method: grid¶parameters: {optimizer.lr: [1]}¶metric: {name: acc}¶early_terminate:¶  type: hyperband¶  max_iter: 9¶  eta: 0¶  s: -2 | 8 | early_terminate.eta: must be at least 2 but is 0
          E¶method: grid¶parameters:¶  optimizer.lr: [1¶metric: {name: acc} | 5 | not valid YAML: expected ',' or ']', but got : (while parsing a flow sequence)
          E¶method: grid¶parameters:¶   optimizer.lr: [1]¶  seed: [2] | 5 | not valid YAML: expected <block end>, but found '<block mapping start>'
          E¶\tmethod: grid | 2 | not valid YAML: found character
          E¶method: !!python/object grid | 2 | the tag tag:yaml.org,2002:python/object is not supported; values have plain
          grid | 1 | must hold keys with values (key: value)
          E¶method:¶parameters: {seed: [1]} | 2 | method: must be a text but is null
          E¶method: [grid]¶parameters: {seed: [1]} | 2 | method: must be a text but is a list
          E¶method: grid¶parameters: {seed: [1]}¶serach: 4 | 4 | serach: no such key; available: method, parameters, points, count, seed,
          E¶method: grid¶parameters: {seed: [1]}¶overrides: [run.dir=/x] | 4 | run.dir=/x: a sweep gives each run a directory of its own; choose their place
          method: grid¶parameters: {seed: [1]} | 2 | seed=1: conf/config.yaml:10: the group 'experiment' has no default; choose
          E¶method: random¶count: 1e99¶parameters: {seed: [1]} | 3 | count: must be a whole number of at most 2147483647 but is 1e99
          E¶method: grid¶parameters:¶  optimizer.lr: [.nan] | 4 | optimizer.lr=.nan: must be a positive number but is NaN
          E¶method: random¶parameters:¶  optimizer.lr: {min: .inf, max: 1.0} | 4 | parameters.optimizer.lr.min: must be a finite number but is Infinity
          E¶method: random¶parameters:¶  optimizer.lr: {min: 0.0, max: .inf} | 4 | parameters.optimizer.lr.max: must be a finite number but is Infinity
          E¶method: random¶parameters:¶  optimizer.lr: {min: 0.0, max: .nan} | 4 | parameters.optimizer.lr.max: must be a finite number but is NaN
          E¶method: random¶parameters:¶  optimizer.lr: {distribution: normal, mu: x} | 4 | parameters.optimizer.lr.mu: must be a number but is x
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: log_uniform¶    min: -2000¶    max: 1 | 6 | parameters.optimizer.lr.min: must be an exponent of e, between -700 and 700
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: log_uniform¶    min: 2000¶    max: 2001 | 6 | parameters.optimizer.lr.min: must be an exponent of e, between -700 and 700
          E¶method: grid¶parameters:¶  "a b": [1] | 4 | a b=1: ' ' cannot stand in the key 'a b'; an override is key=value
          E¶method: grid¶parameters:¶  "": [1] | 4 | parameters.'': must be a key but is empty
          E¶method: grid¶parameters:¶  1: [1] | 4 | 1: no such key; did you mean optimizer.l1?
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: categorical¶    min: 1 | 4 | parameters.optimizer.lr.values: is missing; it must be a list of values, for
          E¶method: random¶parameters:¶  optimizer.lr:¶    distribution: constant | 4 | parameters.optimizer.lr.value: is missing; it must be a value, for constant
          E¶method: random¶parameters:¶  optimizer.lr:¶    value: 1¶    values: [2] | 6 | parameters.optimizer.lr.values: must be left out beside value
          E¶method: random¶parameters:¶  optimizer.lr:¶    value: 1¶    min: 2 | 6 | parameters.optimizer.lr.min: no such key; available: when, value, values,
          E¶method: grid¶parameters:¶  seed: [1]¶  model:¶    parameters:¶      width: {valeus: [1]} | 7 | parameters.model.width.valeus: no such key; did you mean values? available:
          E¶method: grid¶parameters:¶  method/combiner:¶    values:¶    - mean¶    - andmask¶  seed:¶    values: [1]¶    when: {method/combiner: and_mask} | 7 | method/combiner=andmask: no such option in group 'method/combiner'; did you mean and_mask?
          E¶method: grid¶parameters:¶  method/combiner: [mean, and_mask]¶  seed:¶    values: [1]¶    when: {method/combiner: andmask} | 7 | parameters.seed.when.method/combiner: must be values of method/combiner but is andmask; did you mean and_mask?
          """)
  void isSaidWithItsLine(String text, int line, String words) throws IOException {
    Path file = temp.resolve("sweep.yaml");
    String yaml = text.replaceFirst("^E¶", "experiment: hnca/bandit¶").replace('¶', '\n');
    Files.writeString(file, yaml + "\n");
    Cli.Result result =
        Cli.run("sweep", "create", file.toString(), "run.root=" + temp.resolve("out"));
    assertEquals(2, result.code(), result.err());
    String message = result.err().replace(temp + "/", "");
    assertTrue(message.startsWith("altgrad: sweep.yaml:" + line + ": " + words), message);
    try (Stream<Path> all = Files.walk(temp)) {
      List<Path> made = all.filter(path -> path.endsWith("sweep.yaml")).toList();
      assertEquals(List.of(file), made);
    }
  }
}
