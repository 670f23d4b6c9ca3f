package org.altgrad.plotting.runs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.altgrad.plotting.PlotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsReaderTest {
  @TempDir Path dir;

  private Metrics read(String rows) throws IOException {
    Path file = dir.resolve("metrics.csv");
    Files.writeString(file, rows);
    return MetricsReader.read(file, null);
  }

  @Test
  void aTornLastLineIsIgnoredEvenWhereItLooksWhole() throws IOException {
    Metrics metrics = read("step,epoch,split,metric,value\n1,0,test,loss,0.5\n2,1,test,loss,0.4");
    assertArrayEquals(new double[] {0.5}, metrics.track("test", "loss").value());
    assertEquals(1, metrics.notes().size());
    assertTrue(metrics.notes().get(0).contains("metrics.csv: the last line is cut short"));
    assertEquals(List.of(), read("step,epoch,split,metric,value\n").notes());
  }

  @Test
  void theLastOfSeveralRowsForOneMomentWinsAndStepsAscend() throws IOException {
    Metrics metrics =
        read(
            """
            step,epoch,split,metric,value
            10,1,test,loss,1.0
            20,2,test,loss,0.8
            30,3,test,loss,0.7
            20,2,test,loss,0.85
            25,2,test,loss,0.80
            20,2,train,loss,9
            """);
    Metrics.Track track = metrics.track("test", "loss");
    assertArrayEquals(new long[] {10, 20, 25, 30}, track.step());
    assertArrayEquals(new double[] {1.0, 0.85, 0.80, 0.7}, track.value());
    assertArrayEquals(new double[] {9}, metrics.track("train", "loss").value());
    assertEquals(5, metrics.table().rowCount());
  }

  @Test
  void robustnessOfAnEarlierVersionHasTheNamesOfThisOne() throws IOException {
    // 40 inputs, 30 of them right: 6 stay right, then 12; a run that went on has both kinds of
    // names
    Metrics metrics =
        read(
            """
            step,epoch,split,metric,model,value
            10,1,test,robust_fgs/0.1,,0.2
            10,1,test,robust_all_fgs/0.1,,0.15
            10,1,test,robust_worst/0.1,,0.2
            20,2,test,robust_fgs/0.1,,0.3
            20,2,test,robust_of_right_fgs/0.1,,0.4
            20,2,test,robust_worst/0.1,,0.3
            20,2,test,robust_of_right_worst/0.1,,0.4
            """);
    assertArrayEquals(new double[] {0.15, 0.3}, metrics.track("test", "robust_fgs/0.1").value());
    assertArrayEquals(
        new double[] {0.2, 0.4}, metrics.track("test", "robust_of_right_fgs/0.1").value());
    assertArrayEquals(new double[] {0.3}, metrics.track("test", "robust_worst/0.1").value());
    assertArrayEquals(
        new double[] {0.2, 0.4}, metrics.track("test", "robust_of_right_worst/0.1").value());
    assertEquals(
        Map.of("final.test.robust_fgs/0.1", 0.15, "final.test.robust_of_right_fgs/0.1", 0.2),
        EarlierMetrics.named(
            Map.of("final.test.robust_all_fgs/0.1", 0.15, "final.test.robust_fgs/0.1", 0.2)));
    Map<String, Object> texts = Map.of("final.test.robust_pwws", 0.1);
    assertEquals(texts, EarlierMetrics.named(texts));
  }

  @Test
  void theNumberOfANetworkIsAColumnAndInOlderFilesPartOfTheName() throws IOException {
    Metrics metrics =
        read(
            """
            step,epoch,split,metric,model,value
            1,0,test,hsic/layer0,,0.5
            1,0,test,hsic/layer0,0,0.4
            1,0,test,hsic/layer0,1,0.6
            1,0,test,loss,,9
            """);
    Metrics older =
        read(
            """
            step,epoch,split,metric,value
            1,0,test,hsic/layer0,0.5
            1,0,test,hsic/layer0/model0,0.4
            1,0,test,hsic/layer0/model1,0.6
            1,0,test,loss,9
            """);
    Metrics.Key one = new Metrics.Key("test", "hsic/layer0", OptionalInt.of(1));
    for (Metrics each : List.of(metrics, older)) {
      assertEquals(4, each.tracks().size());
      assertArrayEquals(new double[] {0.6}, each.tracks().get(one).value());
      assertArrayEquals(new double[] {0.6}, each.track("test", "hsic/layer0/model1").value());
      assertArrayEquals(new double[] {0.5}, each.track("test", "hsic/layer0").value());
      assertEquals(List.of(one.model(0), one), each.samples(Metrics.Key.of("test", "hsic/layer0")));
      assertEquals(List.of(one), each.samples(one));
      assertTrue(each.table().intColumn("model").isMissing(0));
      assertEquals(1, each.table().intColumn("model").get(2));
    }
    assertEquals(one.sibling("val", "loss"), new Metrics.Key("val", "loss", OptionalInt.of(1)));
    assertEquals(one.sibling("val", "loss/model0"), Metrics.Key.of("val", "loss/model0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,0,test,loss,1|metrics.csv:3: 5 fields, expected the 6 of",
        "1,0,test,loss,x,1|metrics.csv:3: model 'x'",
        "1,0,test,loss,-1,1|metrics.csv:3: model '-1'",
        "1,0,test,loss,99999999999,1|metrics.csv:3: model '99999999999'",
        "1,0,test,loss,1,|metrics.csv:3: value ''"
      })
  void aMalformedRowWithTheNumberOfANetworkIsNamedByItsLine(String row, String message) {
    String whole = "step,epoch,split,metric,model,value\n1,0,test,loss,,1\n" + row + "\n";
    PlotException e = assertThrows(PlotException.class, () -> read(whole));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void valuesThatAreNotFiniteAreRead() throws IOException {
    Metrics metrics =
        read(
            "step,epoch,split,metric,value\n"
                + "1,,t,m,NaN\n"
                + "2,,t,m,Infinity\n"
                + "3,,t,m,-inf\n"
                + "4,,t,m,1e-3\n");
    assertArrayEquals(
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.001},
        metrics.track("t", "m").value());
    assertArrayEquals(new int[] {-1, -1, -1, -1}, metrics.track("t", "m").epoch());
    assertTrue(metrics.table().intColumn("epoch").isMissing(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,0,test,loss|metrics.csv:3: 4 fields",
        "1,0,te,st,loss,1|metrics.csv:3: 6 fields",
        "x,0,test,loss,1|metrics.csv:3: step 'x'",
        "1,-2,test,loss,1|metrics.csv:3: epoch '-2'",
        "1,0,test,,1|metrics.csv:3: the metric has no name",
        "1,0,test,loss,|metrics.csv:3: value ''",
        "1,0,test,loss,one|metrics.csv:3: value 'one'"
      })
  void aMalformedRowIsNamedByItsLine(String row, String message) {
    PlotException e =
        assertThrows(
            PlotException.class,
            () -> read("step,epoch,split,metric,value\n1,0,test,loss,1\n" + row + "\n"));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aForeignHeaderIsRefused() {
    PlotException e = assertThrows(PlotException.class, () -> read("epoch,loss\n1,0.5\n"));
    assertTrue(e.getMessage().contains("metrics.csv:1: the header is 'epoch,loss'"));
  }

  @Test
  void aMissingFileIsANoteAndNotAnError() {
    Metrics metrics = MetricsReader.read(dir.resolve("none.csv"), null);
    assertTrue(metrics.tracks().isEmpty());
    assertEquals(1, metrics.notes().size());
  }
}
