package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.altgrad.base.Inline;
import org.altgrad.base.Usual;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinderTest {

  enum Coding {
    PM1,
    ZERO_ONE
  }

  record Inner(int rate, Optional<String> note) {}

  record Layer(String kind, int size) {}

  record Model(
      int width,
      long totalSteps,
      double lr,
      boolean useBias,
      String name,
      Coding coding,
      Path cacheDir,
      List<Integer> hidden,
      Map<String, Double> params,
      List<Layer> layers,
      Inner inner,
      Optional<Double> clip,
      OptionalInt max,
      OptionalLong seed,
      OptionalDouble decay) {
    Model {
      if (width < 1) {
        throw new IllegalArgumentException("width: must be at least 1 but is " + width);
      }
      if (inner.rate() > width) {
        throw new IllegalArgumentException(
            "inner.rate: must be at most width but is " + inner.rate());
      }
      if (hidden.size() > 3) {
        throw new IllegalArgumentException("at most 3 hidden layers");
      }
      if (totalSteps < width) {
        throw new IllegalArgumentException("totalSteps: must be at least width");
      }
    }
  }

  private static final String MODEL =
      """
      width: 10
      total_steps: 1e6
      lr: 1
      use_bias: true
      name: 1.10
      coding: zero_one
      cache_dir: data/cache
      hidden: [3, 2]
      params: {q: 0.5, r: 2}
      layers:
        - {kind: dense, size: 4}
        - {kind: conv, size: 8}
      inner: {rate: 2, note: null}
      clip: null
      max: 7
      """;

  private static Config config(String... overrides) {
    ConfigSources sources =
        MemoryTree.sources(
            "config", "defaults: [model: mlp]\nseed: 3\nref: ${model.width}\n", "model/mlp", MODEL);
    return new Composer(sources).compose("config", List.of(overrides), Clock.systemUTC());
  }

  @Test
  void bindsEveryType() {
    Model model = Binder.bind(config(), "model", Model.class);
    Model expected =
        new Model(
            10,
            1_000_000L,
            1.0,
            true,
            "1.10",
            Coding.ZERO_ONE,
            Path.of("data", "cache"),
            List.of(3, 2),
            Map.of("q", 0.5, "r", 2.0),
            List.of(new Layer("dense", 4), new Layer("conv", 8)),
            new Inner(2, Optional.empty()),
            Optional.empty(),
            OptionalInt.of(7),
            OptionalLong.empty(),
            OptionalDouble.empty());
    assertEquals(expected, model);
  }

  @Test
  void bindsOptionalsThatAreGiven() {
    Model model =
        Binder.bind(
            config("model.clip=2", "model.inner.note=x", "+model.decay=1", "+model.seed=5"),
            "model",
            Model.class);
    assertEquals(Optional.of(2.0), model.clip());
    assertEquals(Optional.of("x"), model.inner().note());
    assertEquals(OptionalDouble.of(1), model.decay());
    assertEquals(OptionalLong.of(5), model.seed());
  }

  /** The message for one override of the model above. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "model.width=0 => model.width=0: must be at least 1 but is 0",
        "model.width=1.5 => model.width=1.5: must be an integer but is 1.5",
        "model.width=wide => model.width=wide: must be an integer but is the text \"wide\"",
        "model.width='5.5' => model.width='5.5': must be an integer but is the text \"5.5\"",
        "model.width=null => model.width=null: must be an integer but is null",
        "model.width=[1] => model.width=[1]: must be an integer but is a list",
        "model.width=true => model.width=true: must be an integer but is true",
        "model.width=3000000000 => model.width=3000000000: must be an integer of at most 2147483647"
            + " in size but is 3000000000",
        "model.width=??? => model.width=???: must be given (it is ???): write model.width=<value>",
        "model.lr=fast => model.lr=fast: must be a number but is the text \"fast\"",
        "model.lr=null => model.lr=null: must be a number but is null",
        "model.use_bias=yes => model.use_bias=yes: must be true or false but is the text \"yes\"",
        "model.name=null => model.name=null: must be a text but is null",
        "model.name={a:1} => model.name={a:1}: must be a text but is a section",
        "model.coding=zero_on => model.coding=zero_on: must be one of pm1, zero_one but is the text"
            + " \"zero_on\"; did you mean zero_one?",
        "model.coding=3 => model.coding=3: must be one of pm1, zero_one but is 3",
        "model.hidden=3 => model.hidden=3: must be a list but is 3",
        "model.hidden=[1,x] => model.hidden=[1,x]: model.hidden[1]: must be an integer but is the"
            + " text \"x\"",
        "model.hidden=[1,2,3,4] => conf/model/mlp.yaml:1: model: at most 3 hidden layers",
        "model.params.q=x => model.params.q=x: must be a number but is the text \"x\"",
        "model.params=3 => model.params=3: must be a section (key: value) but is 3",
        "model.layers.1.size=big => model.layers.1.size=big: model.layers[1].size: must be an"
            + " integer but is the text \"big\"",
        "+model.layers.1.sise=2 => +model.layers.1.sise=2: model.layers[1].sise: no such key; did"
            + " you mean model.layers[1].size? available: kind, size",
        "model.inner=5 => model.inner=5: must be a section (key: value) but is 5",
        "model.inner.rate=50 => model.inner.rate=50: must be at most width but is 50",
        "model.total_steps=5 => model.total_steps=5: must be at least width",
        "+model.wdth=5 => +model.wdth=5: no such key; did you mean model.width? available: width,"
            + " total_steps, lr, use_bias, name, coding, cache_dir, hidden, params, layers, inner,"
            + " clip, max, seed, decay",
        "~model.width => conf/model/mlp.yaml:1: model.width: is missing; it must be an integer",
        "~model.coding => conf/model/mlp.yaml:1: model.coding: is missing; it must be one of pm1,"
            + " zero_one",
        "model={width: x} => model={width: x}: model.width: must be an integer but is the text"
            + " \"x\"",
        "model.width=${model.name} => model.width=${model.name}: must be an integer but is 1.1",
      })
  void saysWhatIsWrong(String override, String message) {
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> Binder.bind(config(override), "model", Model.class));
    assertEquals(message, error.getMessage());
  }

  sealed interface Step permits Plain, Heavy {}

  record Plain() implements Step {}

  record Heavy(double pastWeight) implements Step {
    Heavy {
      if (pastWeight >= 1) {
        throw new IllegalArgumentException("pastWeight: must be below 1 but is " + pastWeight);
      }
    }
  }

  record Clip(Optional<Double> clipNorm) {}

  record Penalty(double l1, Coding coding, @Inline Clip clip) {
    Penalty {
      if (l1 < 0) {
        throw new IllegalArgumentException("l1: must be at least 0 but is " + l1);
      }
      if (l1 > 0 && clip.clipNorm().isPresent()) {
        throw new IllegalArgumentException("clipNorm: must be absent where l1 is given");
      }
    }
  }

  record Descent(double lr, @Inline Penalty penalty, Inner inner, @Inline Step step) {}

  private static Descent descent(String... overrides) {
    ConfigSources sources =
        MemoryTree.sources(
            "config",
            "defaults: [opt: heavy]\n",
            "opt/heavy",
            """
            name: heavy
            lr: 0.1
            past_weight: 0.9
            l1: 0
            coding: pm1
            clip_norm: 2
            inner: {rate: 1}
            """);
    Config config = new Composer(sources).compose("config", List.of(overrides), Clock.systemUTC());
    return (Descent)
        Binder.bindSections(
                config,
                new Schema(
                    Map.of("opt", Descent.class),
                    Map.of(Step.class, Map.of("plain", Plain.class, "heavy", Heavy.class))))
            .get("opt");
  }

  @Test
  void inlineRecordsTakeTheirKeysFromBesideThem() {
    Inner inner = new Inner(1, Optional.empty());
    assertEquals(
        new Descent(
            0.1, new Penalty(0, Coding.PM1, new Clip(Optional.of(2.0))), inner, new Heavy(0.9)),
        descent());
    assertEquals(
        new Descent(
            0.1, new Penalty(3, Coding.ZERO_ONE, new Clip(Optional.empty())), inner, new Plain()),
        descent(
            "opt.name=plain",
            "~opt.past_weight",
            "opt.l1=3",
            "opt.coding=zero_one",
            "~opt.clip_norm"));
  }

  /** Messages about keys of inline records read as if the keys were the section's own. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "opt.l1=-1 => opt.l1=-1: must be at least 0 but is -1.0",
        "opt.l1=x => opt.l1=x: must be a number but is the text \"x\"",
        "opt.l1=2 => conf/opt/heavy.yaml:6: opt.clip_norm: must be absent where l1 is given",
        "~opt.l1 => conf/opt/heavy.yaml:1: opt.l1: is missing; it must be a number",
        "opt.coding=pm2 => opt.coding=pm2: must be one of pm1, zero_one but is the text \"pm2\";"
            + " did you mean pm1?",
        "opt.past_weight=1 => opt.past_weight=1: must be below 1 but is 1.0",
        "opt.inner.rate=x => opt.inner.rate=x: must be an integer but is the text \"x\"",
        "opt.name=plain => opt.name=plain: must be chosen with its keys, by opt=plain, for it has"
            + " no opt.past_weight",
        "opt.name=heavi => opt.name=heavi: must be one of plain, heavy but is the text \"heavi\";"
            + " did you mean heavy?",
        "+opt.clip_nrm=1 => +opt.clip_nrm=1: no such key; did you mean opt.clip_norm? available:"
            + " lr, l1, coding, clip_norm, inner, name, past_weight",
        "+opt.penalty={l1: 1} => +opt.penalty={l1: 1}: no such key; available: lr, l1, coding,"
            + " clip_norm, inner, name, past_weight",
      })
  void saysWhatIsWrongInInlineRecords(String override, String message) {
    ConfigException error = assertThrows(ConfigException.class, () -> descent(override));
    String said = error.getMessage();
    // Kinds given as a map that is not ordered: one order for the message.
    assertEquals(message, said.replace("heavy, plain", "plain, heavy"));
  }

  record Twice(double lr, @Inline Other other) {}

  record Other(double lr) {}

  record NoRecord(@Inline String text) {}

  @Test
  void refusesInlineComponentsThatCannotBeTold() {
    for (Class<? extends Record> type : List.of(Twice.class, NoRecord.class)) {
      assertThrows(
          IllegalStateException.class, () -> Binder.bind(config(), "model", type), type.getName());
    }
  }

  record Files(Path dir) {}

  record WithFiles(int count, @Inline Files files) {}

  @Test
  void pathsInInlineRecordsHaveTheKeysThatUsersWrite() {
    WithFiles bound = new WithFiles(1, new Files(Path.of("a")));
    assertEquals(Set.of("data", "data.dir"), PathKeys.of("data", bound));
  }

  record Coded(Coding coding, double gain) {}

  record SameName(double lr, @Inline Coded coding) {}

  @Test
  void completesKeysCalledLikeTheInlineComponentTheyAreIn() {
    ConfigSources sources = MemoryTree.sources("config", "s: {lr: 1, coding: pm1, gain: 2}\n");
    Completer completer = new Completer(sources, "config", new Schema(Map.of("s", SameName.class)));
    assertEquals(
        Set.of("s.coding=pm1", "s.coding=zero_one"),
        Set.copyOf(completer.complete("s.coding=", List.of())));
  }

  record Rising(double value, Coding coding) {
    static Rising of(double value) {
      if (value < 0) {
        throw new IllegalArgumentException("must be at least 0 but is " + value);
      }
      return new Rising(value, Coding.PM1);
    }
  }

  @Test
  void aNumberCanStandForASection() {
    ConfigSources sources =
        MemoryTree.sources("config", "plain: 2\nwhole: {value: 3, coding: zero_one}\nbad: -1\n");
    Config config = new Composer(sources).compose("config", List.of(), Clock.systemUTC());
    assertEquals(new Rising(2, Coding.PM1), Binder.bind(config, "plain", Rising.class));
    assertEquals(new Rising(3, Coding.ZERO_ONE), Binder.bind(config, "whole", Rising.class));
    Map<String, String> wrong =
        Map.of(
            "bad=-1", "bad=-1: must be at least 0 but is -1.0",
            "bad=x", "bad=x: must be a number or a section (key: value) but is the text \"x\"",
            "bad=null", "bad=null: must be a number or a section (key: value) but is null");
    wrong.forEach(
        (override, message) -> {
          Config other =
              new Composer(sources).compose("config", List.of(override), Clock.systemUTC());
          ConfigException error =
              assertThrows(ConfigException.class, () -> Binder.bind(other, "bad", Rising.class));
          assertEquals(message, error.getMessage());
        });
  }

  @Test
  void bindsSectionsAndRefusesOthers() {
    Map<String, Type> sections = new LinkedHashMap<>();
    sections.put("model", Model.class);
    sections.put("seed", long.class);
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> Binder.bindSections(config(), new Schema(sections)));
    assertEquals(
        "conf/config.yaml:3: ref: no such key; available: model, seed", error.getMessage());
    sections.put("ref", int.class);
    Map<String, Object> bound = Binder.bindSections(config(), new Schema(sections));
    assertEquals(3L, bound.get("seed"));
    assertEquals(10, bound.get("ref"));
    sections.put("data", Layer.class);
    error =
        assertThrows(
            ConfigException.class, () -> Binder.bindSections(config(), new Schema(sections)));
    assertEquals(
        "conf/config.yaml:1: data: is missing; it must be a section (key: value)",
        error.getMessage());
  }

  record Given(
      int patience,
      @Usual("0") double minDelta,
      @Usual("zero_one") Coding coding,
      @Usual("{}") Map<String, Double> params) {}

  /** A section that is not there unless it is given has no file with its usual values. */
  @Test
  void keysThatAreLeftOutAreWhatIsUsual() {
    assertEquals(
        new Given(2, 0, Coding.ZERO_ONE, Map.of()),
        Binder.bind(config("+given={patience:2}"), "given", Given.class));
    assertEquals(
        new Given(2, 0.5, Coding.PM1, Map.of("q", 1.0)),
        Binder.bind(
            config("+given={patience:2,min_delta:0.5,coding:pm1,params:{q:1}}"),
            "given",
            Given.class));
    assertEquals(
        "+given={min_delta:1}: given.patience: is missing; it must be an integer",
        assertThrows(
                ConfigException.class,
                () -> Binder.bind(config("+given={min_delta:1}"), "given", Given.class))
            .getMessage());
  }
}
