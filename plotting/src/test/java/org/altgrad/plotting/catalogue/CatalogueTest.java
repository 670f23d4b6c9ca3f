package org.altgrad.plotting.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.runs.RunSet;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  /** Prints the catalogue, as help does. */
  static final class Lister {
    private Lister() {}

    public static void main(String[] arguments) {
      FigureKinds.general().all().forEach(kind -> System.out.println("kind " + kind.name()));
    }
  }

  @Test
  void listingLoadsNeitherAwtNorTheLibraries() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                Lister.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), output);
    assertTrue(output.contains("kind learning-curve"), output);
    assertTrue(output.contains("org.altgrad.plotting.catalogue.FigureKinds"));
    List<String> heavy =
        output
            .lines()
            .filter(
                line ->
                    line.contains(" java.awt.")
                        || line.contains(" tech.tablesaw.")
                        || line.contains(" org.knowm.")
                        || line.contains("plotting.metric.LearningCurve "))
            .toList();
    assertEquals(List.of(), heavy);
  }

  @Test
  void unknownNamesAreAnsweredWithKnownOnes() {
    String figure =
        assertThrows(PlotException.class, () -> Declared.figures().named("lerning-curve"))
            .getMessage();
    assertTrue(figure.contains("'lerning-curve'") && figure.contains("learning-curve"), figure);
    FigureKind bars = Declared.figures().named("bars");
    String option =
        assertThrows(
                PlotException.class,
                () -> bars.draw(new RunSet(List.of()), Map.of("metrics", "loss")))
            .getMessage();
    assertTrue(option.contains("'metrics'") && option.contains("metric"), option);
  }

  @Test
  void everyKindIsDescribed() {
    for (FigureKind kind : FigureKinds.general().all()) {
      assertTrue(kind.description().length() > 20, kind.name());
      assertEquals(
          kind.options().size(),
          kind.options().stream().map(FigureKind.Choice::name).distinct().count());
    }
  }
}
