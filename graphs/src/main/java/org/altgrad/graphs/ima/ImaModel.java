package org.altgrad.graphs.ima;

import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.program.Labelled;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** {@code model} of IMA-VAE: networks of an encoder and a decoder, and their laws. */
public sealed interface ImaModel extends Labelled permits VaeMlp, VaeConv {
  Latents latents();

  /** They are what a learned prior is conditioned by. */
  @Override
  default boolean readsLabels() {
    return latents().prior().learned();
  }

  /**
   * The encoder network, to {@code outputs} numbers a row.
   *
   * @param example shape of an observation
   */
  <T extends TNumber> Mapping<T> encoder(Parameters<T> parameters, Shape example, int outputs);

  /** The decoder network. */
  <T extends TNumber> Mapping<T> decoder(Parameters<T> parameters, Shape example);

  /**
   * A network from observations to as many latents' logits that has an inverse.
   *
   * @throws IllegalArgumentException if these settings make none
   */
  <T extends TNumber> Bijection<T> bijection(Parameters<T> parameters, Shape example);

  /**
   * A function and its inverse.
   *
   * @param encode from observations to logits
   * @param decode the other way about
   */
  record Bijection<T extends TNumber>(Mapping<T> encode, Mapping<T> decode) {}

  /** The network from labels to a learned prior's parameters. */
  <T extends TNumber> Mapping<T> conditioner(Parameters<T> parameters, int classes);

  /**
   * What all models have.
   *
   * @param latentDim d
   * @param prior law of the latents
   * @param posterior whether the latents of one input are independent
   * @param gammaSq precision γ² of the decoder, 1 / variance; where it is not fixed, at the start
   * @param decoderVarMode what becomes of the decoder's variance
   * @param decoder whether it is learned or the data's true mixing
   * @param encoder how latents of an observation are found
   */
  record Latents(
      int latentDim,
      Prior prior,
      Posterior.Covariance posterior,
      @OnlyIf(key = "decoder_var_mode", not = "optimal") Coefficient gammaSq,
      VarianceMode decoderVarMode,
      DecoderKind decoder,
      EncoderSettings encoder) {
    /** Beyond this, squared errors of float32 are rounding; below its inverse they are nothing. */
    private static final double LARGEST_PRECISION = 1e10;

    public Latents {
      Require.atLeast("latentDim", latentDim, 1);
      Require.given("prior", prior);
      for (double value : gammaSq.value().values()) {
        Require.that(
            value >= 1 / LARGEST_PRECISION && value <= LARGEST_PRECISION,
            "gammaSq",
            "from 1e-10 to 1e10, beyond which errors of float32 outweigh the data's (scale the"
                + " observations instead),",
            value);
      }
      Require.that(
          decoderVarMode == VarianceMode.FIXED || !gammaSq.changes() && !gammaSq.value().several(),
          "gammaSq",
          "one number where the decoder's variance is not fixed",
          gammaSq);
    }
  }

  /** What becomes of the decoder's variance. */
  enum VarianceMode {
    FIXED,
    /** Its logarithm is learned with the networks. */
    LEARNED,
    /** After each evaluation it is what the validation split's reconstructions make likeliest. */
    MLE,
    /** In each step what the batch's reconstructions make likeliest (σ-VAE). */
    OPTIMAL
  }

  /** Where the decoder comes from. */
  enum DecoderKind {
    LEARNED,
    GROUND_TRUTH
  }

  /**
   * How latents of an observation are found.
   *
   * @param kind of the encoder
   * @param extraLayers more hidden layers than the decoder
   * @param extraWidth more units in each
   */
  record EncoderSettings(Kind kind, int extraLayers, int extraWidth) {
    public EncoderSettings {
      Require.atLeast("extraLayers", extraLayers, 0);
      Require.atLeast("extraWidth", extraWidth, 0);
    }

    /** Kinds of encoders. */
    public enum Kind {
      /** A network. */
      AMORTISED,
      /** Mean and variance of each training example are parameters; others have none. */
      PER_SAMPLE,
      /** A network, whose answer for a training example is corrected by that one's parameters. */
      SEMI_AMORTISED
    }

    /** Whether training examples have parameters of their own. */
    boolean ofExamples() {
      return kind != Kind.AMORTISED;
    }
  }
}
