package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.hnca.Pixels;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What a trained {@link Hvae} can be asked for. Random draws depend on the {@code seed} given. */
final class VaeInferences {
  private static final Inference.Input SEED = Inference.Input.number("seed", 0);
  private static final Inference.Input COUNT =
      new Inference.Input("count", TInt64.class, Shape.scalar());

  private VaeInferences() {}

  /**
   * @param image what the functions of pictures take, for their users
   */
  static Map<String, Inference> all(BernoulliHvae model, int pixels, String image) {
    return Map.of(
        "encode", encode(model, pixels, image),
        "elbo", elbo(model, pixels, image),
        "decode", decode(model, pixels),
        "sample", sample(model, pixels),
        "sample_pixels", samplePixels(model, pixels));
  }

  private static List<Inference.Input> imageAndSeed(int pixels) {
    return List.of(new Inference.Input("image", TFloat32.class, Shape.of(-1, pixels)), SEED);
  }

  private static Inference encode(BernoulliHvae model, int pixels, String image) {
    return new Inference(
        "One draw of every latent layer for each "
            + image
            + ": bits and the probabilities that they were drawn with, layer 1 next to the pixels.",
        imageAndSeed(pixels),
        (nodes, weights, given) -> {
          Pass<TFloat32> pass = pass(model, pixels, nodes, weights, given);
          Map<String, Operand<?>> outputs = new LinkedHashMap<>();
          for (int l = 1; l <= pass.depth(); l++) {
            outputs.put("bits" + l, pass.z(l));
            outputs.put("probabilities" + l, sigmoid(pass.a(l)));
          }
          return outputs;
        });
  }

  private static Inference elbo(BernoulliHvae model, int pixels, String image) {
    return new Inference(
        "The evidence lower bound of each "
            + image
            + ", in nats, from one binarisation and one draw of the latent layers.",
        imageAndSeed(pixels),
        (nodes, weights, given) ->
            Map.of("elbo", pass(model, pixels, nodes, weights, given).elbo().reshape(-1)));
  }

  private static Inference decode(BernoulliHvae model, int pixels) {
    return new Inference(
        "Pixel probabilities for bits of the top latent layer; the layers between are drawn.",
        List.of(new Inference.Input("latent", TFloat32.class, Shape.of(-1, model.top())), SEED),
        (nodes, weights, given) -> {
          Hvae<TFloat32> net = model.net(Parameters.given(weights::get), pixels);
          Expr<TFloat32> top = nodes.typed(given.get("latent"));
          Randoms randoms = Inference.draws(given).byRow(RowKeys.of(top));
          return Map.of("probabilities", sigmoid(net.pixels(top, randoms::uniformLike)));
        });
  }

  private static Inference sample(BernoulliHvae model, int pixels) {
    return new Inference(
        "Pixel probabilities of new images: the latent layers are drawn from the prior down.",
        List.of(COUNT, SEED),
        (nodes, weights, given) ->
            Map.of("probabilities", sigmoid(imagined(model, pixels, nodes, weights, given))));
  }

  private static Inference samplePixels(BernoulliHvae model, int pixels) {
    return new Inference(
        "New binary images: everything is drawn, from the prior down to the pixels.",
        List.of(COUNT, SEED),
        (nodes, weights, given) -> {
          Expr<TFloat32> logits = imagined(model, pixels, nodes, weights, given);
          return Map.of(
              "pixels", Hvae.bits(logits, Inference.draws(given).uniformLike("pixels", logits)));
        });
  }

  /** Pixel logits below latent layers drawn from the prior. */
  private static Expr<TFloat32> imagined(
      BernoulliHvae model,
      int pixels,
      Nodes<TFloat32> nodes,
      Inference.Weights weights,
      Map<String, Operand<?>> given) {
    Hvae<TFloat32> net = model.net(Parameters.given(weights::get), pixels);
    var tf = nodes.tf();
    Operand<TInt64> count = Inference.number(given, "count");
    Expr<TFloat32> zeros =
        nodes.of(tf.fill(tf.stack(List.of(count, tf.constant(1L))), nodes.constant(0)));
    Randoms randoms = Inference.draws(given);
    Expr<TFloat32> prior = net.prior().plus(zeros);
    Expr<TFloat32> top = Hvae.bits(prior, randoms.uniformLike("prior", prior));
    return net.pixels(top, randoms::uniformLike);
  }

  private static Pass<TFloat32> pass(
      BernoulliHvae model,
      int pixels,
      Nodes<TFloat32> nodes,
      Inference.Weights weights,
      Map<String, Operand<?>> given) {
    Expr<TFloat32> images = nodes.typed(given.get("image"));
    Randoms randoms = Inference.draws(given).byRow(RowKeys.of(images));
    return model
        .net(Parameters.given(weights::get), pixels)
        .sample(Pixels.binarise(images, randoms), randoms::uniformLike);
  }
}
