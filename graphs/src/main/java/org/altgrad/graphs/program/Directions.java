package org.altgrad.graphs.program;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The directions of descent that a program can give at its present weights, to be measured against
 * exact ones. Nothing is added to the graph before somebody measures.
 *
 * @param all that there are, with different names
 * @param leftOut names of those that cannot be had with the program's settings or data, and why
 * @param builder adds some of them to a graph
 */
public record Directions(List<Direction> all, Map<String, String> leftOut, Builder builder) {

  public Directions {
    all = List.copyOf(all);
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    if (all.stream().map(Direction::name).distinct().count() < all.size()) {
      throw new IllegalArgumentException("directions: two have the same name in " + all);
    }
  }

  /** Directions of which none is left out. */
  public Directions(List<Direction> all, Builder builder) {
    this(all, Map.of(), builder);
  }

  /**
   * One way to a direction, as its method describes it.
   *
   * @param name as users write it
   * @param label its name in the literature and how it is set up, for tables and figures
   * @param family what it has in common with others, in words
   * @param unbiased whether its mean is the exact direction, of several the first
   */
  public record Direction(String name, String label, String family, boolean unbiased) {}

  /** Adds directions to the graph of the program. */
  @FunctionalInterface
  public interface Builder {
    /**
     * @param chosen some of {@link Directions#all}
     * @throws IllegalArgumentException if one of them cannot be had with the program's settings, by
     *     a message that begins with the setting and a colon
     */
    Graph on(Nodes<TFloat32> nodes, List<Direction> chosen);
  }

  /**
   * Directions in a graph. Each is a list of tensors, one for each parameter tensor in question, of
   * its shape.
   *
   * @param counter scalar placeholder for the number of the draw: another number, another draw
   * @param before to be run once before the first draw
   * @param examples that a direction is the mean of
   * @param parts of each tensor of a direction, the part of the network that it is measured with
   *     besides all together, its layer for example; tensors of one part stand together. Empty:
   *     directions are measured as a whole
   * @param compared those that were chosen, in that order
   */
  public record Graph(
      Operand<TInt64> counter,
      Program.Preparation before,
      int examples,
      List<String> parts,
      List<Comparison> compared) {
    public Graph {
      parts = List.copyOf(parts);
      compared = List.copyOf(compared);
    }
  }

  /**
   * A direction and what it is measured against.
   *
   * @param direction its tensors
   * @param references by what a reader calls them; those of several directions may be the same
   */
  public record Comparison(List<Expr<TFloat32>> direction, Map<String, Reference> references) {
    public Comparison {
      direction = List.copyOf(direction);
      references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    }
  }

  /** What directions are compared with. */
  public sealed interface Reference {}

  /**
   * The exact direction, the same for all draws.
   *
   * @param value [P], all parameter tensors one after the other
   */
  public record Exact(Expr<TFloat64> value) implements Reference {
    /** Of tensors in single or double precision. */
    public static <T extends TNumber> Exact of(List<Expr<T>> tensors) {
      return new Exact(flat(tensors));
    }
  }

  /**
   * The exact direction for what a draw is made from, a batch or a window: another one in each
   * draw, which that draw's direction is compared with.
   *
   * @param value [P], all parameter tensors one after the other
   */
  public record OfDraw(Expr<TFloat64> value) implements Reference {
    /** Of tensors in single or double precision. */
    public static <T extends TNumber> OfDraw of(List<Expr<T>> tensors) {
      return new OfDraw(flat(tensors));
    }
  }

  private static <T extends TNumber> Expr<TFloat64> flat(List<Expr<T>> tensors) {
    Nodes<TFloat64> wide = tensors.get(0).nodes().as(TFloat64.class);
    return wide.concat(tensors.stream().map(x -> x.reshape(-1).cast(TFloat64.class)).toList(), 0);
  }

  /**
   * An unbiased direction, whose mean over many draws is known to a standard error.
   *
   * @param tensors as those of a direction
   * @param samples that one draw averages over
   * @param words what is sampled
   */
  public record Sampled(List<Expr<TFloat32>> tensors, int samples, String words)
      implements Reference {
    public Sampled {
      tensors = List.copyOf(tensors);
    }
  }
}
