package org.altgrad.train.experiment;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has not said where their data are is told how to. */
class OwnDataGivenTest {
  private static final ConfigSources SOURCES =
      ConfigSources.packaged(OwnDataGivenTest.class.getClassLoader(), "conf");

  @TempDir private Path dir;

  private static Config compose(String... words) {
    return new Composer(SOURCES).compose("config", List.of(words), Clock.systemUTC());
  }

  private static String refused(String... words) {
    Config config = compose(words);
    return assertThrows(ConfigException.class, () -> OwnData.requireGiven(config)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "csv,data.train_file",
    "text_csv,data.train_file",
    "npz,data.file",
    "idx,data.train.images",
    "features,data.train.features",
    "image_folder,data.folder",
    "image_factors,data.folder",
    "acl_imdb,data.folder",
  })
  void isTheSettingToGive(String option, String key) {
    String said = refused("experiment=hnca/bandit", "data=" + option);
    String begins = key + ": must be given, for data=" + option + " reads data of your own, and ";
    assertTrue(said.startsWith(begins), said);
    assertTrue(said.contains(" is not there; as in " + key + "="), said);
    // What it says is what it takes: no more is refused with it.
    String[] example = said.substring(said.indexOf("as in ") + 6).split(" ");
    String[] words = Arrays.copyOf(example, example.length + 2);
    words[example.length] = "experiment=hnca/bandit";
    words[example.length + 1] = "data=" + option;
    OwnData.requireGiven(compose(words));
    Experiment.of(compose(words));
  }

  @ParameterizedTest
  @CsvSource({"hnca/own,csv,5", "ilc/own,csv,6", "biohsic/own,csv,5", "ima/own,image_factors,7"})
  void sayingWhereTheyWereChosen(String experiment, String option, int line) {
    String said = refused("experiment=" + experiment);
    String place = "data=" + option + ", chosen in conf/experiment/" + experiment + ".yaml:" + line;
    assertTrue(said.contains(place), said);
  }

  @Test
  void whatIsThereOrGeneratedIsTaken() {
    OwnData.requireGiven(compose("experiment=hnca/bandit"));
    OwnData.requireGiven(
        compose("experiment=hnca/bandit", "data=image_folder", "data.folder=" + dir));
  }
}
