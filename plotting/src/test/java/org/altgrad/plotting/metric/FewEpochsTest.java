package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.layer.Range;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.style.Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learning curves of runs that have just begun. */
class FewEpochsTest {
  @TempDir private Path dir;

  private Figure curve(String metrics) throws IOException {
    FakeRuns.run(dir.resolve("run"), "seed: 1\n", "state: DONE\n", metrics);
    return Declared.figures()
        .named("learning-curve")
        .draw(Runs.read(List.of(dir)), Map.of("metric", "accuracy"));
  }

  @Test
  void oneEpochIsADotAtItsNumber() throws IOException {
    Figure figure =
        curve(
            """
            step,epoch,split,metric,value
            100,1,train,accuracy,0.3
            100,1,test,accuracy,0.6
            """);
    XyPanel panel = (XyPanel) figure.rows().get(0).get(0);
    assertEquals("epoch", panel.x().label());
    assertEquals(new Range(0, 2), Range.ofX(panel.x(), panel.layers()));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
    int blue = Style.color(0).getRGB();
    int high = 0;
    int low = 0;
    // Below the legend, with the one value in the upper and the other in the lower half.
    for (int y = 80; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean own = image.getRGB(x, y) == blue;
        high += own && y < image.getHeight() / 2 ? 1 : 0;
        low += own && y >= image.getHeight() / 2 ? 1 : 0;
      }
    }
    assertTrue(high > 60 && low > 60, "pixels of the marks: " + high + ", " + low);
  }

  @Test
  void stepsWithinAnEpochAreSteps() throws IOException {
    Figure figure =
        curve(
            """
            step,epoch,split,metric,value
            50,1,train,accuracy,0.3
            100,1,train,accuracy,0.4
            100,1,test,accuracy,0.6
            """);
    assertEquals("step", ((XyPanel) figure.rows().get(0).get(0)).x().label());
  }
}
