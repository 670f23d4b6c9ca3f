package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.altgrad.train.run.RunException;

/**
 * Two sides whose steps were measured in turn, so that what else the machine did has met both.
 *
 * @param name of the other side
 * @param unit what both sides' times are of: a step, or a part of it
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

  /**
   * Measures in turn with a foreign program.
   *
   * @throws RunException at the first of its figures that nothing here can be held against
   */
  public static Comparison withPeer(
      String name, int pairs, Supplier<Repeat> own, Supplier<PeerLine> peer) {
    List<Pair> all = new ArrayList<>();
    String unit = null;
    for (int i = 0; i < pairs; i++) {
      Repeat mine = own.get();
      PeerLine said = peer.get();
      String next = unit(mine, said.unit());
      if (unit != null && !unit.equals(next)) {
        throw new RunException(
            "--peer: must tell the time of the same each time, but tells that of a "
                + unit
                + " and then of a "
                + next);
      }
      unit = next;
      all.add(new Pair(mine, said.micros(), Optional.empty()));
    }
    return new Comparison(name, unit, all);
  }

  /** What a foreign figure is of, which must be known here. */
  private static String unit(Repeat mine, String said) {
    String part = mine.parts().name();
    if (said.isEmpty() && !mine.inParts()) {
      return Repeat.STEP;
    }
    if (said.isEmpty()) {
      throw new RunException(
          "--peer: must say whether its time is of a step or of a "
              + part
              + ", as in 'CPU us/step NAME 12.3' or 'CPU us/"
              + part
              + " NAME 12.3'");
    }
    if (mine.cpuMicros(said).isEmpty()) {
      boolean whole = part.equals(Repeat.STEP);
      throw new RunException(
          "--peer: must tell the time of a step, as in 'CPU us/step NAME 12.3',"
              + (whole ? "" : " or of a " + part + ", as in 'CPU us/" + part + " NAME 12.3',")
              + " but tells that of '"
              + said
              + (whole ? "', and a step of this experiment is not made of such parts" : "'"));
    }
    return said;
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

  /** Whether each side was seen to take time in each pair. */
  public boolean hasRatio() {
    return unseen() == 0;
  }

  /** This side's time of the unit. */
  BenchResult.Repeats own() {
    return BenchResult.Repeats.of(pairs, this::own);
  }

  private double own(Pair pair) {
    return pair.own().cpuMicros(unit).orElseThrow();
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

  /** Whether both sides did at every step what training does. */
  boolean trained() {
    return Stream.concat(repeats().stream(), othersRepeats().stream())
        .allMatch(repeat -> repeat.diverged().isEmpty());
  }

  List<Repeat> repeats() {
    return pairs.stream().map(Pair::own).toList();
  }

  List<Repeat> othersRepeats() {
    return pairs.stream().flatMap(pair -> pair.other().stream()).toList();
  }
}
