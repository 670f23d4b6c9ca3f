package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An option that is typed as a setting is told as the option, in words that can be typed. */
class DashedWordsTest {
  private static final String TOLD = "; an option is typed with dashes: ";

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "study hnca/bandit > seeds=1 > --seeds 1",
        "study hnca/bandit > seeds=[1,2] > --seeds 1,2",
        "study hnca/bandit > seed=3 > --seeds 3",
        "study hnca/bandit > workers=2 > --workers 2",
        "study hnca/bandit > size=paper > --size paper",
        "study hnca/bandit > to=somewhere > --to somewhere",
        "data show spirals > count=3 > --count 3",
        "gradients experiment=hnca/bandit_quick > draws=10 > --draws 10",
        "table RUN > by=seed > --by seed",
        "ls RUN > json=true > --json",
        "sample RUN > count=3 > --count 3",
      })
  void optionsTypedAsSettingsAreToldAsOptions(String command, String word, String option)
      throws IOException {
    Path run = Cli.fakeRun(dir.resolve("run"), 1, 1, 0.5);
    List<String> words = List.of(command.replace("RUN", run.toString()).split(" "));
    Cli.Result result = Cli.run(with(words, word));
    String told = result.err().strip();
    assertEquals(Main.USAGE, result.code(), told);
    assertEquals(1, told.lines().count(), told);
    assertTrue(told.startsWith("altgrad: " + word + ": "), told);
    assertTrue(told.replaceFirst("; see altgrad .*", "").endsWith(TOLD + option), told);
    String[] followed = with(words, option.split(" "));
    assertDoesNotThrow(() -> Main.commandLine().parseArgs(followed));
  }

  /** Where a word is a setting, what is wrong with it is said. */
  @Test
  void settingsAreNoOptions() {
    String told = Cli.run("study", "hnca/bandit", "launcher=foo").err();
    assertTrue(told.contains("launcher=foo: no such option in group 'launcher'"), told);
    told = Cli.run("study", "hnca/bandit", "trainer.workers=2").err();
    assertTrue(told.contains("trainer.workers: no such key"), told);
    assertTrue(!told.contains(TOLD), told);
  }

  private static String[] with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
