package org.altgrad.graphs.vub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.base.Seal;
import org.altgrad.graphs.attack.text.TextCampaign;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.HostData;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What a head reads: the column {@code feature}, of the data set or computed by a backbone from
 * what its examples are.
 *
 * @param context in which every split has the column
 * @param backbone if one computes it; it may be the examples themselves, flat
 * @param column that the backbone reads, or else {@code feature}
 */
record HeadFeatures(Context context, Optional<Backbone> backbone, String column) {
  static final String FEATURE = "feature";

  private static final String TOKENS = "tokens";
  private static final List<String> IMAGES = List.of("image", "input");

  /** Rows that go through the backbone at once, and rows in a file of the cache. */
  private static final int BATCH = 128;

  private static final int PART = 4096;

  /**
   * Adds the column to splits that have none.
   *
   * @param backbone that computes it, if the data set does not have it; the examples' own numbers
   *     without one
   * @param cache folder where it is kept
   */
  static HeadFeatures of(Context context, Optional<Backbone> backbone, Optional<Path> cache) {
    ResidentSplit train = context.split("train");
    if (train.has(FEATURE)) {
      Require.that(
          backbone.isEmpty(), "backbone", "null, for the data set has features itself,", "given");
      return new HeadFeatures(context, Optional.empty(), FEATURE);
    }
    Backbone of = backbone.orElseGet(() -> new Flat(train.example(pictures(train))));
    String column = column(train, of);
    Map<String, ResidentSplit> splits = new LinkedHashMap<>();
    context
        .data()
        .splits()
        .forEach((name, split) -> splits.put(name, computed(context, split, column, of, cache)));
    HostData data = context.data();
    Context with =
        new Context(
            context.nodes(),
            context.seed(),
            new HostData(splits, data.classes(), data.constants(), data.attachments()),
            context.training(),
            context.optimizer());
    return new HeadFeatures(with, Optional.of(of), column);
  }

  private static String pictures(ResidentSplit train) {
    return IMAGES.stream()
        .filter(train::has)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "backbone: must be a run of method classifier, its export or another model, for"
                        + " the data set has neither features nor images, but is null"));
  }

  /** Takes the examples' own numbers as features. */
  private record Flat(Shape input) implements Backbone {
    @Override
    public Class<? extends TNumber> inputType() {
      return TFloat32.class;
    }

    @Override
    public int features() {
      return Math.toIntExact(input.size());
    }

    @Override
    public String fingerprint() {
      return "";
    }

    @Override
    public Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x) {
      Expr<TFloat32> flat = nodes.typed(x).reshape(-1, features());
      return new Outputs(flat, Optional.empty(), Optional.empty());
    }
  }

  /** The first column of numbers that the backbone takes. */
  private static String column(ResidentSplit train, Backbone backbone) {
    List<String> names = backbone.inputType() == TInt32.class ? List.of(TOKENS) : IMAGES;
    for (String name : names) {
      if (train.has(name)) {
        Shape example = train.example(name);
        Require.that(
            backbone.input().isCompatibleWith(example),
            "backbone",
            "one that reads examples of shape " + example + ", as the data set has them,",
            "of " + backbone.input());
        return name;
      }
    }
    throw new IllegalArgumentException(
        "backbone: must be one that reads what the data set has, but reads " + names.get(0));
  }

  private static ResidentSplit computed(
      Context context,
      ResidentSplit split,
      String column,
      Backbone backbone,
      Optional<Path> cache) {
    Nodes<TFloat32> nodes = context.nodes().scope("backbone." + split.name());
    Operand<TInt32> rows = nodes.rows();
    Backbone.Outputs made = backbone.apply(nodes, input(nodes, split, column, backbone, rows));
    if (column.equals(TOKENS) && split.name().equals("train")) {
      TextCampaign.requireTokens(context, backbone.tokens());
      TextCampaign.found(context).ifPresent(of -> of.requireVectors(made.embedded()));
    }
    Expr<TFloat32> features = made.features();
    int d = backbone.features();
    return split.with(
        nodes.tf(),
        FEATURE,
        Shape.of(d),
        calls -> {
          MessageDigest digest = Seal.digest();
          digest.update(backbone.fingerprint().getBytes(StandardCharsets.UTF_8));
          split.digest(column, digest);
          Rows of = new Rows(calls, rows, features, split.count(), d);
          ByteBuffer all =
              FeatureCache.of(backbone instanceof Flat ? Optional.empty() : cache, digest, PART)
                  .all(split.count(), d, of::part);
          of.check(all, split.name(), cache);
          return all;
        });
  }

  /** Some examples of a split as the backbone takes them. */
  static Operand<? extends TNumber> input(
      Nodes<TFloat32> nodes,
      ResidentSplit split,
      String column,
      Backbone backbone,
      Operand<TInt32> rows) {
    return backbone.inputType() == TInt32.class
        ? split.gatherInt(nodes, column, rows)
        : split.gather(nodes, column, rows);
  }

  /** Features of some examples of a split by the backbone itself, [rows, d]. */
  Expr<TFloat32> again(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    Backbone of = backbone.orElseThrow();
    return of.apply(nodes, input(nodes, split, column, of, rows)).features();
  }

  /** Numbers in a feature vector. */
  int size() {
    return Math.toIntExact(context.split("train").example(FEATURE).size());
  }

  /** What the backbone makes of rows. */
  private record Rows(
      Calls calls, Operand<TInt32> rows, Expr<TFloat32> features, int count, int d) {

    float[] part(int from) {
      int end = Math.min(from + PART, count);
      float[] part = new float[(end - from) * d];
      for (int start = from; start < end; start += BATCH) {
        float[] some = batch(start, Math.min(start + BATCH, end));
        System.arraycopy(some, 0, part, (start - from) * d, some.length);
      }
      return part;
    }

    private float[] batch(int from, int to) {
      try (TInt32 which = TInt32.vectorOf(IntStream.range(from, to).toArray());
          Result result = calls.run(Map.of(rows, which), List.of(features), List.of())) {
        float[] some = Calls.floats(result.get(0));
        if (some.length != (to - from) * d) {
          throw new IllegalStateException(
              "the backbone gives features of shape "
                  + result.get(0).shape()
                  + ", not of "
                  + d
                  + " numbers");
        }
        return some;
      }
    }

    /** Features that were kept are those that the backbone gives, and all are numbers. */
    void check(ByteBuffer all, String split, Optional<Path> cache) {
      for (int i = 0; i < count * d; i++) {
        if (!Float.isFinite(all.getFloat(4 * i))) {
          throw new IllegalStateException(
              "the backbone gives no number for example " + i / d + " of split " + split);
        }
      }
      float[] now = batch(0, Math.min(BATCH, count));
      for (int i = 0; i < now.length; i++) {
        Same.check(all.getFloat(4 * i), now[i], "feature", i / d, split, cache);
      }
    }
  }
}
