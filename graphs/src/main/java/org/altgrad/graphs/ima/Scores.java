package org.altgrad.graphs.ima;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.graphs.identifiability.Amari;
import org.altgrad.graphs.identifiability.ColumnGeometry;
import org.altgrad.graphs.identifiability.Covariances;
import org.altgrad.graphs.identifiability.Dci;
import org.altgrad.graphs.identifiability.InfoMec;
import org.altgrad.graphs.identifiability.LinearR2;
import org.altgrad.graphs.identifiability.Marginal;
import org.altgrad.graphs.identifiability.Mcc;
import org.altgrad.graphs.identifiability.Mcc.Correlation;
import org.altgrad.graphs.identifiability.Mig;
import org.altgrad.graphs.identifiability.MigLike;
import org.altgrad.graphs.identifiability.Permutations;
import org.altgrad.graphs.identifiability.Sample;
import org.altgrad.graphs.identifiability.Sap;
import org.altgrad.graphs.identifiability.SelfConsistency;
import org.altgrad.graphs.program.HostConstant;

/** Metrics of one network from what was fetched, computed on the host in float64. */
final class Scores {
  /** Rows of the reference's batches, over which it averages correlations. */
  private static final int REFERENCE_BATCH = 64;

  /** Rows and trees of the scores that grow forests or search neighbours. */
  private static final int FACTOR_ROWS = 2000;

  private static final int TREES = 10;

  private Scores() {}

  /** The number of a group that stands for it where there is none. */
  static String first(ImaSettings.Group group) {
    return switch (group) {
      case MCC -> "mcc";
      case NULLS -> "mcc_null";
      case CONTRAST -> "cima_local";
      case CONSISTENCY -> "mse_obs_decoded_mean_latents";
      case AMARI -> "amari";
      case LATENTS -> "covariance_means";
      case GAP -> "gap_likelihood";
      case BEST_ENCODER -> "best_neg_elbo";
      case IWAE -> "iwae";
      case FACTORS -> "r2_linear";
      case BASELINES -> "mcc_pca";
    };
  }

  /** ELBO and its terms. */
  static Map<String, Double> elbo(Reading.Rows codes, int m) {
    double kl = codes.mean("kl", m);
    double likelihood = codes.mean("loglik", m);
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("neg_elbo", kl - likelihood);
    all.put("loglik", likelihood);
    all.put("kl", kl);
    all.put("decoder_var", codes.mean("variance", m));
    return all;
  }

  /** Mean correlation without its null. */
  static Map<String, Double> mcc(Reading.Rows codes, String latents, int m, Caveats caveats) {
    Sample sample = Sample.of(codes.of(latents, m), codes.of("sources", m));
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("mcc", caveats.value("mcc", Mcc.plain(sample, Correlation.PEARSON)));
    all.put("mcc_spearman", caveats.value("mcc_spearman", Mcc.plain(sample, Correlation.SPEARMAN)));
    return all;
  }

  /**
   * Null and p value of the mean correlation, the correlation of each source, the reference's mean
   * over batches, and after the prior's distribution function where that is fixed and not uniform.
   */
  static Map<String, Double> mccWithNull(
      Reading.Rows codes,
      String latents,
      int m,
      Prior prior,
      Permutations permutations,
      Caveats caveats) {
    Sample sample = Sample.of(codes.of(latents, m), codes.of("sources", m));
    Map<String, Double> all = new LinkedHashMap<>();
    all.putAll(Mcc.of(sample, Correlation.PEARSON, permutations).numbers("mcc"));
    all.putAll(Mcc.of(sample, Correlation.SPEARMAN, permutations).numbers("mcc_spearman"));
    // The values themselves are the other group's.
    all.keySet().removeAll(Set.of("mcc", "mcc_spearman"));
    double[] each = Mcc.bySource(sample, Correlation.PEARSON);
    for (int j = 0; j < each.length; j++) {
      all.put("mcc/" + j, each[j]);
    }
    all.putAll(
        caveats.numbers(
            "mcc_batch", Mcc.batches(sample, REFERENCE_BATCH, Correlation.PEARSON, permutations)));
    if (!prior.learned() && !(prior instanceof Prior.Uniform)) {
      all.putAll(
          caveats.numbers(
              "mcc_cdf", Mcc.cdf(sample, List.of(law(prior)), Correlation.PEARSON, permutations)));
    }
    return all;
  }

  private static Marginal law(Prior prior) {
    double first = prior.fixed().get(0);
    double second = prior.fixed().get(1);
    if (prior instanceof Prior.Gaussian) {
      return Marginal.gaussian(first, second);
    }
    if (prior instanceof Prior.Laplace) {
      return Marginal.laplace(first, second);
    }
    return prior instanceof Prior.Beta ? Marginal.beta(first, second) : Marginal.uniform();
  }

  /** c_IMA and norms of the decoder's columns. */
  static Map<String, Double> contrast(Reading.Rows jacobians, int m, Caveats caveats) {
    int d = jacobians.of("squared_norms", m)[0].length;
    int size = jacobians.of("jacobian", m)[0].length / d;
    ColumnGeometry geometry = ColumnGeometry.of(jacobians.matrices("jacobian", m, size, true));
    Map<String, Double> all = new LinkedHashMap<>();
    geometry.scores().forEach((name, score) -> all.put(name, caveats.value(name, score)));
    for (int k = 0; k < d; k++) {
      all.put("col_norm/" + k, geometry.meanNorms()[k]);
      all.put("col_norm_sq/" + k, geometry.squaredNorms()[k]);
      all.put("col_norm_max/" + k, geometry.largestNorms()[k]);
      all.put("col_norm_variance/" + k, geometry.normVariances()[k]);
    }
    return all;
  }

  /** Whether encoder and decoder undo each other, and how they would best. */
  static Map<String, Double> consistency(
      Reading.Rows codes,
      Reading.Rows jacobians,
      Optional<Reading.Rows> again,
      int m,
      boolean interior,
      Caveats caveats) {
    Map<String, Double> all = new LinkedHashMap<>();
    double error = mean(codes.column("error", m), inside(codes, m, interior));
    all.put("mse_obs_decoded_mean_latents", error);
    all.put("gamma_sq_mle", 1 / error);
    again.ifPresent(
        rows ->
            all.put(
                "mse_latents_reencoded",
                caveats.value(
                    "mse_latents_reencoded",
                    SelfConsistency.meanSquare(
                        "mse/1", rows.of("reencoded", m), rows.of("prior", m)))));
    int[] rows = inside(jacobians, m, interior);
    double[][] logs = chosen(jacobians.of("log_variance", m), rows);
    double[][] predicted = exp(chosen(jacobians.of("log_predicted", m), rows));
    all.put(
        "variance_log_error",
        caveats.value("variance_log_error", SelfConsistency.medianLogError(logs, predicted)));
    double[][] variances = exp(logs);
    for (int k = 0; k < logs[0].length; k++) {
      all.put("sigma/" + k, columnMean(variances, k));
      all.put("rhs/" + k, columnMean(predicted, k));
    }
    return all;
  }

  private static int[] inside(Reading.Rows rows, int m, boolean interior) {
    return interior
        ? SelfConsistency.interior(rows.of("sources", m))
        : java.util.stream.IntStream.range(0, rows.of("log_variance", m).length).toArray();
  }

  private static double[][] chosen(double[][] all, int[] rows) {
    return Arrays.stream(rows).mapToObj(b -> all[b]).toArray(double[][]::new);
  }

  private static double mean(double[] values, int[] rows) {
    return Arrays.stream(rows).mapToDouble(b -> values[b]).average().orElse(Double.NaN);
  }

  private static double[][] exp(double[][] logs) {
    return Arrays.stream(logs)
        .map(row -> Arrays.stream(row).map(Math::exp).toArray())
        .toArray(double[][]::new);
  }

  private static double columnMean(double[][] rows, int k) {
    return Arrays.stream(rows).mapToDouble(row -> row[k]).average().orElse(Double.NaN);
  }

  /** Distance of unmixing after mixing from scaled permutations. */
  static Map<String, Double> amari(Reading.Rows jacobians, int m, int d, Caveats caveats) {
    // Unmixing comes with observations in rows, the mixing with sources in columns.
    return Map.of(
        "amari",
        caveats.value(
            "amari",
            Amari.of(
                jacobians.matrices("unmixing", m, d, true),
                jacobians.matrices("jacobian", m, d, false))));
  }

  /** Means and variances of latents, and whether they are uncorrelated. */
  static Map<String, Double> latents(Reading.Rows codes, int m, Caveats caveats) {
    Map<String, Double> all = new LinkedHashMap<>();
    double[][] means = codes.of("mean", m);
    double[][] variances = exp(codes.of("log_variance", m));
    int d = means[0].length;
    double[] each = new double[d];
    for (int k = 0; k < d; k++) {
      each[k] = columnMean(means, k);
      all.put("latent_mean/" + k, each[k]);
      all.put("latent_variance/" + k, columnMean(variances, k));
    }
    double centre = Arrays.stream(each).average().orElse(0);
    double squares = Arrays.stream(each).map(v -> (v - centre) * (v - centre)).sum();
    all.put("latent_mean_variance", d == 1 ? 0 : squares / (d - 1));
    all.put("covariance_means", caveats.value("covariance_means", Covariances.check(means)));
    all.put(
        "covariance_samples",
        caveats.value("covariance_samples", Covariances.check(codes.of("z", m))));
    return all;
  }

  /** The best posterior's ELBO, and what the true mixing has more over the same rows. */
  static Map<String, Double> best(Reading.Rows codes, int m, double elbo, int rows) {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("best_neg_elbo", -elbo);
    if (codes.has("log_density")) {
      double likelihood = first(codes.column("log_density", m), rows);
      double contrast = first(codes.column("mixing_cima", m), rows);
      all.put("best_mixing_cima", contrast);
      all.put("best_gap_likelihood", likelihood - elbo);
      all.put("best_gap_ima", likelihood - contrast - elbo);
    }
    return all;
  }

  private static double first(double[] values, int rows) {
    return Arrays.stream(values).limit(rows).average().orElse(Double.NaN);
  }

  /**
   * Scores of disentanglement with their nulls: R² and information of codes on sources, SAP, MIG,
   * predictability by trees, DCI, InfoMEC.
   */
  static Map<String, Double> factors(
      Reading.Rows codes, String latents, int m, Permutations permutations, Caveats caveats) {
    double[][] z = few(codes.of(latents, m));
    double[][] s = few(codes.of("sources", m));
    Sample sample = Sample.of(z, s);
    Map<String, Double> all = new LinkedHashMap<>();
    all.putAll(caveats.numbers("r2_linear", LinearR2.of(sample, permutations)));
    all.putAll(caveats.numbers("sap", Sap.of(sample, permutations)));
    all.putAll(caveats.numbers("mig", Mig.of(sample, permutations)));
    Permutations some = new Permutations(20, permutations.seed());
    MigLike.of(sample, TREES, some.seed(), some)
        .forEach((name, score) -> all.putAll(caveats.numbers(name, score)));
    Dci.of(sample, TREES, some.seed(), some)
        .forEach((name, score) -> all.putAll(caveats.numbers(name, score)));
    if (sample.varying() > 1) {
      InfoMec.of(sample, some).forEach((name, score) -> all.putAll(caveats.numbers(name, score)));
    }
    return all;
  }

  private static double[][] few(double[][] rows) {
    return Arrays.copyOf(rows, Math.min(rows.length, FACTOR_ROWS));
  }

  /** What the true mixing's likelihood and IMA objective have more than the ELBO. */
  static Map<String, Double> gap(Reading.Rows codes, Map<String, HostConstant> constants, int m) {
    double elbo = codes.mean("loglik", m) - codes.mean("kl", m);
    double likelihood = codes.mean("log_density", m);
    double contrast = codes.mean("mixing_cima", m);
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("log_likelihood", likelihood);
    all.put("mixing_cima", contrast);
    Optional.ofNullable(constants.get("mixing.linear_map_cima"))
        .ifPresent(alone -> all.put("mixing_linear_map_cima", alone.values()[0]));
    all.put("gap_likelihood", likelihood - elbo);
    all.put("gap_ima", likelihood - contrast - elbo);
    return all;
  }
}
