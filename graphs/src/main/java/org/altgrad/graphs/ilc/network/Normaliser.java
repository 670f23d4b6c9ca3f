package org.altgrad.graphs.ilc.network;

import java.util.Optional;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.types.family.TNumber;

/**
 * What normalises the units of one layer.
 *
 * @param groups of channels, for norm {@code GROUP}
 * @param scale and shift behind it, absent for norm {@code NONE}
 * @param running averages that take the place of statistics in inference, for batch norms
 */
record Normaliser<T extends TNumber>(
    Norm norm, int groups, Optional<Affine.Scale<T>> scale, Optional<Pass.Moments<T>> running) {

  /**
   * Asks for {@code <name>/scale} and {@code <name>/bias}, and for batch norms for the state {@code
   * <name>/mean}, 0, and {@code <name>/variance}, 1.
   */
  static <T extends TNumber> Normaliser<T> of(
      Parameters<T> parameters, String name, Norm norm, long channels, int groups) {
    if (norm == Norm.NONE) {
      return new Normaliser<>(norm, groups, Optional.empty(), Optional.empty());
    }
    Affine.Scale<T> scale = Affine.Scale.of(parameters, name, channels);
    Parameters<T> state = parameters.state();
    return new Normaliser<>(
        norm,
        groups,
        Optional.of(scale),
        norm == Norm.GROUP
            ? Optional.empty()
            : Optional.of(
                new Pass.Moments<>(
                    name,
                    state.filled(name + "/mean", channels, 0),
                    state.filled(name + "/variance", channels, 1))));
  }
}
