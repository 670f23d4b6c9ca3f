package org.altgrad.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.search.Distribution.Choice;
import org.altgrad.train.search.Distribution.IntegerUniform;
import org.altgrad.train.search.Distribution.LogNormal;
import org.altgrad.train.search.Distribution.LogUniform;
import org.altgrad.train.search.Distribution.Normal;
import org.altgrad.train.search.Distribution.Quantised;
import org.altgrad.train.search.Distribution.Uniform;
import org.altgrad.train.search.Space.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of sweeps, ours and the tracking service's, and what is typed. */
class DefinitionTest {
  @TempDir Path directory;

  private Definition read(String text) throws IOException {
    Path file = directory.resolve("sweep.yaml");
    Files.writeString(file, text);
    return Definition.read(file);
  }

  private String error(String text) {
    String message = assertThrows(ConfigException.class, () -> read(text)).getMessage();
    return message.replace(directory + "/", "");
  }

  @Test
  void everyKeyOfOurs() throws IOException {
    Definition definition =
        read(
            """
            # a search with all that there is
            experiment: ilc/spirals
            overrides: [trainer.epochs=27, data.name='a b']
            method: tpe
            parameters:
              optimizer.lr: {distribution: log, min: 1e-4, max: 1e-1}
              method/combiner: [mean, and_mask]
              method.combiner.tau: {min: 0.1, max: 1.0, when: {method/combiner: and_mask}}
              model.features: {values: [[64, 64], [128]], probabilities: [0.25, 0.75]}
              optimizer.decay: {values: [1e-4, 0, null, yes]}
              data.batch: {distribution: integer_log, min: 8, max: 64}
              trainer.seed: 7
            count: 50
            seed: 12345678901
            metric: {name: accuracy, goal: maximize, split: held_out}
            replicates: 5
            confirm: {top: 3, seeds: 4}
            early_stopping: {name: asha, min_resource: 1, eta: 4, promotion: true}
            """);
    Space space =
        new Space(
            List.of(
                new Parameter("optimizer.lr", new LogUniform(1e-4, 1e-1)),
                new Parameter("method/combiner", new Choice(List.of("mean", "and_mask"))),
                new Parameter(
                    "method.combiner.tau",
                    new Uniform(.1, 1),
                    Map.of("method/combiner", List.of("and_mask"))),
                new Parameter(
                    "model.features", new Choice(List.of("[64,64]", "[128]"), List.of(.25, .75))),
                new Parameter("optimizer.decay", new Choice(List.of("1e-4", "0", "null", "yes"))),
                new Parameter("data.batch", new IntegerUniform(8, 64, 1, true)),
                new Parameter("trainer.seed", new Choice(List.of("7")))));
    assertEquals(
        new Definition(
            new Search.Tpe(space),
            OptionalInt.of(50),
            12345678901L,
            Optional.of(new Definition.Metric("accuracy", Definition.Goal.MAXIMIZE, "held_out")),
            5,
            Optional.of(new Definition.Confirm(3, 4)),
            new EarlyStopping.Asha(1, 4, true),
            List.of("experiment=ilc/spirals", "trainer.epochs=27", "data.name='a b'"),
            List.of()),
        definition);
    assertEquals(OptionalLong.of(50), definition.total());
  }

  @Test
  void theOneInTheDocumentationIsRead() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("../docs/sweeps.md")).stream()
            .dropWhile(line -> !line.startsWith("    experiment: "))
            .takeWhile(line -> line.startsWith("    "))
            .toList();
    Definition definition = read(String.join("\n", lines).stripIndent());
    assertEquals(50, definition.count().getAsInt());
    assertEquals(new EarlyStopping.Asha(5, 3, true), definition.stopping());
  }

  @Test
  void theTrackingServicesFileIsReadWithALineForWhatHasNoMeaning() throws IOException {
    Definition definition =
        read(
            """
            program: train.py
            method: bayes
            project: ima
            command:
              - ${env}
              - python
            metric:
              name: mcc
              goal: maximize
              target: 0.99
            run_cap: 30
            early_terminate: {type: hyperband, max_iter: 27, s: 2}
            parameters:
              model:
                parameters:
                  gamma_sq: {distribution: log_uniform_values, min: 0.1, max: 1e4}
                  depth: {min: 1, max: 4}
                  inner: {parameters: {slope: {max: 0.5, min: 0.0}}}
              optimizer.lr: {distribution: log_uniform, min: -9, max: -2}
              a: {distribution: q_uniform, min: 0, max: 2, q: 0.5}
              b: {distribution: normal, mu: 1, sigma: 2}
              c: {distribution: q_log_normal, mu: 1, sigma: 2, q: 3}
              d: {distribution: constant, value: 1e3}
              e: {distribution: categorical, values: [x, 010, 1e-2]}
            """);
    Function<String, Distribution> law =
        key ->
            definition.search().space().parameters().stream()
                .filter(p -> p.key().equals(key))
                .findFirst()
                .orElseThrow()
                .distribution();
    assertEquals(new LogUniform(.1, 1e4), law.apply("model.gamma_sq"));
    assertEquals(new IntegerUniform(1, 4, 1, false), law.apply("model.depth"));
    assertEquals(new Uniform(0, .5), law.apply("model.inner.slope"));
    assertEquals(new LogUniform(StrictMath.exp(-9), StrictMath.exp(-2)), law.apply("optimizer.lr"));
    assertEquals(new Quantised(new Uniform(0, 2), .5), law.apply("a"));
    assertEquals(new Normal(1, 2), law.apply("b"));
    assertEquals(new Quantised(new LogNormal(1, 2), 3), law.apply("c"));
    assertEquals(new Choice(List.of("1e3")), law.apply("d"));
    assertEquals(new Choice(List.of("x", "010", "1e-2")), law.apply("e"));
    assertEquals(new EarlyStopping.Asha(3, 3, false), definition.stopping());
    assertEquals(OptionalInt.of(30), definition.count());
    assertEquals(
        List.of(
            "sweep.yaml:1: program: has no meaning here; the experiment is chosen by experiment:"
                + " or overrides:",
            "sweep.yaml:3: project: has no meaning here; runs are filed by run.root",
            "sweep.yaml:4: command: has no meaning here; runs are started by the launcher",
            "sweep.yaml:12: early_terminate: is taken as early_stopping: {name: asha,"
                + " min_resource: 3, eta: 3}",
            "sweep.yaml:2: method: bayes is taken as tpe",
            "sweep.yaml:19: parameters.optimizer.lr.distribution: log_uniform has exponents of e"
                + " as its ends, from 0.00012340980408667956 to 0.1353352832366127; distribution:"
                + " log has the values themselves",
            "sweep.yaml:10: metric.target: has no meaning here; a sweep ends by count"),
        definition.notes().stream().map(note -> note.replace(directory + "/", "")).toList());
  }

  @Test
  void namesOfMetricsAndNumbersAreThoseOfOtherPrograms() throws IOException {
    Definition definition =
        read(
            """
            command:
              - ${env}
              - "--config"
              - ${args}
            method: grid
            metric:
              goal: maximize
              name: Metrics/val/mcc
            parameters:
              seed_everything:
                values: [ 42,64, 982 ] #, 89, 1996]
              model.decoder_var:
                values: [!!float 1e-1, 1e-10]


            """);
    assertEquals(
        new Definition.Metric("mcc", Definition.Goal.MAXIMIZE, "validation"),
        definition.metric().orElseThrow());
    assertEquals(
        "sweep.yaml:8: metric.name: Metrics/val/mcc is taken as {name: mcc, split: validation}",
        definition.notes().get(1).replace(directory + "/", ""));
    assertEquals(6, definition.total().getAsLong());
    assertEquals(
        "seed_everything=982 model.decoder_var=1e-10",
        definition.points().orElseThrow().get(5).toString());
    assertEquals(
        "sweep.yaml:3: the tag tag:yaml.org,2002:float is not supported; values have plain YAML"
            + " types",
        error("method: grid\nparameters:\n  a: [!!float x]"));
  }

  @Test
  void gridsAndListsHaveTheirPoints() throws IOException {
    Definition grid =
        read("method: grid\nparameters: {a: [1e-3, 0.01], b: {min: 1, max: 2}, c: {value: x}}");
    assertEquals(
        List.of("a=1e-3 b=1 c=x", "a=1e-3 b=2 c=x", "a=0.01 b=1 c=x", "a=0.01 b=2 c=x"),
        grid.points().orElseThrow().stream().map(Point::toString).toList());
    Definition list =
        read("method: list\npoints:\n- {a: 1, b: [2, 3]}\n- {a: 4}\n- {a: 1, b: [2, 3]}");
    assertEquals(
        List.of("a=1 b=[2,3]", "a=4"),
        list.points().orElseThrow().stream().map(Point::toString).toList());
    assertEquals(Optional.empty(), list.propose(2, List.of()));
    assertEquals(Optional.empty(), grid.withCount(3).propose(3, List.of()));
    assertEquals(3, grid.withCount(3).points().orElseThrow().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "parameters: {a: [1]} | sweep.yaml:1: method: is missing; it must be one of grid, zip,"
            + " list, random, sobol, tpe",
        "method: gird | sweep.yaml:1: method: must be one of grid, zip, list, random, sobol, tpe"
            + " but is gird; did you mean grid?",
        "method: grid | sweep.yaml:1: parameters: is missing; it must be a section (key: values)",
        "method: grid#parameters:#  a: {min: 0.5, max: 1} | sweep.yaml:3: parameters.a: must be a"
            + " list of values for method: grid but is a range (methods for ranges: random, sobol,"
            + " tpe)",
        "method: zip#parameters:#  a: [1, 2]#  b: [1, 2, 3] | sweep.yaml:4: parameters.b: must be 2"
            + " values, as many as the others, for method: zip but is 3",
        "method: random#parameters:#  a:#    min: 2#    max: 1.5 | sweep.yaml:5: parameters.a.max:"
            + " must be at least min (2.0) but is 1.5",
        "method: random#parameters:#  a: {distribution: log, min: 0, max: 1} | sweep.yaml:3:"
            + " parameters.a.min: must be a positive number but is 0",
        "method: random#parameters:#  a: {distribution: unifrom, min: 0, max: 1} | sweep.yaml:3:"
            + " parameters.a.distribution: must be one of constant, categorical,"
            + " categorical_w_probabilities, integer, integer_log, int_uniform, uniform, q_uniform,"
            + " log, log_uniform, log_uniform_values, q_log_uniform, q_log_uniform_values, normal,"
            + " q_normal, log_normal, q_log_normal but is unifrom; did you mean uniform?",
        "method: random#parameters:#  a: {min: 0, maks: 1} | sweep.yaml:3: parameters.a.maks: no"
            + " such key; did you mean max? available: value, values, probabilities, distribution,"
            + " min, max, step, mu, sigma, q, when",
        "method: random#parameters:#  a: {min: 0} | sweep.yaml:3: parameters.a.max: is missing; it"
            + " must be a number, for uniform",
        "method: random#parameters:#  a: {min: 0, max: 1, q: 1} | sweep.yaml:3: parameters.a.q: no"
            + " such key; available: when, value, values, distribution, probabilities, min, max,"
            + " step",
        "method: random#parameters:#  a: {value: [1, 2]}#  b: {value: 1, when: {a: 3}} |"
            + " sweep.yaml:4: parameters.b.when.a: must be values of a but is 3; available: [1,2]",
        "method: random#parameters:#  b: {value: 1, when: {c: 3}}#  c: [3] | sweep.yaml:3:"
            + " parameters.b.when.c: must be a parameter that stands before b",
        "method: random#count: 0#parameters: {a: [1]} | sweep.yaml:2: count: must be at least 1 but"
            + " is 0",
        "method: random#count: 1.5#parameters: {a: [1]} | sweep.yaml:2: count: must be a whole"
            + " number of at most 2147483647 but is 1.5",
        "method: tpe#parameters: {a: [1]} | sweep.yaml:1: metric: must be given for method: tpe,"
            + " early_stopping and confirm, as in {name: accuracy, goal: maximize} but is missing",
        "method: tpe#metric: {name: accuracy, split: test}#parameters: {a: [1]} | sweep.yaml:2:"
            + " metric.split: must be validation, or another split that does not judge the winner,"
            + " but is test",
        "method: tpe#metric: {name: accuracy, goal: max}#parameters: {a: [1]} | sweep.yaml:2:"
            + " metric.goal: must be one of minimize, maximize but is max; did you mean maximize?",
        "method: tpe#metric:#  name: weight#parameters: {a: [1]} | sweep.yaml:3: metric.goal: must be"
            + " given, for the name weight does not tell whether large or small is better, but is"
            + " missing; write goal: maximize or goal: minimize",
        "method: random#parameters: {a: [1]}#replicate: 3 | sweep.yaml:3: replicate: no such key;"
            + " did you mean replicates? available: method, parameters, points, count, seed,"
            + " metric, replicates, confirm, early_stopping, experiment, overrides",
        "method: random#parameters: {a: [1]}#early_stopping: {name: ahsa} | sweep.yaml:3:"
            + " early_stopping.name: must be one of none, asha, hyperband, median but is ahsa; did"
            + " you mean asha?",
        "method: random#parameters: {a: [1]}#early_stopping: {name: asha, eta: 1} | sweep.yaml:3:"
            + " early_stopping.eta: must be at least 2 but is 1",
        "method: random#parameters: {a: [1]}#early_stopping: {name: median, eta: 1} | sweep.yaml:3:"
            + " early_stopping.eta: no such key; available: name, startup, warmup, interval",
        "method: list#points: 3 | sweep.yaml:2: points: must be a list of one or more, as in [a,"
            + " b], but is 3",
        "- a | sweep.yaml:1: must be a file of keys with values but is a list",
      })
  void whatIsWrongIsSaidWithItsLine(String text, String message) {
    assertEquals(message, error(text.replace('#', '\n')));
  }

  private List<String> notes(Definition definition) {
    return definition.notes().stream().map(note -> note.replace(directory + "/", "")).toList();
  }

  /** Two spellings of a value are one point, which is told with its line. */
  @Test
  void valuesThatAreTheSameAreOne() throws IOException {
    Definition grid =
        read(
            """
            method: grid
            parameters:
              a: [1e-3, 2, 0.001, 2.0, '2', 1.0e-3]
              b:
                values:
                  - true
                  - x
                  - True
                  - 'x'
              c: [[1, 2], [1.0, 2], [2, 1]]
              d: {values: [1], when: {a: 0.001}}
            """);
    assertEquals(2 * 2 * 2, grid.total().getAsLong());
    assertEquals("a=1e-3 b=true c=[1,2] d=1", grid.points().orElseThrow().get(0).toString());
    assertEquals("a=2 b=x c=[2,1]", grid.points().orElseThrow().get(7).toString());
    assertEquals(
        List.of(
            "sweep.yaml:3: parameters.a: 4 of 6 values are skipped, being there already: 0.001 is"
                + " 1e-3, 2.0 is 2, '2' is 2, 1.0e-3 is 1e-3",
            "sweep.yaml:8: parameters.b.values: 2 of 4 values are skipped, being there already:"
                + " True is true, x is x",
            "sweep.yaml:10: parameters.c: 1 of 3 values is skipped, being there already: [1.0,2] is"
                + " [1,2]"),
        notes(grid));
    Definition weighted =
        read(
            "method: random\nparameters: {a: {values: [1, 2, 1.0], probabilities: [0.5, 0.2,"
                + " 0.3]}}");
    assertEquals(
        new Choice(List.of("1", "2"), List.of(.8, .2)),
        weighted.search().space().parameters().get(0).distribution());
    assertEquals(2, weighted.withCount(9).points().orElseThrow().size());
  }

  /** In step a value may come again, a point may not. */
  @Test
  void pointsThatAreTheSameAreOne() throws IOException {
    Definition zip = read("method: zip\nparameters:\n  a: [1, 1.0, 2, 1]\n  b: [x, y, x, x]");
    assertEquals(
        List.of("a=1 b=x", "a=1.0 b=y", "a=2 b=x"),
        zip.points().orElseThrow().stream().map(Point::toString).toList());
    assertEquals(
        List.of(
            "sweep.yaml:2: parameters: 1 of 4 points is skipped, being there already: a=1 b=x is"
                + " a=1 b=x"),
        notes(zip));
    Definition list =
        read("method: list\npoints:\n- {a: 1e-1, b: 2}\n- {a: 4}\n- {b: 2.0, a: 0.1}");
    assertEquals(2, list.total().getAsLong());
    assertEquals(
        List.of(
            "sweep.yaml:2: points: 1 of 3 points is skipped, being there already: b=2.0 a=0.1 is"
                + " a=1e-1 b=2"),
        notes(list));
  }

  /** What is better is told by the metric's name, as in tables, where the file does not say it. */
  @ParameterizedTest
  @CsvSource({
    "accuracy, MAXIMIZE, accuracy",
    "neg_elbo, MINIMIZE, neg_elbo",
    "elbo, MAXIMIZE, elbo",
    "Metrics/val/loss, MINIMIZE, loss",
    "val_mcc, MAXIMIZE, mcc"
  })
  void theGoalComesFromTheName(String written, Definition.Goal goal, String name)
      throws IOException {
    String text = "method: tpe\nparameters: {a: [1, 2, 3]}\nmetric: {name: " + written;
    Definition told = read(text + "}\n");
    assertEquals(goal, told.metric().orElseThrow().goal());
    String taken = goal.name().toLowerCase(Locale.ROOT);
    String note = "sweep.yaml:3: metric.goal: is taken as " + taken + ", by the name " + name;
    assertEquals(1, notes(told).stream().filter(note::equals).count(), notes(told)::toString);
    Definition said = read(text + ", goal: minimize}\n");
    assertEquals(Definition.Goal.MINIMIZE, said.metric().orElseThrow().goal());
    assertTrue(notes(said).stream().noneMatch(n -> n.contains("metric.goal")), "it was said");
  }

  /** A sweep that is shorter or longer than it seems says so. */
  @Test
  void whatIsUnexpectedOfTheLengthIsTold() throws IOException {
    String metric = "metric: {name: accuracy, goal: maximize}\n";
    String space = "parameters: {a: [1, 2, 3], b: [1, 2]}\n";
    assertEquals(
        List.of(
            "sweep.yaml:3: count: 50 is more than there are points; the sweep ends after 6 trials",
            "sweep.yaml:5: confirm.top: 10 is more than there are trials; run again is all of 6"
                + " trials"),
        notes(
            read(
                "method: tpe\n"
                    + metric
                    + "count: 50\n"
                    + space
                    + "confirm: {top: 10, seeds: 2}")));
    assertEquals(List.of(), notes(read("method: random\ncount: 6\n" + space)));
    assertEquals(
        List.of(
            "sweep.yaml:4: confirm.top: 3 is more than there are trials; run again is all of 1"
                + " trial"),
        notes(read("method: random\ncount: 1\n" + metric + "confirm: {seeds: 2}\n" + space)));
    assertEquals(
        List.of(
            "sweep.yaml:2: run_cap: 7 is more than there are points; the sweep ends after 6"
                + " trials"),
        notes(read("method: grid\nrun_cap: 7\n" + space)));
    for (String method : List.of("random", "sobol", "tpe")) {
      String range = metric + "method: " + method + "\nparameters: {a: {min: 0.0, max: 1.0}}\n";
      assertEquals(
          List.of(
              "sweep.yaml:1: count: is not given, and the points have no end that is known: workers"
                  + " go on until altgrad sweep stop"),
          notes(read(range)));
      assertEquals(List.of(), notes(read(range + "count: 4")));
    }
  }

  /** Where all values of a key are texts, no two that are written differently are one. */
  @Test
  void textsAreWhatTheySay() throws IOException {
    String values = "['1', '1.0', '1', 'yes', \"true\", 'True']";
    Definition grid = read("method: grid\nparameters:\n  a: " + values + "\n  b: [1, '1.0']\n");
    assertEquals(5, grid.total().getAsLong(), grid.notes()::toString);
    assertEquals(
        List.of(
            "sweep.yaml:3: parameters.a: 1 of 6 values is skipped, being there already: '1' is '1'",
            "sweep.yaml:4: parameters.b: 1 of 2 values is skipped, being there already: '1.0' is"
                + " 1"),
        notes(grid));
    Definition list = read("method: list\npoints:\n- {a: '1'}\n- {a: '1.0'}\n- {b: 1}\n- {b: '1'}");
    assertEquals(3, list.total().getAsLong(), list.notes()::toString);
    Definition when =
        read(
            "method: grid\nparameters:\n  a: ['1', '1.0']\n  b: {values: [2, 3], when: {a:"
                + " '1.0'}}\n");
    assertEquals(
        List.of("a='1'", "a='1.0' b=2", "a='1.0' b=3"),
        when.points().orElseThrow().stream().map(Point::toString).toList());
  }

  /** Every key that a file of the tracking service may have at its top is read or told. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "program: train.py | program: has no meaning here; the experiment is chosen",
        "command: ['${env}', python] | command: has no meaning here; runs are started",
        "project: ima | project: has no meaning here; runs are filed by run.root",
        "entity: lab | entity: has no meaning here; runs are filed by run.root",
        "name: first | name: has no meaning here; a sweep is named",
        "description: what it is for | description: has no meaning here; a comment",
        "job: lab/job | job: has no meaning here; runs are started by the launcher",
        "image_uri: lab/image | image_uri: has no meaning here; launcher.container=",
        "scheduler: {engine: other} | scheduler: has no meaning here; method: says",
        "controller: {type: local} | controller: has no meaning here; there is none",
        "kind: sweep | kind: has no meaning here; there is one kind",
        "apiVersion: v1 | apiVersion: has no meaning here; there is one format",
        "version: 1 | version: has no meaning here; there is one format",
        "metrics: [{name: a}, {name: b}] | metrics: has no meaning here; a search looks for one",
        "run_cap: 2 | ",
        "early_terminate: {type: hyperband, min_iter: 3} | early_terminate: is taken as",
        "early_terminate: {type: hyperband, max_iter: 9, s: 2, eta: 3, strict: true} |"
            + " early_terminate.strict: has no meaning here",
        "metric: {name: mcc, goal: maximize} | ",
        "metric: {name: mcc, goal: maximize, target: 0.9} | metric.target: has no meaning here; a sweep ends",
        "metric: {name: mcc, goal: maximize, impute: worst} | metric.impute: has no meaning here; failed runs",
        "metric: {name: mcc, goal: maximize, impute_while_running: best} | metric.impute_while_running: has no"
            + " meaning here; trials that run",
      })
  void aKeyOfTheTrackingServiceIsReadOrTold(String line, String told) throws IOException {
    String metric = line.startsWith("metric:") ? "" : "metric: {name: mcc, goal: maximize}\n";
    String text = "method: random\n" + line + "\nparameters: {a: [1, 2, 3]}\n" + metric;
    List<String> notes = notes(read(text));
    if (told == null) {
      assertEquals(List.of(), notes);
    } else {
      assertTrue(notes.get(0).startsWith("sweep.yaml:2: " + told), notes::toString);
    }
  }

  /** Of two that say the same, the one that has no effect is told. */
  @Test
  void whatStandsBesideOursIsTold() throws IOException {
    Definition both =
        read(
            """
            method: random
            parameters: {a: [1, 2, 3]}
            count: 2
            run_cap: 1
            metric: {name: accuracy, goal: maximize}
            early_stopping: {name: asha, eta: 4}
            early_terminate: {type: hyperband, min_iter: 3}
            """);
    assertEquals(
        List.of(
            "sweep.yaml:7: early_terminate: has no meaning here beside early_stopping",
            "sweep.yaml:4: run_cap: has no meaning here beside count"),
        notes(both));
    assertEquals(new EarlyStopping.Asha(1, 4, false), both.stopping());
    assertEquals(OptionalInt.of(2), both.count());
  }

  @Test
  void whatIsTyped() {
    ConfigSources sources = ConfigSources.packaged(getClass().getClassLoader(), "conf");
    List<String> words =
        List.of("experiment=ilc/spirals", "method/combiner=mean,and_mask", "seed=range(2)");
    Definition grid =
        Definition.ofWords(sources, words, "grid", OptionalInt.empty(), Optional.empty(), 0);
    assertEquals(
        List.of(
            "method/combiner=mean seed=0",
            "method/combiner=mean seed=1",
            "method/combiner=and_mask seed=0",
            "method/combiner=and_mask seed=1"),
        grid.points().orElseThrow().stream().map(Point::toString).toList());
    assertEquals(List.of("experiment=ilc/spirals"), grid.overrides());
    Definition zip =
        Definition.ofWords(sources, words, "zip", OptionalInt.empty(), Optional.empty(), 0);
    assertEquals(2, zip.points().orElseThrow().size());
    List<String> ranges = List.of("optimizer.lr=interval(0.1,0.2)", "+x=1e-3,2");
    Definition random =
        Definition.ofWords(sources, ranges, "random", OptionalInt.of(4), Optional.empty(), 9);
    assertEquals(
        List.of(
            new Parameter("optimizer.lr", new Uniform(.1, .2)),
            new Parameter("+x", new Choice(List.of("1e-3", "2")))),
        random.search().space().parameters());
    assertEquals(4, random.points().orElseThrow().size());
    assertEquals(
        "optimizer.lr: must be a list of values for method: grid but is a range (methods for"
            + " ranges: random, sobol, tpe)",
        assertThrows(
                ConfigException.class,
                () ->
                    Definition.ofWords(
                        sources, ranges, "grid", OptionalInt.empty(), Optional.empty(), 0))
            .getMessage());
  }
}
