package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.data.mixing.Activation;
import org.altgrad.data.mixing.Chain;
import org.altgrad.data.mixing.Mixings;
import org.altgrad.data.mixing.SourceLaw;

/**
 * Sources through a fixed random multi-layer perceptron: in each layer an activation, then a square
 * matrix, orthogonal or with entries uniform on (1, 3); of P. Reizinger et al., Embrace the Gap,
 * NeurIPS 2022. Columns and constants are those of {@link MixedRows}.
 *
 * @param name {@code mlp_mixing}
 * @param latentDim number of sources and of observations
 * @param nObs rows in all
 * @param nSegments equal segments of consecutive rows, which are the labels
 * @param law of the sources
 * @param splits how rows are shared out
 * @param layers what the perceptron is made of
 */
public record LayeredSources(
    String name,
    int latentDim,
    int nObs,
    int nSegments,
    @Inline SourceLaw law,
    @Inline SplitRatios splits,
    @Inline Layers layers)
    implements MixedSources {

  /**
   * The layers.
   *
   * @param mixingLayers their number
   * @param activation what stands before each matrix
   * @param orthogonal whether the matrices are
   * @param linear one matrix and no activation, whatever the other settings say
   */
  public record Layers(
      @OnlyIf(key = "linear", is = "false") int mixingLayers,
      @OnlyIf(key = "linear", is = "false") Activation activation,
      boolean orthogonal,
      boolean linear) {
    public Layers {
      Require.atLeast("mixingLayers", mixingLayers, 1);
    }
  }

  public LayeredSources {
    Require.that(name.equals("mlp_mixing"), "name", "mlp_mixing", name);
    Require.atLeast("latentDim", latentDim, 1);
    MixedRows.requireSegments(nObs, nSegments);
  }

  @Override
  public DataSet load(DataContext context) {
    return MixedRows.of(mixing(), law, nObs, nSegments, splits.random("sources"))
        .dataSet("perceptron of " + latentDim + " sources", List.of(), splits, List.of());
  }

  Chain mixing() {
    return Mixings.layered(
        latentDim,
        layers.linear ? 1 : layers.mixingLayers,
        layers.linear ? Activation.NONE : layers.activation,
        layers.orthogonal,
        splits.random("mlp_mixing"));
  }
}
