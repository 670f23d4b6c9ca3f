package org.altgrad.graphs.ima;

import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * What a step descends.
 *
 * @param loss of each network [networks]
 * @param telling what the discriminator descends, if there is one
 * @param metrics of each network
 */
record StepLoss<T extends TNumber>(
    Expr<T> loss, Optional<Expr<T>> telling, Map<String, Expr<T>> metrics) {}
