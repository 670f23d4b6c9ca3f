package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is typed or written ends in a value or in one line of error, never in a crash. */
class RobustnessTest {
  private static final String[] PIECES = {
    "a",
    "b.c",
    "model",
    "=",
    "+",
    "++",
    "~",
    "@",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "'",
    "\"",
    "\\",
    " ",
    "${",
    "${a}",
    "${.x}",
    "${oc.env:",
    "${oc.decode:",
    "${now:",
    "range(",
    "choice(",
    "int(",
    "glob(",
    "1",
    "1e-3",
    "null",
    "true",
    ".",
    "..",
    "/",
    "_self_",
    "- ",
    "\n",
    "  ",
    ": ",
    "#",
    "&x ",
    "*x",
    "<<",
    "defaults:",
    "override ",
    "optional ",
    "???",
    "!!str ",
    "|",
    "é",
    "\t"
  };

  private static String random(Random random, int most) {
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(most);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static void orOneLine(Runnable action) {
    try {
      action.run();
    } catch (ConfigException e) {
      assertFalse(e.getMessage().isBlank());
    }
  }

  @Test
  void survivesAnyOverride() {
    ConfigSources sources =
        MemoryTree.sources(
            "config", "defaults: [{model: m}]\na: 1\nb: {c: [1, 2]}\n", "model/m", "w: 1\n");
    Composer composer = new Composer(sources);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String override = random(random, 10);
      orOneLine(
          () ->
              ConfigPrinter.job(
                  composer.compose("config", List.of(override), Clock.systemUTC()),
                  new ConfigPrinter.Options(true, "", true)));
      orOneLine(() -> new SweepExpander(sources).expand(List.of(override), true));
    }
  }

  @Test
  void survivesAnyValue() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      String override = "k=" + random(random, 8);
      orOneLine(() -> assertReadsBack(override));
    }
  }

  private static void assertReadsBack(String override) {
    if (OverrideParser.parse(override).value() instanceof Node node) {
      String again = "k=" + OverrideWriter.write(node);
      assertEquals(node.plain(), ((Node) OverrideParser.parse(again).value()).plain(), override);
    }
  }

  @Test
  void survivesAnyFile() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      ConfigSources sources = MemoryTree.sources("config", random(random, 20), "model/m", "w: 1\n");
      orOneLine(
          () ->
              ConfigPrinter.job(
                  new Composer(sources).compose("config", List.of(), Clock.systemUTC()),
                  new ConfigPrinter.Options(true, "", true)));
    }
  }

  @Test
  void survivesLongChains() {
    StringBuilder text = new StringBuilder("a0: 1\n");
    for (int i = 1; i < 5000; i++) {
      text.append("a").append(i).append(": ${a").append(i - 1).append("}\n");
    }
    ConfigSources sources = MemoryTree.sources("config", text.toString());
    Config config = new Composer(sources).compose("config", List.of(), Clock.systemUTC());
    orOneLine(() -> config.find("a4999"));
    assertEquals(1L, config.find("a40").orElseThrow());
    String deep = "a=" + "${".repeat(5000) + "a" + "}".repeat(5000);
    orOneLine(
        () ->
            new Composer(sources).compose("config", List.of("+" + deep), Clock.systemUTC()).flat());
  }
}
