package org.altgrad.graphs.ima;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What a trained auto-encoder can be asked for; of several networks, one by its number. */
final class ImaInferences {

  private ImaInferences() {}

  static Map<String, Inference> all(Blueprint blueprint, int networks) {
    Map<String, Inference> all = new LinkedHashMap<>();
    int size = blueprint.inputs().size();
    String column = blueprint.inputs().column();
    Inference.Input x = rows(column, size);
    Inference.Input z = rows("latents", blueprint.d());
    if (!blueprint.perSample()) {
      all.put("encode", encode(blueprint, networks, x));
    }
    all.put(
        "decode",
        new Inference(
            "Observations of latents z.",
            Inference.inputs(networks, z),
            (nodes, weights, given) ->
                Map.of(
                    column,
                    vae(blueprint, nodes, weights, given)
                        .decoder()
                        .apply(of(nodes, given, "latents"))
                        .reshape(-1, size))));
    all.put(
        "jacobian",
        new Inference(
            "The decoder's Jacobian at latents z: entry [row, k, i] is how number i of the"
                + " observation changes with latent k.",
            Inference.inputs(networks, z),
            (nodes, weights, given) ->
                Map.of(
                    "jacobian",
                    vae(blueprint, nodes, weights, given)
                        .decoder()
                        .jacobian(of(nodes, given, "latents"))
                        .reshape(-1, blueprint.d(), size))));
    if (!blueprint.latents().prior().learned()) {
      all.put("sample", sample(blueprint, networks));
    }
    return all;
  }

  private static Inference encode(Blueprint blueprint, int networks, Inference.Input x) {
    return new Inference(
        "Mean and log-variance of the latents (of their logits under a uniform or beta prior),"
            + " and the latents of the mean.",
        Inference.inputs(networks, x),
        (nodes, weights, given) -> {
          ImaVae<TFloat32> vae = vae(blueprint, nodes, weights, given);
          Posterior<TFloat32> q = vae.encode(of(nodes, given, x.name()));
          return Map.of(
              "mean", q.mean().reshape(-1, blueprint.d()),
              "log_variance", q.logVariance().reshape(-1, blueprint.d()),
              "latents", vae.latents(q.mean()).reshape(-1, blueprint.d()));
        });
  }

  /** Observations of latents from the prior's support. */
  private static Inference sample(Blueprint blueprint, int networks) {
    return new Inference(
        "Observations of latents that are drawn from the prior (uniformly for a beta one).",
        Inference.inputs(
            networks, Inference.Input.number("count", 16), Inference.Input.number("seed", 0)),
        (nodes, weights, given) -> {
          var tf = nodes.tf();
          Operand<TInt64> count = Inference.number(given, "count");
          Operand<TInt64> seed = Inference.number(given, "seed");
          Operand<TInt64> shape =
              tf.stack(List.of(tf.constant(1L), count, tf.constant((long) blueprint.d())));
          Expr<TFloat32> like =
              nodes.of(
                  tf.ensureShape(tf.zeros(shape, TFloat32.class), Shape.of(1, -1, blueprint.d())));
          Expr<TFloat32> n = blueprint.drawn(like, new Randoms(0, seed));
          ImaVae<TFloat32> vae = vae(blueprint, nodes, weights, given);
          return Map.of(
              "latents",
              vae.latents(n).reshape(-1, blueprint.d()),
              blueprint.inputs().column(),
              vae.decode(n).reshape(-1, blueprint.inputs().size()));
        });
  }

  private static Inference.Input rows(String name, int size) {
    return new Inference.Input(name, TFloat32.class, Shape.of(-1, size));
  }

  private static Expr<TFloat32> of(
      Nodes<TFloat32> nodes, Map<String, Operand<?>> given, String name) {
    return nodes.typed(given.get(name)).expand(0);
  }

  /** One network, its parameters [1, ...shape]. */
  private static ImaVae<TFloat32> vae(
      Blueprint blueprint,
      Nodes<TFloat32> nodes,
      Inference.Weights weights,
      Map<String, Operand<?>> given) {
    return blueprint.vae(nodes, Parameters.given(1, name -> weights.alone(given, name)));
  }
}
