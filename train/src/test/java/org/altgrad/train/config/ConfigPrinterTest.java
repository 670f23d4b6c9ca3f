package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.altgrad.train.config.ConfigPrinter.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class ConfigPrinterTest {
  private static final ConfigSources SOURCES =
      MemoryTree.sources(
          "config",
          """
          defaults:
            - _self_
            - model: mlp
            - optional extra: none
            - off: null
          seed: 1
          lr: ${model.rate}
          path: ???
          """,
          "model/mlp",
          """
          # A perceptron
          defaults: [base]
          rate: 1e-5
          hidden: [3, {k: v}]
          empty: []
          """,
          "model/base",
          "width: 8\n",
          "off/x",
          "a: 1\n");

  private static Config config(String... overrides) {
    return new Composer(SOURCES).compose("config", List.of(overrides), Clock.systemUTC());
  }

  @Test
  void printsValuesAsWritten() {
    assertEquals(
        """
        seed: 1
        lr: ${model.rate}
        path: ???
        model:
          width: 8
          rate: 1.0e-05
          hidden:
          - 3
          - k: v
          empty: []
        """,
        ConfigPrinter.job(config(), new Options(false, "", false)));
  }

  @Test
  void printsOnePackageResolved() {
    assertEquals(
        "# @package model.hidden\n- 3\n- k: v\n",
        ConfigPrinter.job(config(), new Options(false, "model.hidden", false)));
    assertEquals(
        "# @package lr\n1.0e-05\n", ConfigPrinter.job(config(), new Options(true, "lr", false)));
    ConfigException error =
        assertThrows(
            ConfigException.class,
            () -> ConfigPrinter.job(config(), new Options(false, "modl", false)));
    assertEquals("--package modl: no such key; did you mean model?", error.getMessage());
  }

  @Test
  void printsOrigins() {
    assertEquals(
        """
        seed: 5            # seed=5
        lr: ${model.rate}  # conf/config.yaml:7
        path: x            # path=x
        model:
          width: 8         # conf/model/base.yaml:1
          rate: 1.0e-05    # conf/model/mlp.yaml:3
          hidden:
          - 3              # conf/model/mlp.yaml:4
          - k: v           # conf/model/mlp.yaml:4
          empty: []        # conf/model/mlp.yaml:5
        """,
        ConfigPrinter.job(config("seed=5", "path=x"), new Options(false, "", true)));
  }

  @Test
  void showsTheDefaultsTree() {
    assertEquals(
        """
        config  (conf/config.yaml)
        |- _self_
        |- model: mlp  (conf/model/mlp.yaml -> model)
        |  |- base  (conf/model/base.yaml -> model)
        |  `- _self_
        |- extra: none  (optional, no such file)
        `- off: null  (no option)
        """,
        ConfigPrinter.defaultsTree(config()));
    assertEquals(
        "`- off: null  (removed)",
        ConfigPrinter.defaultsTree(config("~off")).lines().reduce((a, b) -> b).orElseThrow());
  }

  @Test
  void showsChoicesAndOverrides() {
    assertEquals(
        """
        choices:
          'off': x
          extra: none
          model: mlp
        overrides:
        - off=x
        - seed=2
        """,
        ConfigPrinter.choices(config("off=x", "seed=2")));
  }

  /** Whatever text a value holds, any YAML reader gets the same text back. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        " lead",
        "trail ",
        "a: b",
        "a:b",
        "ends:",
        "a #b",
        "a#b",
        "#a",
        "- x",
        "-x",
        "?",
        "'q'",
        "\"d\"",
        "it's",
        "no",
        "Yes",
        "on",
        "null",
        "~",
        "true",
        "1",
        "1.5",
        "010",
        "0x1f",
        "1:30",
        "1_000",
        "2024-01-31",
        "2024-01-31T10:00:00Z",
        "1e-3",
        ".inf",
        "inf",
        "nan",
        "=",
        "<<",
        "*a",
        "&a",
        "!t",
        "%d",
        "@x",
        "`x",
        "{a}",
        "[a]",
        "a, b",
        "a]b",
        "line\nbreak",
        "tab\there",
        "über",
        "\u0007bell",
        "c\\d",
        "${a.b}",
        "${oc.env:X,y}",
        "x: ${a}: y",
        "y",
        "+1",
        "1.",
        ".5",
        "e5",
        "1e5",
        "a\u2028b",
        "0o17",
        "0b1",
        "-",
        "--",
        "---",
        "...",
        ":"
      })
  void roundTrips(String text) {
    Node node = new Node.Mapping(Map.of("k", Node.Scalar.of(text, new Origin("f", 1))), null);
    String yaml = YamlWriter.write(node, false);
    assertEquals(Map.of("k", text), new Yaml().load(yaml), yaml);
    assertEquals(Map.of("k", text), YamlReader.read(yaml, "f").plain(), yaml);
  }

  /** The shortest text of a number, in Python's layout; values from Python's repr. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.001",
        "1e-05",
        "0.0001",
        "1000000.0",
        "1e+16",
        "1234567890123456.0",
        "0.1",
        "0.30000000000000004",
        "1.7976931348623157e+308",
        "5e-324",
        "-2.5e-07",
        "3.3",
        "9.9",
        "2e+23",
        "100.0",
        "1.1",
        "123.456",
        "2.2250738585072014e-308"
      })
  void formatsNumbersLikePython(String repr) {
    assertEquals(repr, Scalars.format(Double.valueOf(repr)));
  }
}
