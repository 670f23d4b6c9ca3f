package org.altgrad.plotting.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.kind.Look;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts in place of names, and the names where there is none. */
class LabelsTest {
  @TempDir private static Path dir;

  private static RunSet runs;

  @BeforeAll
  static void runs() throws IOException {
    for (String combiner : List.of("mean", "and_mask", "median")) {
      for (int depth = 1; depth <= 2; depth++) {
        FakeRuns.run(
            dir.resolve(combiner + depth),
            "method:\n  combiner: {name: %s}\nmodel: {depth: %d}\n".formatted(combiner, depth),
            "state: DONE\n",
            """
            step,epoch,split,metric,value
            10,1,train,accuracy,0.5
            10,1,test,accuracy,0.4
            20,2,train,accuracy,0.6
            20,2,test,accuracy,0.5
            """);
      }
    }
    runs = Runs.read(List.of(dir));
  }

  private static Figure draw(String figure, String... options) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String word : options) {
      given.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    return Declared.figures().named(figure).draw(runs, given);
  }

  private static XyPanel panel(Figure figure) {
    return (XyPanel) figure.rows().get(0).get(0);
  }

  private static List<String> legend(Figure figure) {
    return figure.legend().stream().map(Legend.Entry::text).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bars        | split=test by=combiner labels=and_mask=AND-mask    | test accuracy
          bars        | split=test by=combiner labels=accuracy=Right       | Right
          bars        | split=test by=none                                 | test accuracy
          bars        | x=depth                                            | test accuracy
          bars        | x=depth labels=and_mask=AND-mask                   | test accuracy
          bars        | x=depth split=train labels=accuracy=Right          | Right
          bars        | by=combiner                                        | accuracy
          violins     | by=combiner labels=and_mask=AND-mask               | test accuracy
          histogram   | by=combiner                                        | share of values
          learning-curve | split=test                                      | test accuracy
          learning-curve | split=test labels=test=held                     | held accuracy
          learning-curve | split=test labels=accuracy=Right                | Right
          learning-curve | by=combiner                                     | accuracy
          ratio       | reference=mean by=combiner labels=mean=Mean        | accuracy / Mean
          ratio       | reference=mean by=combiner labels=accuracy=Right   | Right / mean
          scatter     | x=depth y=accuracy@test labels=test=held           | accuracy (held)
          scatter     | x=depth y=accuracy@test labels=accuracy=Right      | Right
          sweep-curve | x=depth split=test labels=and_mask=AND-mask        | test accuracy
          """)
  void theVerticalAxisSaysTheSplit(String figure, String options, String label) {
    assertEquals(label, panel(draw(figure, options.split(" "))).y().label());
  }

  @Test
  void heatMapsSayTheSplit() {
    Figure map = draw("heat-map", "split=test", "labels=and_mask=AND-mask");
    assertEquals("test accuracy", map.rows().get(0).get(0).shows().replaceAll(" over .*|.*: ", ""));
  }

  @Test
  void groupsHaveTheUsersNames() {
    String names = "labels=accuracy=Accuracy,and_mask=AND-mask,test=held out";
    Figure bars = draw("bars", "by=combiner", names);
    assertEquals(List.of("AND-mask", "mean", "median"), panel(bars).x().categories());
    assertTrue(legend(bars).contains("held out"), legend(bars).toString());
    Figure curve = draw("learning-curve", "by=combiner", names);
    assertTrue(
        legend(curve).containsAll(List.of("AND-mask", "median", "held out", "train")),
        legend(curve).toString());
    assertTrue(curve.svg().length() > 0);
    Figure histogram = draw("histogram", "by=combiner", "labels=and_mask=AND-mask,accuracy=Right");
    assertEquals("Right", panel(histogram).x().label());
    Figure ratio =
        draw("ratio", "by=combiner", "reference=mean", "labels=and_mask=AND-mask,epoch=Epochs");
    assertEquals("Epochs", panel(ratio).x().label());
    Figure scatter =
        draw(
            "scatter",
            "by=combiner",
            "x=depth",
            "y=accuracy@test",
            "labels=and_mask=AND-mask,depth=Layers");
    assertEquals("Layers", panel(scatter).x().label());
    for (Figure figure : List.of(histogram, ratio, scatter)) {
      assertTrue(legend(figure).contains("AND-mask"), legend(figure).toString());
    }
    Figure along = draw("bars", "x=depth", "by=combiner", "labels=and_mask=AND,1=one,depth=Depth");
    assertEquals(List.of("one", "2"), panel(along).x().categories());
    assertEquals("Depth", panel(along).x().label());
    assertTrue(legend(along).contains("AND"), legend(along).toString());
    Figure both =
        draw("violins", "by=combiner,depth", "labels=and_mask=AND,depth=layers,depth=2=two");
    assertEquals("AND, layers=1", panel(both).x().categories().get(0));
    assertEquals("AND, two", panel(both).x().categories().get(1));
  }

  /** A name ends at the first sign of equality, or where the longest name of the figure does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          and_mask=AND-mask (τ = 1)                | AND-mask (τ = 1), depth=1
          and_mask = a=b=c                         | a=b=c, depth=1
          and_mask=AND\\, all signs,mean=M          | AND, all signs, depth=1
          and_mask=AND\\=1                         | AND=1, depth=1
          depth=layers L=2                         | and_mask, layers L=2=1
          depth=1=one                              | and_mask, one
          depth\\=1=one = first                    | and_mask, one = first
          and_mask\\, depth=1=τ = 1\\, depth = one  | τ = 1, depth = one
          """)
  void textsHoldCommasAndSignsOfEquality(String labels, String name) {
    Figure figure = draw("violins", "by=combiner,depth", "labels=" + labels);
    assertEquals(name, panel(figure).x().categories().get(0));
  }

  @ParameterizedTest
  @CsvSource({"AND", "=AND", "'accuracy=a,b'"})
  void whatIsNoPairIsToldHowToWriteIt(String labels) {
    PlotException wrong =
        assertThrows(PlotException.class, () -> draw("bars", "by=combiner", "labels=" + labels));
    assertEquals(
        "bars: option labels: must be pairs such as accuracy=Test accuracy, with commas between"
            + " them (within a text \\, and within a name \\=) but is '"
            + labels
            + "'",
        wrong.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "bars, by=combiner, and_mask",
    "bars, x=depth, and_mask",
    "learning-curve, by=combiner, and_mask",
    "violins, by=combiner, and_mask",
    "sweep-curve, x=depth, and_mask",
    "heat-map, at=last, and_mask",
    "histogram, by=combiner, and_mask"
  })
  void aNameThatTheFigureHasNotIsRefused(String figure, String option, String known) {
    String message =
        assertThrows(PlotException.class, () -> draw(figure, option, "labels=combinr=x"))
            .getMessage();
    assertTrue(message.startsWith(figure + ": option labels: "), message);
    assertTrue(message.contains("'combinr'"), message);
    assertTrue(message.contains(known) && message.contains("accuracy"), message);
  }

  @Test
  void aLookMayHaveTextsForMore() {
    Map<String, String> declared = Map.of("by", "combiner", "labels", "mean=Mean,other=Other");
    FigureKind look =
        new Look("own", "", "bars", declared, Map.of()).on(Declared.figures().named("bars"));
    XyPanel panel = panel(look.draw(runs, Map.of()));
    assertEquals(List.of("and_mask", "Mean", "median"), panel.x().categories());
    assertThrows(PlotException.class, () -> look.draw(runs, Map.of("labels", "other=Other")));
  }

  @Test
  void aKeyAlongTheAxisFormsNoGroups() {
    Figure bars = draw("bars", "x=combiner", "by=combiner", "split=test");
    assertEquals("combiner", panel(bars).x().label());
    Map<String, Double> middle = new TreeMap<>();
    for (Layer layer : panel(bars).layers()) {
      Columns columns = (Columns) layer;
      for (int i = 0; i < columns.x().length; i++) {
        if (!Double.isNaN(columns.y()[i])) {
          middle.put(panel(bars).x().categories().get(i), columns.x()[i] - i);
        }
      }
    }
    assertEquals(3, middle.size());
    middle.forEach((name, off) -> assertEquals(0, off, 1e-12, name));
    assertFalse(legend(bars).contains("all"), legend(bars).toString());
  }
}
