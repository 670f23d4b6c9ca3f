package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.mixing.Chain;
import org.altgrad.data.mixing.Mixings;
import org.altgrad.data.mixing.SourceLaw;

/**
 * Sources through a fixed random autoregressive flow of two affine couplings with ten hidden units
 * (I. Khemakhem et al., Causal autoregressive flows, arXiv:2011.02268), as P. Reizinger et al.,
 * Embrace the Gap, NeurIPS 2022, use it. Columns and constants are those of {@link MixedRows}.
 *
 * @param name {@code ar_flow}
 * @param latentDim number of sources and of observations, even, above 2
 * @param nObs rows in all
 * @param nSegments equal segments of consecutive rows, which are the labels
 * @param law of the sources
 * @param splits how rows are shared out
 * @param careflCompat the reference implementation's slip: a half is shifted by its scale
 */
public record FlowSources(
    String name,
    int latentDim,
    int nObs,
    int nSegments,
    @Inline SourceLaw law,
    @Inline SplitRatios splits,
    boolean careflCompat)
    implements MixedSources {
  private static final int COUPLINGS = 2;
  private static final int HIDDEN = 10;
  private static final double EXPLODED = 100;

  public FlowSources {
    Require.that(name.equals("ar_flow"), "name", "ar_flow", name);
    boolean halves = latentDim > 2 && latentDim % 2 == 0;
    Require.that(halves, "latentDim", "an even number above 2", latentDim);
    MixedRows.requireSegments(nObs, nSegments);
  }

  @Override
  public DataSet load(DataContext context) {
    MixedRows rows = MixedRows.of(mixing(), law, nObs, nSegments, splits.random("sources"));
    double deviation = rows.deviation();
    if (!(deviation <= EXPLODED)) {
      throw new DataException(
          "data.seed: must be one whose flow does not explode but is %d, with a standard deviation"
                  .formatted(splits.seed())
              + " of %.3g; the limit is %.0f".formatted(deviation, EXPLODED));
    }
    return rows.dataSet(
        "autoregressive flow of " + latentDim + " sources", List.of(), splits, List.of());
  }

  Chain mixing() {
    return Mixings.flow(latentDim, COUPLINGS, HIDDEN, careflCompat, splits.random("ar_flow"));
  }
}
