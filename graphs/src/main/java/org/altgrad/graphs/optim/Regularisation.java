package org.altgrad.graphs.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * What surrounds an optimiser's rule in a step, the same for all of them.
 *
 * @param weightDecay 0: none
 * @param decay where weight decay enters
 * @param l1 coefficient of the sum of absolute values, 0: none
 * @param clipNorm largest norm of all gradients together; they are one vector, whatever they belong
 *     to
 * @param clipValue largest absolute value of one entry
 */
public record Regularisation(
    double weightDecay,
    @OnlyIf(key = "weight_decay", not = "0") Decay decay,
    double l1,
    Optional<Double> clipNorm,
    Optional<Double> clipValue) {

  /** Nothing added. */
  public static final Regularisation NONE = new Regularisation(0, Decay.BEFORE);

  public Regularisation {
    Require.notNegative("weightDecay", weightDecay);
    Require.given("decay", decay);
    Require.notNegative("l1", l1);
    clipNorm.ifPresent(c -> Require.positive("clipNorm", c));
    clipValue.ifPresent(c -> Require.positive("clipValue", c));
    Require.that(
        clipNorm.isEmpty() || clipValue.isEmpty(),
        "clipValue",
        "absent where clip_norm is given",
        clipValue.orElse(0.0));
  }

  /** Weight decay alone. */
  public Regularisation(double weightDecay, Decay decay) {
    this(weightDecay, decay, 0, Optional.empty(), Optional.empty());
  }

  /**
   * Changes all parameters.
   *
   * @param slots state variables of a parameter, in the rule's order
   */
  <T extends TNumber> List<Op> apply(
      Ops after,
      Nodes<T> nodes,
      Update<T> update,
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> gradients,
      Function<Variables.Entry<T>, List<Variables.Entry<T>>> slots) {
    requireFit(parameters, gradients);
    List<Expr<T>> clipped = clip(nodes, gradients);
    List<Expr<T>> directions = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      directions.add(penalised(clipped.get(i), parameters.get(i).value()));
    }
    Optional<Expr<T>> before =
        weightDecay > 0 && decay == Decay.AFTER
            ? Optional.of(update.rate().times(weightDecay))
            : Optional.empty();
    Optional<Expr<T>> behind =
        weightDecay > 0 && decay == Decay.AFTER_REF
            ? Optional.of(update.decaySize().times(weightDecay))
            : Optional.empty();
    // The direction of one parameter may read another parameter, so all of them come first.
    List<Op> reads = new ArrayList<>(directions);
    before.ifPresent(reads::add);
    behind.ifPresent(reads::add);
    reads.addAll(update.scalars());
    reads.add(after.noOp());
    Ops gated = Variables.after(nodes.tf(), reads);
    Nodes<T> late = nodes.with(gated);

    List<Op> changes = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Variables.Entry<T> parameter = parameters.get(i);
      Operand<T> reference = parameter.ref();
      // Each operation takes the reference from the one before it, which orders them.
      if (before.isPresent()) {
        reference = shrink(late, reference, before.get());
      }
      reference = update.change(late, reference, slots.apply(parameter), directions.get(i));
      if (behind.isPresent()) {
        reference = shrink(late, reference, behind.get());
      }
      changes.add(reference);
    }
    return changes;
  }

  /**
   * The changes of all parameters as a pure function; see {@link #apply}.
   *
   * @param updates the rule for a parameter
   * @param inOrder whether with the last bits of the change in place, where a decay after the rule
   *     is subtracted before the move and not in one with it
   */
  <T extends TNumber> Optimizer.Next<T> step(
      Nodes<T> nodes,
      Function<Expr<T>, Update<T>> updates,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots,
      boolean inOrder) {
    if (gradients.size() != parameters.size()
        || slots.stream().anyMatch(slot -> slot.size() != parameters.size())) {
      throw new IllegalArgumentException(
          String.format(
              "%d gradients and slots of %s tensors for %d parameters",
              gradients.size(), slots.stream().map(List::size).toList(), parameters.size()));
    }
    List<Expr<T>> clipped = clip(nodes, gradients);
    List<Expr<T>> changed = new ArrayList<>();
    List<List<Expr<T>>> kept = new ArrayList<>();
    slots.forEach(slot -> kept.add(new ArrayList<>()));
    for (int i = 0; i < parameters.size(); i++) {
      int index = i;
      Expr<T> parameter = parameters.get(i);
      Update<T> update = updates.apply(parameter);
      Expr<T> direction = penalised(clipped.get(i), parameter);
      List<Expr<T>> own = slots.stream().map(slot -> slot.get(index)).toList();
      Update.Move<T> move =
          inOrder ? update.moveInOrder(direction, own) : update.move(direction, own);
      Expr<T> next = moved(parameter, move.move(), update, inOrder);
      if (weightDecay > 0 && decay == Decay.AFTER_REF) {
        next = next.minus(next.times(update.decaySize().times(weightDecay)));
      }
      changed.add(next);
      for (int s = 0; s < kept.size(); s++) {
        kept.get(s).add(move.slots().get(s));
      }
    }
    return new Optimizer.Next<>(changed, kept);
  }

  private <T extends TNumber> Expr<T> moved(
      Expr<T> parameter, Expr<T> move, Update<T> update, boolean inOrder) {
    if (weightDecay == 0 || decay != Decay.AFTER) {
      return parameter.minus(move);
    }
    Expr<T> shrunk = parameter.times(update.rate().times(weightDecay));
    return inOrder ? parameter.minus(shrunk).minus(move) : parameter.minus(move.plus(shrunk));
  }

  private static <T extends TNumber> Operand<T> shrink(
      Nodes<T> late, Operand<T> reference, Expr<T> part) {
    return late.tf().assignSub(reference, late.of(reference).times(part));
  }

  private <T extends TNumber> List<Expr<T>> clip(Nodes<T> nodes, List<Expr<T>> gradients) {
    if (clipValue.isPresent()) {
      Expr<T> high = nodes.constant(clipValue.get());
      Expr<T> low = nodes.constant(-clipValue.get());
      return gradients.stream().map(g -> g.max(low).min(high)).toList();
    }
    if (clipNorm.isEmpty() || gradients.isEmpty()) {
      return gradients;
    }
    Expr<T> limit = nodes.constant(clipNorm.get());
    List<Expr<T>> squares = gradients.stream().map(g -> g.sumOfSquares()).toList();
    Expr<T> norm = nodes.stack(squares).sum().sqrt();
    Expr<T> factor = limit.over(norm.max(limit));
    return gradients.stream().map(g -> g.times(factor)).toList();
  }

  private <T extends TNumber> Expr<T> penalised(Expr<T> direction, Expr<T> parameter) {
    Expr<T> result = direction;
    if (l1 > 0) {
      result = result.plus(parameter.sign().times(l1));
    }
    if (weightDecay > 0 && decay == Decay.BEFORE) {
      result = result.plus(parameter.times(weightDecay));
    }
    return result;
  }

  private static <T extends TNumber> void requireFit(
      List<Variables.Entry<T>> parameters, List<Expr<T>> gradients) {
    if (parameters.size() != gradients.size()) {
      throw new IllegalArgumentException(
          gradients.size() + " gradients for " + parameters.size() + " parameters");
    }
    for (int i = 0; i < parameters.size(); i++) {
      Variables.Entry<T> parameter = parameters.get(i);
      if (!gradients.get(i).shape().isCompatibleWith(parameter.shape())) {
        throw new IllegalArgumentException(
            String.format(
                "the gradient of '%s' has shape %s, the parameter %s",
                parameter.name(), gradients.get(i).shape(), parameter.shape()));
      }
    }
  }
}
