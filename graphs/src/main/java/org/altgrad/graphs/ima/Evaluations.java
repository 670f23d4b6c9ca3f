package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.NotFiniteException;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.identifiability.Permutations;
import org.altgrad.graphs.ima.ImaSettings.Group;
import org.altgrad.graphs.ima.ImaSettings.MetricSettings;
import org.altgrad.graphs.ima.ImaSettings.Representative;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Caveat;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.ResidentSplit;

/** What is measured of IMA-VAE's networks. */
final class Evaluations {
  /** What asks for a law of the latents, and of noise. */
  private static final Set<Group> OF_LAWS =
      EnumSet.of(Group.CONSISTENCY, Group.IWAE, Group.BEST_ENCODER);

  private Evaluations() {}

  static List<Evaluation> all(Context context, Blueprint blueprint, Variables variables) {
    MetricSettings settings = blueprint.method().metrics();
    List<Evaluation> all = new ArrayList<>();
    for (ResidentSplit split : context.data().splits().values()) {
      boolean train = split.name().equals("train");
      // Without a network, nothing is known of examples that are not trained on.
      boolean coded = blueprint.latents().encoder().ofExamples();
      if (train ? !coded : blueprint.perSample()) {
        continue;
      }
      Split read = new Split(context, blueprint, variables, split);
      Set<Group> every = EnumSet.noneOf(Group.class);
      every.addAll(settings.every());
      Set<Group> last = settings.all();
      if (blueprint.invertible()) {
        every.removeAll(OF_LAWS);
        last.removeAll(OF_LAWS);
      }
      if (train || split.name().equals("validation")) {
        // Of the training split each step tells the ELBO.
        all.add(new Measurement(read, Due.EVERY, !train, every));
        last.removeAll(every);
        all.add(new Measurement(read, Due.LAST, false, last));
      } else {
        all.add(new Measurement(read, Due.LAST, true, last));
      }
    }
    return all;
  }

  /** Tensors of a split, each made when it is first asked for. */
  private static final class Split {
    private final Blueprint blueprint;
    private final ResidentSplit rows;
    private final int networks;
    private final List<Long> seeds;
    private final BestEncoder best;
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private final Map<Due, Caveats> caveats = new HashMap<>();

    Split(Context context, Blueprint blueprint, Variables variables, ResidentSplit rows) {
      this.blueprint = blueprint;
      this.rows = rows;
      networks = context.models();
      seeds = context.seeds();
      Measured measured = new Measured(context, blueprint, variables, rows);
      readings.put("codes", measured.codes());
      Set<Group> all = settings().all();
      best = all.contains(Group.BEST_ENCODER) ? measured.bestEncoder() : null;
      if (all.contains(Group.CONTRAST) || all.contains(Group.CONSISTENCY)) {
        readings.put("jacobians", measured.jacobians());
      }
      if (all.contains(Group.CONSISTENCY) && !blueprint.perSample()) {
        readings.put("reencoding", measured.reencoding());
      }
      if (all.contains(Group.AMARI)
          && rows.has("jacobian")
          && rows.example("jacobian").get(1) == blueprint.d()
          && !rows.name().equals("train")) {
        readings.put("unmixing", measured.unmixing());
      }
      if (all.contains(Group.IWAE)) {
        readings.put("iwae", measured.importanceWeighted(settings().iwaeSamples()));
      }
      if (all.contains(Group.BASELINES) && rows.has("sources")) {
        if (blueprint.inputs().size() <= OtherSolutions.MOST) {
          readings.put("data", measured.data());
        }
        if (rows.has("jacobian") && blueprint.latents().prior() instanceof Prior.Uniform) {
          readings.put("truth", measured.truth());
        }
      }
    }

    MetricSettings settings() {
      return blueprint.method().metrics();
    }
  }

  /**
   * One measurement under way.
   *
   * @param fetched what has been read, by name
   * @param best the best posteriors' ELBO of each network, if it is asked for
   * @param others what {@link OtherSolutions} has found, which is the same for all networks
   * @param caveats of what has been measured
   */
  private record Session(
      Calls calls,
      long step,
      Map<String, Reading.Rows> fetched,
      double[] best,
      Map<String, Double> others,
      Caveats caveats) {}

  /**
   * Some groups of metrics of a split.
   *
   * @param elbo whether the ELBO is among them
   */
  private record Measurement(Split read, Due due, boolean elbo, Set<Group> groups)
      implements Evaluation {
    @Override
    public String split() {
      return read.rows.name();
    }

    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      double[] best =
          groups.contains(Group.BEST_ENCODER)
              ? read.best.search(
                  calls, read.settings().bestEncoder(), read.rows.count(), read.networks, step)
              : new double[0];
      Session session =
          new Session(
              calls, step, new LinkedHashMap<>(), best, new LinkedHashMap<>(), new Caveats());
      Map<String, double[]> byName = new LinkedHashMap<>();
      for (int m = 0; m < read.networks; m++) {
        int network = m;
        session.caveats().of(m);
        Map<String, Double> all = new LinkedHashMap<>();
        if (elbo) {
          all.putAll(Scores.elbo(fetch(session, "codes"), m));
        }
        groups.forEach(group -> all.putAll(measured(group, session, network)));
        all.forEach((name, value) -> byName.computeIfAbsent(name, this::none)[network] = value);
      }
      Map<MetricName, Double> results = new LinkedHashMap<>();
      byName.forEach((name, values) -> results.putAll(MetricName.ofModels(name, values)));
      read.caveats.put(due, session.caveats());
      return results;
    }

    @Override
    public Map<MetricName, Caveat> caveats() {
      return read.caveats.containsKey(due) ? read.caveats.get(due).all() : Map.of();
    }

    /** Of a network that has none of the others' numbers. */
    private double[] none(String name) {
      double[] none = new double[read.networks];
      Arrays.fill(none, Double.NaN);
      return none;
    }

    /** Of codes and derivatives that are not finite there is no score, which says so. */
    private Map<String, Double> measured(Group group, Session session, int m) {
      try {
        return group(group, session, m);
      } catch (NotFiniteException e) {
        return Map.of(Scores.first(group), Double.NaN);
      }
    }

    private Reading.Rows fetch(Session session, String name) {
      MetricSettings settings = read.settings();
      boolean all = Set.of("codes", "data").contains(name);
      int count = all ? read.rows.count() : Math.min(settings.jacobianRows(), read.rows.count());
      int batch =
          name.equals("iwae")
              ? Math.max(1, settings.batch() / settings.iwaeSamples())
              : settings.batch();
      return session
          .fetched()
          .computeIfAbsent(
              name,
              key -> read.readings.get(key).fetch(session.calls(), count, batch, session.step()));
    }

    private Map<String, Double> group(Group group, Session session, int m) {
      Reading.Rows codes = fetch(session, "codes");
      boolean sources = codes.has("sources");
      Caveats caveats = session.caveats();
      return switch (group) {
        case MCC -> sources ? Scores.mcc(codes, latents(), m, caveats) : Map.of();
        case NULLS ->
            sources
                ? Scores.mccWithNull(codes, latents(), m, prior(), permutations(m), caveats)
                : Map.of();
        case CONTRAST -> Scores.contrast(fetch(session, "jacobians"), m, caveats);
        case CONSISTENCY ->
            Scores.consistency(
                codes,
                fetch(session, "jacobians"),
                read.readings.containsKey("reencoding")
                    ? Optional.of(fetch(session, "reencoding"))
                    : Optional.empty(),
                m,
                sources && read.settings().excludeBoundary(),
                caveats);
        case AMARI ->
            read.readings.containsKey("unmixing")
                ? Scores.amari(fetch(session, "unmixing"), m, read.blueprint.d(), caveats)
                : Map.of();
        case LATENTS -> Scores.latents(codes, m, caveats);
        case GAP ->
            codes.has("log_density")
                ? Scores.gap(codes, read.blueprint.inputs().constants(), m)
                : Map.of();
        case BEST_ENCODER ->
            Scores.best(codes, m, session.best()[m], read.settings().bestEncoder().rows());
        case IWAE -> Map.of("iwae", fetch(session, "iwae").mean("iwae", m));
        case FACTORS ->
            sources ? Scores.factors(codes, latents(), m, permutations(m), caveats) : Map.of();
        case BASELINES -> others(session);
      };
    }

    private Map<String, Double> others(Session session) {
      if (session.others().isEmpty() && read.readings.containsKey("data")) {
        session.others().putAll(OtherSolutions.linear(fetch(session, "data"), session.caveats()));
      }
      if (!session.others().containsKey("mcc_rotated") && read.readings.containsKey("truth")) {
        session
            .others()
            .putAll(OtherSolutions.spurious(fetch(session, "truth"), session.caveats()));
      }
      return session.others();
    }

    private Prior prior() {
      return read.blueprint.latents().prior();
    }

    private String latents() {
      return read.settings().latents() == Representative.MEAN ? "z_mean" : "z";
    }

    private Permutations permutations(int m) {
      return new Permutations(read.settings().permutations(), read.seeds.get(m));
    }
  }
}
