package org.altgrad.graphs.ima;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Demanding;

/**
 * Settings of {@link Ima}.
 *
 * @param name {@code ima_vae}
 * @param objective what is descended
 * @param beta weight of the KL divergence
 * @param kl how it is found
 * @param estimator of the encoder's gradient
 * @param samples of the latents for each example in a step
 * @param antithetic whether half of them are the other half's, mirrored at the mean
 * @param penalties added to the objective
 * @param metrics what evaluations measure
 */
public record ImaSettings(
    String name,
    Objective objective,
    Coefficient beta,
    Kl kl,
    @OnlyIf(
            key = "objective",
            not = {"autoencoder", "likelihood"})
        Estimator estimator,
    int samples,
    boolean antithetic,
    Penalties penalties,
    MetricSettings metrics)
    implements PartlyIdle, Demanding {
  /** Of weights: beyond it float32 has no digits left of the other terms. */
  private static final double LARGEST_WEIGHT = 1e10;

  @Override
  public void demand(Record model, Context.Training training) {
    if (objective == Objective.LIKELIHOOD && model instanceof ImaModel network) {
      checkInvertible(network.latents());
    }
  }

  /** Of a network and its inverse there is neither noise nor a second network. */
  private void checkInvertible(ImaModel.Latents latents) {
    String where = " where the objective is likelihood";
    var kind = latents.encoder().kind();
    boolean amortised = !latents.encoder().ofExamples();
    Require.that(amortised, "encoder.kind", "amortised" + where, kind);
    boolean learned = latents.decoder() == ImaModel.DecoderKind.LEARNED;
    Require.that(learned, "decoder", "learned" + where, latents.decoder());
    boolean diagonal = latents.posterior() == Posterior.Covariance.DIAG;
    Require.that(diagonal, "posterior", "diag" + where, latents.posterior());
    boolean fixed = latents.decoderVarMode() == ImaModel.VarianceMode.FIXED;
    Require.that(fixed, "decoder_var_mode", "fixed" + where, latents.decoderVarMode());
    Require.that(samples == 1, "samples", "1" + where, samples);
  }

  private static void checkWeight(String name, Coefficient weight, double least) {
    for (double value : weight.value().values()) {
      Require.that(
          value >= least && value <= LARGEST_WEIGHT,
          name,
          "from "
              + (least == 0 ? "0" : "-1e10")
              + " to 1e10, beyond which float32 is short of digits for the other terms,",
          value);
    }
  }

  public ImaSettings {
    checkWeight("beta", beta, 0);
    Require.atLeast("samples", samples, 1);
    Require.that(
        !antithetic || samples % 2 == 0, "samples", "even where they are antithetic", samples);
    Require.that(
        objective != Objective.IWAE || samples >= 2,
        "samples",
        "at least 2 where the objective is iwae, which of one sample is the ELBO,",
        samples);
    Require.that(
        kl == Kl.SAMPLED || objective == Objective.ELBO,
        "kl",
        "sampled where the objective is not elbo",
        "analytic");
    Require.that(
        estimator == Estimator.PLAIN || kl == Kl.SAMPLED,
        "estimator",
        "plain where kl is analytic",
        estimator);
    Require.that(
        estimator != Estimator.DREG || objective == Objective.IWAE,
        "estimator",
        "dreg only where the objective is iwae",
        "dreg");
  }

  @Override
  public Map<String, String> idle() {
    return objective.certain()
        ? Map.of("metrics.latents", "observations have one code each")
        : Map.of();
  }

  /** What is descended. */
  public enum Objective {
    /** The negative ELBO. */
    ELBO,
    /** The negative importance-weighted bound (Burda et al. 2016). */
    IWAE,
    /** The negative log-likelihood of the mean's reconstruction: no noise, no prior. */
    AUTOENCODER,
    /** The negative log-likelihood of an invertible network, without noise. */
    LIKELIHOOD;

    /** Whether observations have one code each, and no law of codes. */
    boolean certain() {
      return this == AUTOENCODER || this == LIKELIHOOD;
    }
  }

  /** How the KL divergence from the prior is found. */
  public enum Kl {
    /** From the sample that is decoded. */
    SAMPLED,
    /** In closed form, for a normal prior. */
    ANALYTIC
  }

  /** The encoder's gradient, of the same mean, with other variance. */
  public enum Estimator {
    PLAIN,
    /** Sticking the landing (Roeder et al. 2017): log q's own derivative is left out. */
    STL,
    /** Doubly reparameterised, of the importance-weighted bound (Tucker et al. 2019). */
    DREG
  }

  /**
   * Terms that are added to the objective; of weight 0 they are left out.
   *
   * @param cIma weight λ of the decoder's mean c_IMA
   * @param totalCorrelation weight of TC(z) beyond the ELBO's own (β - 1 in β-TCVAE)
   * @param dipOffDiagonal weight of squared covariances (DIP-VAE)
   * @param dipDiagonal weight of (variance - 1)²
   * @param dip of what they are
   * @param factor weight of the discriminator's estimate of TC(z) (FactorVAE)
   */
  public record Penalties(
      Coefficient cIma,
      Coefficient totalCorrelation,
      Coefficient dipOffDiagonal,
      Coefficient dipDiagonal,
      Dip dip,
      Coefficient factor)
      implements PartlyIdle {
    /** No penalty. */
    public static final Penalties NONE =
        new Penalties(
            Coefficient.of(0),
            Coefficient.of(0),
            Coefficient.of(0),
            Coefficient.of(0),
            Dip.I,
            Coefficient.of(0));

    public Penalties {
      checkWeight("cIma", cIma, -LARGEST_WEIGHT);
      checkWeight("totalCorrelation", totalCorrelation, -LARGEST_WEIGHT);
      checkWeight("dipOffDiagonal", dipOffDiagonal, -LARGEST_WEIGHT);
      checkWeight("dipDiagonal", dipDiagonal, -LARGEST_WEIGHT);
      checkWeight("factor", factor, -LARGEST_WEIGHT);
    }

    @Override
    public Map<String, String> idle() {
      return dipOffDiagonal.none() && dipDiagonal.none()
          ? Map.of("dip", "dip_off_diagonal and dip_diagonal are 0")
          : Map.of();
    }

    /** The weights by their names in YAML. */
    Map<String, Coefficient> all() {
      return Map.of(
          "c_ima", cIma,
          "total_correlation", totalCorrelation,
          "dip_off_diagonal", dipOffDiagonal,
          "dip_diagonal", dipDiagonal,
          "factor", factor);
    }
  }

  /** Covariance that DIP-VAE wants to be the identity. */
  public enum Dip {
    /** Of the posterior's mean. */
    I,
    /** Of the aggregate posterior. */
    II
  }

  /** What can be measured beside the ELBO. */
  public enum Group {
    /** Mean correlation with the sources. */
    MCC,
    /** The same with its null and p value, and as the reference has it. */
    NULLS,
    /** c_IMA, norms of columns, conformal contrast. */
    CONTRAST,
    /** Whether encoder and decoder are inverse, and the encoder's variance is the theory's. */
    CONSISTENCY,
    /** Distance of encoder after mixing from a scaled permutation. */
    AMARI,
    /** Means and variances of latents, covariance of the aggregate posterior. */
    LATENTS,
    /** Likelihood and IMA objective of the true mixing less the ELBO. */
    GAP,
    /** The ELBO of the best posterior of each example, and its gaps. */
    BEST_ENCODER,
    /** Importance-weighted bound on the log-likelihood. */
    IWAE,
    /** Scores of disentanglement with their nulls: R², SAP, MIG-like, DCI, InfoMEC. */
    FACTORS,
    /** What principal components and FastICA find, and a spurious solution's scores. */
    BASELINES
  }

  /**
   * What evaluations measure beside the ELBO.
   *
   * @param every groups at each evaluation
   * @param last groups at the end of the run besides
   * @param latents what stands for an observation's latents
   * @param excludeBoundary whether consistency is measured only where no source is within 0.1 of
   *     the border of [-0.5, 0.5]
   * @param jacobianRows examples whose Jacobians are measured
   * @param batch examples in one call
   * @param iwaeSamples of the importance-weighted bound
   * @param permutations of the rows, for nulls and p values
   * @param bestEncoder how the best posterior is searched
   */
  public record MetricSettings(
      List<Group> every,
      List<Group> last,
      Representative latents,
      boolean excludeBoundary,
      int jacobianRows,
      int batch,
      int iwaeSamples,
      int permutations,
      BestEncoder.Search bestEncoder)
      implements PartlyIdle {
    public MetricSettings {
      every = List.copyOf(every);
      last = List.copyOf(last);
      Require.atLeast("jacobianRows", jacobianRows, 2);
      Require.atLeast("batch", batch, 1);
      Require.atLeast("iwaeSamples", iwaeSamples, 1);
      Require.atLeast("permutations", permutations, 20);
    }

    @Override
    public Map<String, String> idle() {
      Map<String, String> idle = new TreeMap<>();
      idle(idle, "latents", Group.MCC, Group.NULLS, Group.FACTORS);
      idle(idle, "exclude_boundary", Group.CONSISTENCY);
      idle(idle, "iwae_samples", Group.IWAE);
      idle(idle, "permutations", Group.NULLS, Group.FACTORS);
      for (String key : List.of("rows", "steps", "lr")) {
        idle(idle, "best_encoder." + key, Group.BEST_ENCODER);
      }
      return idle;
    }

    private void idle(Map<String, String> idle, String key, Group... readers) {
      if (Collections.disjoint(all(), List.of(readers))) {
        String names =
            Stream.of(readers).map(g -> g.name().toLowerCase(Locale.ROOT)).collect(joining(", "));
        idle.put(key, "method.metrics.every and .last have none of " + names);
      }
    }

    /** Everything that is measured by the end. */
    public EnumSet<Group> all() {
      EnumSet<Group> all = EnumSet.noneOf(Group.class);
      all.addAll(every);
      all.addAll(last);
      return all;
    }
  }

  /** What stands for an observation's latents. */
  public enum Representative {
    SAMPLE,
    MEAN
  }
}
