package org.altgrad.graphs.identifiability;

import static org.altgrad.graphs.identifiability.Mcc.Correlation.PEARSON;
import static org.altgrad.graphs.identifiability.Mcc.Correlation.SPEARMAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.junit.jupiter.api.Test;

class MccTest {
  private static final double[][] SOURCES = Rows.gaussian(500, 3, 1);
  private static final double[][] CODES = Rows.noisy(SOURCES, 0.8, 2);

  private static double pearson(double[][] codes, double[][] sources) {
    return Mcc.of(Sample.of(codes, sources), PEARSON, Rows.FEW).value();
  }

  private static double spearman(double[][] codes, double[][] sources) {
    return Mcc.of(Sample.of(codes, sources), SPEARMAN, Rows.FEW).value();
  }

  @Test
  void correlationsAreTheLibrarys() {
    double[][] codes = Rows.map(CODES, v -> Math.rint(4 * v) + 0.0); // ties, no negative zeros
    Sample sample = Sample.of(codes, SOURCES);
    double[][] pearson = Mcc.correlations(sample, PEARSON);
    double[][] spearman = Mcc.correlations(sample, SPEARMAN);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double[] z = Columns.column(codes, i);
        double[] s = Columns.column(SOURCES, j);
        double expected = Math.abs(new PearsonsCorrelation().correlation(z, s));
        assertEquals(expected, pearson[i][j], 1e-13);
        expected = Math.abs(new SpearmansCorrelation().correlation(z, s));
        assertEquals(expected, spearman[i][j], 1e-13);
      }
    }
    double[] x = Columns.column(codes, 0);
    assertArrayEquals(new NaturalRanking().rank(x), Columns.ranks(x));
  }

  @Test
  void isInvariantToPermutationSignAndAffineMaps() {
    double[][] mixed = Rows.columns(CODES, 2, 0, 1);
    for (double[] row : mixed) {
      row[0] = 5 - 3 * row[0];
      row[1] = 1e-3 * row[1] - 1e3;
    }
    assertEquals(pearson(CODES, SOURCES), pearson(mixed, SOURCES), 1e-9);
    assertEquals(spearman(CODES, SOURCES), spearman(mixed, SOURCES), 1e-12);
    assertEquals(1, pearson(Rows.map(SOURCES, v -> 2 - 7 * v), SOURCES), 1e-12);
  }

  @Test
  void ranksAreInvariantToMonotoneMaps() {
    double[][] bent = Rows.map(CODES, v -> -Math.exp(2 * v));
    assertEquals(spearman(CODES, SOURCES), spearman(bent, SOURCES), 1e-12);
    assertTrue(pearson(bent, SOURCES) < pearson(CODES, SOURCES) - 0.05);
  }

  @Test
  void independentCodesStayBelowTheBoundOfFourThousandRows() {
    double[][] codes = Rows.gaussian(4000, 3, 5);
    Score score = Mcc.of(Sample.of(codes, Rows.gaussian(4000, 3, 6)), PEARSON, Rows.FEW);
    assertTrue(score.value() < 0.06);
    assertTrue(score.chance().orElseThrow().p() > 0.05);
    assertEquals("mcc/1", score.version());
    double[][] sources = Rows.gaussian(4000, 3, 6);
    assertEquals(score.value(), Mcc.value(Sample.of(codes, sources), PEARSON));
    double[] each = Mcc.bySource(Sample.of(codes, sources), PEARSON);
    assertEquals(score.value(), Arrays.stream(each).average().orElseThrow(), 1e-12);
    assertEquals(4000, score.rows());
    assertEquals("", score.validity());
  }

  @Test
  void whatIsFoundIsNotByChance() {
    Score score = Mcc.of(Sample.of(CODES, SOURCES), PEARSON, new Permutations(99, 4));
    Chance chance = score.chance().orElseThrow();
    assertEquals(0.01, chance.p(), 1e-15);
    assertTrue(chance.mean() < chance.upper() && chance.upper() < 0.15);
    assertEquals(
        List.of("mcc", "mcc_null", "mcc_null95", "mcc_p", "mcc_rows"),
        List.copyOf(score.numbers("mcc").keySet()));
  }

  @Test
  void permutationsAreKeyedByTheirSeed() {
    Sample sample = Sample.of(CODES, SOURCES);
    Score score = Mcc.of(sample, SPEARMAN, new Permutations(20, 4));
    assertEquals(score, Mcc.of(sample, SPEARMAN, new Permutations(20, 4)));
    Score other = Mcc.of(sample, SPEARMAN, new Permutations(20, 5));
    assertEquals(score.value(), other.value());
    assertNotEquals(score.chance(), other.chance());
    assertThrows(IllegalArgumentException.class, () -> new Permutations(19, 1));
  }

  @Test
  void fallsAsNoiseGrows() {
    double before = 1.0001;
    for (double noise : new double[] {0, 0.3, 1, 3, 10}) {
      double[][] codes = Rows.noisy(SOURCES, noise, 9);
      double now = pearson(codes, SOURCES);
      assertTrue(now < before, "noise " + noise);
      assertEquals(now, spearman(codes, SOURCES), 0.05);
      before = now;
    }
  }

  /** Uniform sources under the prior's quantile function: the CDF brings them back. */
  @Test
  void distributionFunctionsFlattenTheCodes() {
    double[][] uniform = Rows.uniform(1000, 2, 7);
    Sample gaussian = Sample.of(Rows.map(uniform, u -> probit(u, 2, 3)), uniform);
    Score score = Mcc.cdf(gaussian, List.of(Marginal.gaussian(2, 3)), PEARSON, Rows.FEW);
    assertEquals(1, score.value(), 1e-9);
    assertEquals("mcc_cdf/1", score.version());
    assertTrue(Mcc.of(gaussian, PEARSON, Rows.FEW).value() < 0.985);

    double[][] laplace =
        Rows.map(uniform, u -> 1 - 2 * Math.signum(u - 0.5) * Math.log(1 - 2 * Math.abs(u - 0.5)));
    List<Marginal> laws = List.of(Marginal.laplace(1, 2), Marginal.laplace(1, 2));
    Sample sample = Sample.of(laplace, uniform);
    assertEquals(1, Mcc.cdf(sample, laws, PEARSON, Rows.FEW).value(), 1e-9);

    BetaDistribution beta = new BetaDistribution(2, 5);
    sample = Sample.of(Rows.map(uniform, beta::inverseCumulativeProbability), uniform);
    assertEquals(1, Mcc.cdf(sample, List.of(Marginal.beta(2, 5)), PEARSON, Rows.FEW).value(), 1e-6);
    assertEquals(
        Mcc.of(sample, SPEARMAN, Rows.FEW).value(),
        Mcc.cdf(sample, List.of(Marginal.beta(2, 5)), SPEARMAN, Rows.FEW).value(),
        1e-12);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Mcc.cdf(
                    gaussian,
                    List.of(Marginal.uniform(), Marginal.uniform(), Marginal.uniform()),
                    PEARSON,
                    Rows.FEW));
    assertEquals("laws: must be 1 or 2, one for each latent but is 3", error.getMessage());
  }

  private static double probit(double u, double mean, double variance) {
    return new NormalDistribution(mean, Math.sqrt(variance)).inverseCumulativeProbability(u);
  }

  /** The reference's defect: chance of a batch is several times that of the whole sample. */
  @Test
  void batchesHaveAChanceOfTheirOwn() {
    double[][] codes = Rows.gaussian(4000, 3, 11);
    Sample sample = Sample.of(codes, Rows.gaussian(4000, 3, 12));
    Score batches = Mcc.batches(sample, 64, PEARSON, Rows.FEW);
    assertEquals(0.149, batches.value(), 0.02);
    assertEquals(0.149, batches.chance().orElseThrow().mean(), 0.01);
    assertEquals(0.020, Mcc.of(sample, PEARSON, Rows.FEW).chance().orElseThrow().mean(), 0.006);
    assertEquals("mcc_batch/1", batches.version());

    double[][] first = Arrays.copyOfRange(CODES, 0, 300);
    double[][] rest = Arrays.copyOfRange(CODES, 300, 500);
    double expected =
        0.6 * pearson(first, Arrays.copyOfRange(SOURCES, 0, 300))
            + 0.4 * pearson(rest, Arrays.copyOfRange(SOURCES, 300, 500));
    double found = Mcc.batches(Sample.of(CODES, SOURCES), 300, PEARSON, Rows.FEW).value();
    assertEquals(expected, found, 1e-12);
  }

  /** Means of 200 draws of independent Gaussian rows, and 95 % points, measured elsewhere. */
  @Test
  void nullIsThatOfTheTable() {
    double[][] table = {
      {2, 50, .143, 0}, {2, 64, .131, .228}, {2, 100, .107, 0}, {2, 1000, .034, .052},
      {3, 50, .173, 0}, {3, 64, .149, .210}, {3, 1000, .039, .055}, {3, 4000, .020, .028},
      {5, 50, .202, 0}, {5, 64, .181, .227}, {5, 100, .145, 0}, {5, 500, .064, 0},
      {10, 50, .242, 0}, {10, 64, .214, .246}, {10, 100, .170, 0}, {10, 1000, .054, .063}
    };
    for (double[] line : table) {
      int d = (int) line[0];
      int rows = (int) line[1];
      String what = d + " of " + rows + " rows";
      Sample sample = Sample.of(Rows.gaussian(rows, d, 13), Rows.gaussian(rows, d, 14));
      Permutations permutations = new Permutations(300, 15);
      Chance chance = Mcc.of(sample, PEARSON, permutations).chance().orElseThrow();
      double sd = (chance.upper() - chance.mean()) / 1.645;
      double both = Math.sqrt(1 / 200.0 + 1 / 300.0);
      assertEquals(line[2], chance.mean(), 0.0005 + 3 * sd * both, what);
      if (line[3] > 0) {
        assertEquals(line[3], chance.upper(), 0.0005 + 3 * 2.1 * sd * both, what + ", 95 %");
      }
    }
  }

  @Test
  void saysWhatLimitsItsReading() {
    double[][] codes = Rows.columns(CODES, 0, 1, 2, 0);
    for (double[] row : codes) {
      row[3] = 0.1;
    }
    Score more = Mcc.of(Sample.of(codes, SOURCES), PEARSON, Rows.FEW);
    assertEquals(
        "constant codes [3] know nothing; 4 codes (3 active) for 3 sources", more.validity());
    assertEquals(pearson(CODES, SOURCES), more.value(), 1e-15);

    Score fewer = Mcc.of(Sample.of(Rows.columns(SOURCES, 0, 1), SOURCES), PEARSON, Rows.FEW);
    assertEquals(2 / 3.0, fewer.value(), 1e-12);
    assertEquals("2 codes (2 active) for 3 sources", fewer.validity());

    Score none = Mcc.of(Sample.of(Rows.constant(500, 3, 0.7), SOURCES), PEARSON, Rows.FEW);
    assertEquals(0, none.value());
    assertEquals(1, none.chance().orElseThrow().p());
    assertEquals("no active latent: all codes are constant", none.validity());

    double[][] still = Rows.columns(SOURCES, 0, 1, 2);
    for (double[] row : still) {
      row[1] = 0.3;
    }
    Score left = Mcc.of(Sample.of(CODES, still), PEARSON, Rows.FEW);
    assertTrue(left.validity().startsWith("source 1 is constant and left out"), left.validity());
    assertEquals(pearson(CODES, Rows.columns(SOURCES, 0, 2)), left.value(), 1e-15);

    double[][] alike = Rows.columns(SOURCES, 0, 0, 2);
    String validity = Mcc.of(Sample.of(CODES, alike), PEARSON, Rows.FEW).validity();
    assertTrue(validity.startsWith("sources correlate, up to 1.00"), validity);
  }

  @Test
  void refusesWhatIsNotANumber() {
    double[][] broken = Rows.gaussian(10, 2, 1);
    broken[7][1] = Double.NaN;
    double[][] whole = Rows.gaussian(10, 2, 2);
    refuses("codes[7][1]: must be a finite number but is NaN", broken, whole);
    refuses("sources[7][1]: must be a finite number but is NaN", whole, broken);
    refuses(
        "sources: must be of as many rows as the codes, 10 but is of 9",
        whole,
        Rows.gaussian(9, 2, 1));
    refuses(
        "sources: must be varied in one column or more but is constant in all",
        whole,
        Rows.constant(10, 2, 1));
    double[][] ragged = Rows.gaussian(10, 2, 1);
    ragged[3] = new double[3];
    refuses("codes[3]: must be of 2 numbers, as the first row but is of 3", ragged, whole);
  }

  private static void refuses(String message, double[][] codes, double[][] sources) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Sample.of(codes, sources));
    assertEquals(message, error.getMessage());
  }
}
