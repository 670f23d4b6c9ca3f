package org.altgrad.plotting.recorded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds that no figure of a method needs yet. */
class GeneralKindsTest extends RecordedFigures {
  private static final Path DRAWN = Path.of("target", "figures");

  private static long count(String file, Color color) throws IOException {
    BufferedImage image = ImageIO.read(DRAWN.resolve(file + ".png").toFile());
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).filter(p -> p == color.getRGB()).count();
  }

  /** Scores of codes by a key, with a second number on an axis of its own. */
  @Test
  void violinsByANumberHaveASecondAxis() throws IOException {
    Random random = new Random(4);
    for (double gamma : new double[] {0.01, 0.1, 1}) {
      for (int seed = 0; seed < 8; seed++) {
        double mcc = 0.9 - 0.2 * Math.log10(gamma) / -2 + 0.02 * random.nextGaussian();
        double contrast = 10 * gamma * Math.exp(0.2 * random.nextGaussian());
        FakeRuns.run(
            dir.resolve("g" + gamma + "s" + seed),
            "method: {gamma: " + gamma + "}\nseed: " + seed + "\n",
            "state: DONE\n",
            "step,epoch,split,metric,value\n1,1,test,mcc,"
                + mcc
                + "\n1,1,test,contrast,"
                + contrast
                + "\n");
      }
    }
    List<String[]> data =
        draw(
            "two-axes",
            "distributions",
            "x=log10(gamma)",
            "y=mcc@test",
            "right=log10(contrast@test)",
            "labels=mcc@test=MCC,log10(gamma)=log10 γ",
            "reference=0.8");
    assertEquals(2 * 24, data.size());
    assertEquals(List.of("−2", "−1", "0"), data.stream().map(r -> r[2]).distinct().toList());
    assertEquals(24, data.stream().filter(r -> r[1].equals("MCC")).count());
    // Both colours of labels and violins, and the right axis's own ticks.
    assertTrue(count("two-axes", Style.color(0)) > 100);
    assertTrue(count("two-axes", Style.color(1)) > 100);
    String svg = Files.readString(DRAWN.resolve("two-axes.svg"));
    assertTrue(svg.contains("log10(contrast@test)") && svg.contains(">MCC<"), "both axes");
    assertTrue(message(() -> draw("x", "distributions", "y=mc@test")).contains("did you mean mcc"));
  }

  /** Each row is a mark and a bar under its own name, in the colour of what it belongs to. */
  @Test
  void rowsHaveNames() throws IOException {
    FakeRuns.recording(
        run("one", "seed: 0\n"),
        "ways",
        0,
        """
        name,kind,right,truth,time,spread,bias,low,high
        "Odd, one",own,true,summed,20,3,0,0,0.1
        Even,other,false,summed,200,30,0.5,0.4,0.6
        """);
    String[] options = {
      "recording=ways",
      "name=name",
      "colour=kind",
      "filled=right",
      "note=truth",
      "x=time",
      "y=spread",
      "log-x=true",
      "log-y=true",
      "products=true",
      "bar=bias",
      "low=low",
      "high=high",
      "above=bias"
    };
    List<String[]> data = draw("named-rows", "named-rows", options);
    List<List<String>> rows =
        data.stream().map(r -> Arrays.asList(r).subList(0, 4)).map(List::copyOf).toList();
    String above = "1: truth summed, spread";
    assertTrue(rows.contains(List.of(above, "Odd, one", "20", "3.0")), rows::toString);
    assertTrue(rows.contains(List.of(above, "Even", "200", "30.0")), rows::toString);
    assertTrue(rows.contains(List.of("2: bias, bias", "Even", "Even", "0.5")), rows::toString);
    // On a line of equal product a tenth of the time has ten times the spread.
    List<double[]> line =
        data.stream()
            .filter(r -> r[1].equals("product 1e3"))
            .map(r -> new double[] {Double.parseDouble(r[2]), Double.parseDouble(r[3])})
            .toList();
    assertEquals(2, line.size());
    line.forEach(at -> assertEquals(1000, at[0] * at[1], 1e-9));
    assertTrue(count("named-rows", Style.color(0)) > 100, "the first kind's colour");
    assertTrue(count("named-rows", Style.color(1)) > 20, "the second's outline");
    options[5] = "x=tim";
    options[10] = "bar=";
    assertTrue(message(() -> draw("x", "named-rows", options)).contains("name, kind, right"));
  }

  @Test
  void binsAreEvenInRatio() throws IOException {
    double[][] bins = Distributions.bins(1, 1000, 3, true);
    assertArrayEquals(new double[] {1, 10}, bins[0], 1e-12);
    assertArrayEquals(new double[] {10, 100}, bins[1], 1e-9);
    assertArrayEquals(new double[] {100, 1000}, bins[2], 1e-9);
    StringBuilder csv = new StringBuilder("size,cosine\n");
    Random random = new Random(1);
    int[] expected = new int[3];
    for (int i = 0; i < 300; i++) {
      double size = i == 0 ? 1 : i == 1 ? 1000 : Math.pow(10, 3 * random.nextDouble());
      expected[size < 10 ? 0 : size < 100 ? 1 : 2]++;
      csv.append(size + "," + Math.tanh(Math.log10(size) + random.nextGaussian()) + "\n");
    }
    FakeRuns.recording(run("one", "seed: 0\n"), "bounds", 3, csv.toString());
    List<String[]> data =
        draw(
            "binned",
            "distributions",
            "recording=bounds",
            "x=size",
            "y=cosine",
            "bins=3",
            "log-bins=true");
    List<String> names = data.stream().map(r -> r[2]).distinct().toList();
    assertEquals(List.of("1 – 10", "10 – 100", "100 – 1000"), names);
    for (int k = 0; k < 3; k++) {
      String name = names.get(k);
      assertEquals(expected[k], data.stream().filter(r -> r[2].equals(name)).count());
    }
  }

  /** An angle's two ends have one colour, and a slope is that of its power law. */
  @Test
  void pointsAreColouredByAnAngle() throws IOException {
    StringBuilder csv = new StringBuilder("s,t,angle\n");
    for (int i = 0; i <= 40; i++) {
      double angle = -Math.PI + i * Math.PI / 20;
      csv.append((2 + Math.cos(angle)) + "," + (2 + Math.sin(angle)) + "," + angle + "\n");
    }
    FakeRuns.recording(run("one", "seed: 0\n"), "codes", 3, csv.toString());
    List<String[]> data =
        draw(
            "angles",
            "points",
            "recording=codes",
            "x=s",
            "y=t",
            "colour=angle",
            "colours=cyclic",
            "from=-3.141592653589793",
            "to=3.141592653589793",
            "square=true");
    assertEquals(41, data.size());
    assertEquals(-Math.PI, Double.parseDouble(data.get(0)[6]), 1e-12);
    ColorScale scale = new ColorScale(ColorScale.Map.CYCLIC, new double[] {-Math.PI, Math.PI}, "");
    assertEquals(scale.color(-Math.PI), scale.color(Math.PI));
    assertTrue(count("angles", scale.color(0)) > 40, "the point at angle 0");
    List<String[]> lines =
        draw(
            "slopes",
            "points",
            "recording=codes",
            "x=s",
            "y=t",
            "log-x=true",
            "log-y=true",
            "slopes=-0.5",
            "rules=2");
    List<String[]> slope = lines.stream().filter(r -> r[1].equals("slope -0.5")).toList();
    double x0 = Double.parseDouble(slope.get(0)[2]);
    double x1 = Double.parseDouble(slope.get(1)[2]);
    double ratio = Double.parseDouble(slope.get(1)[3]) / Double.parseDouble(slope.get(0)[3]);
    assertEquals(Math.pow(x1 / x0, -0.5), ratio, 1e-12);
    assertTrue(
        message(() -> draw("x", "points", "recording=codes", "x=s", "y=t", "slopes=a"))
            .contains("must be numbers"));
  }

  /** Every picture keeps its pixels, in the grid and in the GIF that shows one column at a time. */
  @Test
  void picturesHaveNamesAndMove() throws IOException {
    StringBuilder csv = new StringBuilder("factor,at,y,x,r,g,b\n");
    for (int factor = 0; factor < 3; factor++) {
      for (int at = 0; at < 4; at++) {
        for (int pixel = 0; pixel < 4; pixel++) {
          csv.append("factor" + factor + "," + at + "," + pixel / 2 + "," + pixel % 2 + ",");
          csv.append((pixel == 0 ? 1 : 0) + "," + at / 3.0 + "," + factor / 2.0 + "\n");
        }
      }
    }
    FakeRuns.recording(run("one", "seed: 0\n"), "traversal", 3, csv.toString());
    draw(
        "pictures",
        "pictures",
        "recording=traversal",
        "row=factor",
        "column=at",
        "value=r,g,b",
        "height=40",
        "animate=true",
        "labels=0=−2σ,3=+2σ");
    // A quarter of one picture: 20 by 20 points, 40 by 40 pixels.
    assertEquals(1600, count("pictures", new Color(255, 0, 128)));
    assertEquals(3 * 1600, count("pictures", new Color(0, 255, 255)));
    String svg = Files.readString(DRAWN.resolve("pictures.svg"));
    assertTrue(svg.contains(">factor1<") && svg.contains(">−2σ<") && svg.contains(">+2σ<"));
    Iterator<ImageReader> readers = ImageIO.getImageReadersBySuffix("gif");
    ImageReader gif = readers.next();
    try (ImageInputStream in =
        ImageIO.createImageInputStream(DRAWN.resolve("pictures.gif").toFile())) {
      gif.setInput(in);
      assertEquals(4, gif.getNumImages(true));
      for (int at = 0; at < 4; at++) {
        BufferedImage frame = gif.read(at);
        int green = Math.round(255 * at / 3f);
        Color expected = new Color(0, green, 255);
        int[] pixels =
            frame.getRGB(0, 0, frame.getWidth(), frame.getHeight(), null, 0, frame.getWidth());
        // Three quarters of one picture of 40 by 40 points, one pixel a point.
        assertEquals(1200, Arrays.stream(pixels).filter(p -> p == expected.getRGB()).count());
      }
    }
  }

  /** Of an attack that found nothing, say. */
  @Test
  void aRecordingWithoutPicturesIsTold() throws IOException {
    FakeRuns.recording(run("one", "seed: 0\n"), "found", 3, "row,column,y,x,value\n");
    assertTrue(
        message(
                () ->
                    draw(
                        "x",
                        "pictures",
                        "recording=found",
                        "row=row",
                        "column=column",
                        "value=value"))
            .endsWith("one: the recording found holds no picture"));
  }

  /** A recording that another figure draws. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pictures | move,value | row=move column=move value=value",
        "curves | move,y,x,r | x=move y=value colour=output"
      })
  void whoDrawsItInsteadIsTold(String kind, String columns, String options) throws IOException {
    FakeRuns.recording(
        run("one", "seed: 0\n"), "decoded", 3, columns + "\n" + columns.replaceAll("\\w+", "1"));
    List<String> words = new ArrayList<>(List.of("recording=decoded", "instead=others=other"));
    words.addAll(List.of(options.split(" ")));
    String said = message(() -> draw("x", kind, words.toArray(String[]::new)));
    assertTrue(said.contains("csv: holds others, which are drawn by: altgrad plot other "), said);
  }

  @Test
  void curvesOverARunHaveASecondAxisAndDashedLines() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
      for (int epoch = 1; epoch <= 10; epoch++) {
        csv.append(epoch + "," + epoch + ",test,mcc," + (1 - 1.0 / (epoch + seed + 1)) + "\n");
        csv.append(epoch + "," + epoch + ",test,bound," + (-1000.0 / epoch - seed) + "\n");
      }
      FakeRuns.run(
          dir.resolve("s" + seed), "seed: " + seed + "\n", "state: DONE\n", csv.toString());
    }
    List<String[]> data = draw("right", "learning-curve", "metric=mcc", "right=bound", "rules=3,7");
    assertEquals(2 * 10, data.size());
    assertEquals(-1000.0 / 4 - 1, Double.parseDouble(data.get(13)[3]), 1e-9);
    assertTrue(count("right", Style.color(1)) > 100);
    String svg = Files.readString(DRAWN.resolve("right.svg"));
    assertTrue(svg.contains(">bound (right)<") && svg.contains(">test bound<"));
    assertTrue(
        message(() -> draw("x", "learning-curve", "metric=mcc", "rules=a")).contains("rules"));
  }

  /** Two networks with two latents each, which is best at different moments. */
  private void networks(double gamma) throws IOException {
    StringBuilder csv = new StringBuilder("step,epoch,split,metric,model,value\n");
    for (int step = 1; step <= 2; step++) {
      for (int m = 0; m < 2; m++) {
        String end = "," + m + ",";
        csv.append(step + "," + step + ",test,loss" + end + (m == step - 1 ? 0 : 1) + "\n");
        for (int k = 0; k < 2; k++) {
          double value = (10 * m + k + 100 * step) / gamma;
          csv.append(step + "," + step + ",test,sigma/" + k + end + value + "\n");
        }
        csv.append(step + "," + step + ",test,error" + end + (m + 1) * step / gamma + "\n");
      }
    }
    csv.append("2,2,test,mixing,0,7\n2,2,test,mixing,1,8\n");
    FakeRuns.run(
        dir.resolve("g" + gamma),
        "method: {gamma: " + gamma + "}\nseed: 1\n",
        "state: DONE\n",
        csv.toString());
  }

  /** Above one abscissa no line is drawn, and none stands in the legend. */
  @Test
  void linesWithoutLengthAreLeftOut() throws IOException {
    networks(1);
    List<String[]> data =
        draw(
            "narrow",
            "points",
            "by=none",
            "x=gamma",
            "y=error@test",
            "colour=log10(gamma)",
            "slopes=-1",
            "identity=true");
    assertTrue(data.stream().allMatch(r -> r[1].equals("all")));
    String svg = Files.readString(DRAWN.resolve("narrow.svg"));
    assertFalse(svg.contains("slope") || svg.contains("y = x"), svg);
  }

  /** Each network at its own best, all of a family of metrics, and one at another moment. */
  @Test
  void pointsOfFamiliesOfMetricsAtMomentsOfTheirOwn() throws IOException {
    networks(1);
    networks(10);
    List<String[]> data =
        draw(
            "families",
            "points",
            "by=none",
            "x=gamma",
            "y=sigma/*@test,error@test",
            "at=min=loss@test",
            "colour=log10(gamma)",
            "log-x=true",
            "log-y=true",
            "identity=true");
    List<String[]> points = data.stream().filter(r -> r[1].equals("all")).toList();
    assertEquals(2 * 4 + 2 * 2, points.size());
    List<Double> sigma = points.stream().limit(4).map(r -> Double.parseDouble(r[3])).toList();
    // Network 0 is best at step 1, network 1 at step 2.
    assertEquals(List.of(100.0, 101.0, 210.0, 211.0), sigma);
    List<String[]> line = data.stream().filter(r -> r[1].equals("y = x")).toList();
    assertEquals(List.of("1", "10", "1", "10"), line.stream().map(r -> r[2]).toList());
    assertEquals(10, Double.parseDouble(line.get(1)[3]), 0);
    List<String[]> later =
        draw(
            "moments",
            "points",
            "by=none",
            "x=last(mixing@test)",
            "y=error@test",
            "at=min=loss@test");
    assertEquals(
        List.of("7 1.0", "8 4.0", "7 0.1", "8 0.4"),
        later.stream().map(r -> r[2] + " " + r[3]).toList());
    assertTrue(message(() -> draw("x", "points", "x=gamma", "y=sgma/*@test")).contains("sgma"));
  }

  @Test
  void violinsHaveAPanelForEachNumberAndPointsForEachValue() throws IOException {
    networks(1);
    networks(10);
    List<String[]> data =
        draw("panels", "distributions", "by=none", "x=gamma", "y=error@test,mixing@test");
    assertEquals(2 * 4, data.size());
    FakeRuns.recording(
        run("recorded", "method: {gamma: 3}\nseed: 1\n"),
        "codes",
        3,
        "of,s,t\nsources,1,2\nlatents,3,4\nlatents,5,6\n");
    List<String[]> parts =
        draw("parts", "points", "recording=codes", "x=s", "y=t", "panel=of", "by=none");
    assertEquals(List.of("1", "3", "5"), parts.stream().map(r -> r[2]).toList());
    String svg = Files.readString(DRAWN.resolve("parts.svg"));
    assertTrue(svg.contains(">sources<") && svg.contains(">latents<"));
  }

  /** Two metrics in one panel, and a third as what lies between them. */
  @Test
  void sweepsHaveMetricsTogetherAndRises() throws IOException {
    networks(1);
    networks(10);
    List<String[]> data =
        draw(
            "rises",
            "sweep-curve",
            "x=gamma",
            "by=none",
            "metric=error,mixing",
            "metrics=lines",
            "rise=mixing",
            "split=test",
            "labels=y=gap",
            "log-x=true");
    List<String[]> rise = data.stream().filter(r -> r[1].equals("mixing")).toList();
    // At 1 the errors 2 and 4 have the mean 3, at 10 the mean .3; the rise is 7.5.
    assertEquals(3, Double.parseDouble(rise.get(0)[3]), 1e-12);
    assertEquals(10.5, Double.parseDouble(rise.get(1)[3]), 1e-12);
    assertEquals(7.8, Double.parseDouble(rise.get(3)[3]), 1e-12);
    String svg = Files.readString(DRAWN.resolve("rises.svg"));
    assertTrue(svg.contains(">gap<") && svg.contains(">error<"), "both metrics in one panel");
  }
}
