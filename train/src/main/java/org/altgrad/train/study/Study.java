package org.altgrad.train.study;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.altgrad.base.Nearest;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.summary.At;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;

/**
 * A study as its file {@code study/<method>/<figure>.yaml} says it.
 *
 * @param title what it shows
 * @param claim what is being checked
 * @param source who claims it
 * @param arms what is compared
 * @param sizes how large the runs are
 * @param table the numbers to show
 * @param figures the figures to draw
 * @param expected values that the study's are held against
 */
public record Study(
    String title,
    String claim,
    String source,
    List<Arm> arms,
    Sizes sizes,
    Table table,
    List<Drawing> figures,
    List<Check> expected) {
  /** The folder of the configuration tree in which studies are. */
  public static final String FOLDER = "study";

  /** The configuration key under which tables, figures and checks know a run's arm. */
  public static final String LABEL = "label";

  /** Checks that there is something to run. */
  public Study {
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("arms: must name at least one");
    }
    if (arms.stream().map(Arm::label).distinct().count() < arms.size()) {
      throw new IllegalArgumentException("arms: two have the same label");
    }
    Map<String, Arm> byLabel = new LinkedHashMap<>();
    arms.forEach(arm -> byLabel.put(arm.label(), arm));
    arms.forEach(arm -> requireOrder(arm, byLabel));
    if (figures.stream().map(Drawing::name).distinct().count() < figures.size()) {
      throw new IllegalArgumentException("figures: two have the same name");
    }
  }

  /** Follows what an arm needs, which must end somewhere. */
  private static void requireOrder(Arm arm, Map<String, Arm> byLabel) {
    Set<String> passed = new LinkedHashSet<>(List.of(arm.label()));
    Optional<String> needs = arm.needs();
    while (needs.isPresent()) {
      String label = needs.get();
      Arm next = byLabel.get(label);
      if (next == null) {
        throw new IllegalArgumentException(
            "arms: needs: must be the label of an arm but is '"
                + label
                + "'"
                + Nearest.hint(label, List.copyOf(byLabel.keySet())));
      }
      if (!passed.add(label)) {
        throw new IllegalArgumentException(
            "arms: needs: must not lead back to where it began but does: "
                + String.join(" needs ", passed)
                + " needs "
                + label);
      }
      needs = next.needs();
    }
  }

  /** The sizes in which a study can be run. */
  public enum SizeName {
    /** Minutes on two cores. */
    QUICK,
    /** The publication's own data and lengths. */
    PAPER;

    /** As users write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The sizes that a study has. */
  public record Sizes(Optional<Size> quick, Optional<Size> paper) {}

  /**
   * One size.
   *
   * @param overrides those of all runs; {@code model.depth=1,2,3} gives runs for each
   * @param later those of runs that need another besides, behind their arm's; none if not given
   * @param seeds each gives a run of everything
   */
  public record Size(List<String> overrides, Optional<List<String>> later, List<Long> seeds) {
    /** Checks that there is something to run. */
    public Size {
      if (seeds.isEmpty()) {
        throw new IllegalArgumentException("seeds: must name at least one");
      }
    }
  }

  /**
   * One of the things that are compared.
   *
   * @param label its name in tables and figures
   * @param overrides what makes it different; lists of values give runs for each. {@link #NEEDED}
   *     in one is the directory of the run that this one needs
   * @param needs label of an arm whose runs come first: for each run the one with its seed and,
   *     where there are several, with the values that both vary
   */
  public record Arm(String label, List<String> overrides, Optional<String> needs) {
    /** The directory of the run that is needed. */
    public static final String NEEDED = "NEEDED_RUN";

    public Arm {
      if (needs.isEmpty() && overrides.stream().anyMatch(o -> o.contains(NEEDED))) {
        throw new IllegalArgumentException(
            "needs: must name the arm whose run " + NEEDED + " stands for but is missing");
      }
    }
  }

  /**
   * What the table shows.
   *
   * @param by keys whose values have rows of their own
   * @param at moment of a run, as {@code altgrad table --at}; the last if not given
   * @param wide whether each metric has a column of its own where people read; no if not given
   */
  public record Table(
      List<String> by,
      List<String> metrics,
      List<String> splits,
      Optional<String> at,
      Optional<Boolean> wide) {
    /** Checks the moment. */
    public Table {
      component("at", () -> at.map(At::parse));
    }

    At moment() {
      return at.map(At::parse).orElse(new At.Last());
    }
  }

  /**
   * A figure.
   *
   * @param name of its files
   * @param kind and options, as {@code altgrad plot --list} shows them
   */
  public record Drawing(String name, String kind, Map<String, String> options) {
    /** Checks the name, the kind and the names of the options. */
    public Drawing {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
        throw new IllegalArgumentException(
            "name: must be a file name of letters, digits, '.', '_' and '-' but is '" + name + "'");
      }
      FigureKind figure = component("kind", () -> Figures.named(kind));
      for (String option : options.keySet()) {
        component(
            "options",
            () -> {
              figure.requireOption(option);
              return option;
            });
      }
    }
  }

  /** Turns the complaint of the plotting module into one about a component. */
  static <T> T component(String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (PlotException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** The names of all studies with the first line of their files. */
  public static List<GroupCatalogue.Option> all(ConfigSources sources) {
    return new GroupCatalogue(sources)
        .groups().stream()
            .filter(group -> group.name().equals(FOLDER))
            .flatMap(group -> group.options().stream())
            .toList();
  }

  /** The composed file of a study. */
  public static Config compose(ConfigSources sources, String name) {
    List<String> known = all(sources).stream().map(GroupCatalogue.Option::name).toList();
    if (!known.contains(name)) {
      if (new GroupCatalogue(sources).has("experiment", name)) {
        throw new ConfigException(
            name
                + ": an experiment, not a study: "
                + ShellCommand.of("train", "experiment=" + name));
      }
      throw new ConfigException(
          "there is no study '"
              + name
              + "'"
              + Nearest.hintAndList(name, known)
              + (known.isEmpty() ? "" : "; see " + ShellCommand.of("study", "--list")));
    }
    return new Composer(sources).compose(FOLDER + "/" + name, List.of(), Clock.systemDefaultZone());
  }

  /**
   * Binds a study's file.
   *
   * @throws ConfigException if a key is missing, unknown or wrong
   */
  public static Study of(Config config) {
    return Binder.bind(config, "", Study.class);
  }

  /** A size; an error names those that there are. */
  public Size size(SizeName name) {
    Optional<Size> size = name == SizeName.QUICK ? sizes.quick() : sizes.paper();
    return size.orElseThrow(
        () -> new ConfigException("this study has no size " + name.word() + ", only the other"));
  }

  /** The checks that hold for a size. */
  public List<Check> expected(SizeName size) {
    return expected.stream().filter(c -> c.size().map(size::equals).orElse(true)).toList();
  }
}
