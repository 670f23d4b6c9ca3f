package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.ndarray.Shape;

/**
 * What figures of IMA-VAE draw beside its metrics, of the first rows of the validation split; of
 * the training split where nothing is known of other examples.
 */
final class ImaRecordings {
  private static final int ROWS = 2000;

  /** Standard deviations of the posterior by which a latent is moved, as in the paper. */
  static final int[] MOVES = {-32, -24, -16, -8, 0, 8, 16, 24, 32};

  private final int networks;
  private final int latents;
  private final Shape example;

  private ImaRecordings(int networks, int latents, Shape example) {
    this.networks = networks;
    this.latents = latents;
    this.example = example;
  }

  static Map<String, Recording> all(Context context, Blueprint blueprint, Variables variables) {
    ResidentSplit split = split(context, blueprint);
    ImaRecordings make =
        new ImaRecordings(context.models(), blueprint.d(), blueprint.inputs().example());
    Measured measured = new Measured(context, blueprint, variables, split);
    ImaSettings.MetricSettings settings = blueprint.method().metrics();
    int batch = settings.batch();
    int few = Math.min(settings.jacobianRows(), split.count());
    Map<String, Recording> all = new LinkedHashMap<>();
    if (split.has("sources")) {
      Reading places = measured.places();
      int rows = Math.min(ROWS, split.count());
      all.put(
          "sources",
          new Recording(
              "True sources, few observed numbers, and the latents of the mean, with the polar"
                  + " angle of the sources.",
              Due.LAST,
              (calls, step) -> make.sources(places.fetch(calls, rows, batch, step))));
    }
    Reading jacobians = measured.jacobians();
    all.put(
        "variances",
        new Recording(
            "The encoder's variances and those that the theory predicts, by example and latent.",
            Due.LAST,
            (calls, step) -> make.variances(jacobians.fetch(calls, few, batch, step))));
    Reading traversals = measured.traversals(MOVES);
    all.put(
        "traversals",
        new Recording(
            "What is decoded as one latent of the first example is moved by standard deviations.",
            Due.LAST,
            (calls, step) -> make.traversals(traversals.fetch(calls, 1, 1, step))));
    return all;
  }

  private static ResidentSplit split(Context context, Blueprint blueprint) {
    Map<String, ResidentSplit> splits = context.data().splits();
    ResidentSplit train = context.split("train");
    return blueprint.perSample()
        ? train
        : splits.getOrDefault("validation", splits.getOrDefault("test", train));
  }

  private Recording.Table sources(Reading.Rows found) {
    int width =
        found.all().values().stream().mapToInt(part -> part[0][0].length).max().orElseThrow();
    List<String> columns = new ArrayList<>(List.of("model", "example", "of", "angle"));
    for (int k = 1; k <= width; k++) {
      columns.add("c" + k);
    }
    double[][] s = found.of("sources", 0);
    double[] centre = new double[s[0].length];
    Arrays.setAll(centre, k -> Arrays.stream(s).mapToDouble(row -> row[k]).average().orElse(0));
    List<List<?>> rows = new ArrayList<>();
    for (int m = 0; m < networks; m++) {
      for (String part : found.all().keySet()) {
        double[][] own = found.of(part, m);
        for (int b = 0; b < own.length; b++) {
          double up = centre.length > 1 ? s[b][1] - centre[1] : 0;
          List<Object> row =
              new ArrayList<>(List.of(m, b, part, Math.atan2(up, s[b][0] - centre[0])));
          for (int k = 0; k < width; k++) {
            row.add(k < own[b].length ? own[b][k] : Double.NaN);
          }
          rows.add(row);
        }
      }
    }
    return new Recording.Table(columns, rows);
  }

  private Recording.Table variances(Reading.Rows found) {
    List<List<?>> rows = new ArrayList<>();
    for (int m = 0; m < networks; m++) {
      double[][] own = found.of("log_variance", m);
      double[][] predicted = found.of("log_predicted", m);
      for (int b = 0; b < own.length; b++) {
        for (int k = 0; k < latents; k++) {
          rows.add(List.of(m, b, k, Math.exp(own[b][k]), Math.exp(predicted[b][k])));
        }
      }
    }
    return new Recording.Table(List.of("model", "example", "latent", "encoder", "predicted"), rows);
  }

  /** Pictures pixel by pixel, grey ones in all three colours; other observations by number. */
  private Recording.Table traversals(Reading.Rows found) {
    boolean picture = example.numDimensions() == 3;
    List<List<?>> rows = new ArrayList<>();
    int size = (int) example.size();
    int channels = picture ? (int) example.get(2) : 1;
    int across = picture ? (int) example.get(1) : 1;
    for (int m = 0; m < networks; m++) {
      double[] all = found.of("decoded", m)[0];
      for (int at = 0; at < all.length; at += channels) {
        int place = at % size / channels;
        int move = at / size;
        List<Object> row = new ArrayList<>();
        row.addAll(List.of(m, move / MOVES.length, MOVES[move % MOVES.length]));
        if (picture) {
          row.addAll(List.of(place / across, place % across));
          for (int c = 0; c < 3; c++) {
            row.add(all[at + Math.min(c, channels - 1)]);
          }
        } else {
          row.addAll(List.of(place, all[at]));
        }
        rows.add(row);
      }
    }
    return new Recording.Table(
        picture
            ? List.of("model", "latent", "move", "y", "x", "r", "g", "b")
            : List.of("model", "latent", "move", "output", "value"),
        rows);
  }
}
