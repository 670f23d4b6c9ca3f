package org.altgrad.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.data.Constant;
import org.altgrad.data.DataSet;
import org.altgrad.data.mixing.Chain;
import org.altgrad.data.mixing.Mixings;
import org.altgrad.data.mixing.Moebius;
import org.altgrad.data.mixing.Shift;
import org.altgrad.data.mixing.SourceLaw;
import org.altgrad.data.random.RandomStream;

/**
 * Sources through a Möbius transform, whose Jacobian has orthogonal columns, and perhaps through a
 * linear map that takes this away; of P. Reizinger et al., Embrace the Gap, NeurIPS 2022. Columns
 * and constants are those of {@link MixedRows}; steps: Möbius transform, linear map if there is
 * one, shift that makes the mean over all rows 0. With a linear map there is the constant {@code
 * mixing.linear_map_cima}, the contrast of that map alone.
 *
 * @param name {@code moebius}
 * @param latentDim number d of sources and of observations, at least 2
 * @param nObs rows in all
 * @param nSegments equal segments of consecutive rows, which are the labels
 * @param law of the sources; bounded, for the pole must lie outside
 * @param splits how rows are shared out
 * @param preset where the transform comes from
 * @param linearMap what follows it
 * @param cosTheta cosine of the angle of the two rows of that map, in [0, 1)
 */
public record MoebiusSources(
    String name,
    int latentDim,
    int nObs,
    int nSegments,
    @Inline SourceLaw law,
    @Inline SplitRatios splits,
    Preset preset,
    LinearMapKind linearMap,
    @OnlyIf(key = "linear_map", is = "cos_theta") double cosTheta)
    implements MixedSources {

  /** Where the transform comes from. */
  public enum Preset {
    /** Drawn with the data set's seed. */
    NONE,
    /** What the reference implementation draws with its seed 1; in 2 and 3 dimensions. */
    REFERENCE
  }

  /** Linear maps. */
  public enum LinearMapKind {
    /** None. */
    NONE,
    /** Two rows of length 1 at an angle; in 2 dimensions. */
    COS_THETA,
    /** A random matrix of determinant 1; in 3 and more dimensions. */
    UNIT_DET,
    /** A random matrix with columns of length 1; in 3 and more dimensions. */
    COL_NORM
  }

  public MoebiusSources {
    Require.that(name.equals("moebius"), "name", "moebius", name);
    Require.atLeast("latentDim", latentDim, 2);
    MixedRows.requireSegments(nObs, nSegments);
    boolean outside = law.bounded();
    Require.that(
        outside,
        "source",
        "uniform or beta, lest the pole of the Möbius transform lie inside of the sources,",
        law.source().name().toLowerCase(Locale.ROOT));
    boolean known = preset == Preset.NONE || latentDim <= 3;
    Require.that(known, "preset", "none for latent_dim " + latentDim, "reference");
    boolean fits =
        switch (linearMap) {
          case NONE -> true;
          case COS_THETA -> latentDim == 2;
          case UNIT_DET, COL_NORM -> latentDim > 2;
        };
    Require.that(
        fits,
        "linearMap",
        "none or "
            + (latentDim == 2 ? "cos_theta" : "unit_det or col_norm")
            + " for latent_dim "
            + latentDim,
        linearMap.name().toLowerCase(Locale.ROOT));
    Require.share("cosTheta", cosTheta);
  }

  @Override
  public DataSet load(DataContext context) {
    Chain mixing = mixing();
    MixedRows rows = MixedRows.of(mixing, law, nObs, nSegments, splits.random("sources"));
    double[] mean = rows.mean();
    Arrays.setAll(mean, i -> -mean[i]);
    List<Constant> known =
        mixing.steps().size() == 1
            ? List.of()
            : List.of(
                Constant.scalar(
                    "mixing.linear_map_cima",
                    mixing.steps().get(1).contrast(new double[latentDim])));
    return rows.with(mixing.then(new Shift(mean)))
        .dataSet("Möbius transform of " + latentDim + " sources", List.of(), splits, known);
  }

  /** The mixing but for the last shift. */
  Chain mixing() {
    Moebius moebius =
        preset == Preset.REFERENCE
            ? Mixings.presetMoebius(latentDim)
            : Mixings.moebius(latentDim, splits.random("moebius"));
    Chain alone = new Chain(List.of(moebius));
    RandomStream random = splits.random("linear map");
    return switch (linearMap) {
      case NONE -> alone;
      case COS_THETA -> alone.then(Mixings.cosTheta(cosTheta, random));
      case UNIT_DET -> alone.then(Mixings.unitDeterminant(latentDim, random));
      case COL_NORM -> alone.then(Mixings.unitColumns(latentDim, random));
    };
  }
}
