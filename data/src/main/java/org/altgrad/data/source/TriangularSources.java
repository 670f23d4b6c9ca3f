package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.data.mixing.Mixings;
import org.altgrad.data.mixing.SourceLaw;

/**
 * Three sources through a fixed perceptron with upper triangular matrices, whose inverse is exact:
 * with standard normal sources E log p(x) = -1.896 and C_IMA = 2.419. Columns and constants are
 * those of {@link MixedRows}.
 *
 * @param name {@code triangular}
 * @param latentDim 3
 * @param nObs rows in all
 * @param nSegments equal segments of consecutive rows, which are the labels
 * @param law of the sources
 * @param splits how rows are shared out
 */
public record TriangularSources(
    String name,
    int latentDim,
    int nObs,
    int nSegments,
    @Inline SourceLaw law,
    @Inline SplitRatios splits)
    implements MixedSources {

  public TriangularSources {
    Require.that(name.equals("triangular"), "name", "triangular", name);
    Require.that(latentDim == 3, "latentDim", "3, the size of the matrices,", latentDim);
    MixedRows.requireSegments(nObs, nSegments);
  }

  @Override
  public DataSet load(DataContext context) {
    return MixedRows.of(Mixings.triangular(), law, nObs, nSegments, splits.random("sources"))
        .dataSet("triangular perceptron of 3 sources", List.of(), splits, List.of());
  }
}
