package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Two sides whose steps were measured in turn, so that what else the machine did has met both.
 *
 * @param name of the other side
 * @param unit what the other side's time is of; nothing where it does not say
 * @param pairs of repeats
 */
public record Comparison(String name, String unit, List<Pair> pairs) {
  public Comparison {
    pairs = List.copyOf(pairs);
  }

  /**
   * One after the other.
   *
   * @param own what was measured here
   * @param micros the other side's processor time of a unit
   * @param other what was measured there, of another configuration of this program
   */
  public record Pair(Repeat own, double micros, Optional<Repeat> other) {}

  /** Measures in turn with a foreign program. */
  public static Comparison withPeer(
      String name, int pairs, Supplier<Repeat> own, Supplier<PeerLine> peer) {
    List<Repeat> mine = new ArrayList<>();
    List<PeerLine> said = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      mine.add(own.get());
      said.add(peer.get());
    }
    List<String> units = said.stream().map(PeerLine::unit).distinct().toList();
    boolean step = units.equals(List.of("")) && !mine.get(0).inParts();
    List<Pair> all = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      all.add(new Pair(mine.get(i), said.get(i).micros(), Optional.empty()));
    }
    return new Comparison(name, step ? Repeat.STEP : units.size() == 1 ? units.get(0) : "", all);
  }

  /** Measures in turn with another configuration, by the parts of a step where both have them. */
  public static Comparison withOther(
      String name, int pairs, Supplier<Repeat> own, Supplier<Repeat> other) {
    List<Pair> all = new ArrayList<>();
    String unit = Repeat.STEP;
    for (int i = 0; i < pairs; i++) {
      Repeat mine = own.get();
      Repeat theirs = other.get();
      String part = mine.parts().name();
      unit = part.equals(theirs.parts().name()) ? part : Repeat.STEP;
      double micros = theirs.cpuMicros(unit).orElseThrow();
      all.add(new Pair(mine, micros, Optional.of(theirs)));
    }
    return new Comparison(name, unit, all);
  }

  /** Whether this side's time is known of what the other's is of. */
  boolean alike() {
    return pairs.stream().allMatch(pair -> pair.own().cpuMicros(unit).isPresent());
  }

  /** This side's time, of the other's unit or else of a step. */
  BenchResult.Repeats own() {
    return BenchResult.Repeats.of(pairs, this::own);
  }

  private double own(Pair pair) {
    return pair.own().cpuMicros(unit).orElse(pair.own().cpuMicros());
  }

  BenchResult.Repeats other() {
    return BenchResult.Repeats.of(pairs, Pair::micros);
  }

  /** Pairs in which no processor time was seen on a side, so that they have no ratio. */
  long unseen() {
    return pairs.stream().filter(pair -> !(own(pair) > 0 && pair.micros() > 0)).count();
  }

  /** What the other side costs for each microsecond of this. */
  BenchResult.Repeats ratio() {
    return BenchResult.Repeats.of(pairs, pair -> pair.micros() / own(pair));
  }

  List<Repeat> repeats() {
    return pairs.stream().map(Pair::own).toList();
  }

  List<Repeat> othersRepeats() {
    return pairs.stream().flatMap(pair -> pair.other().stream()).toList();
  }
}
