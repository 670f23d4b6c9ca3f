package org.altgrad.train;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.stream.Stream;

/** Which package may know which. */
@AnalyzeClasses(packages = "org.altgrad", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String OURS = "org.altgrad..";
  private static final String BASE = "org.altgrad.base..";
  private static final String CORE = "org.altgrad.graphs.core..";
  private static final String IDENTIFIABILITY = "org.altgrad.graphs.identifiability..";

  /** The classes of a package use, of ours, nothing but themselves and these packages. */
  private static ArchRule usesOnly(String own, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS)
                .and(not(resideInAPackage(own)))
                .and(not(resideInAnyPackage(others))));
  }

  @ArchTest static final ArchRule baseKnowsNothingOfOurs = usesOnly(BASE);

  @ArchTest static final ArchRule graphsKnowsOnlyBase = usesOnly("org.altgrad.graphs..", BASE);

  @ArchTest static final ArchRule dataKnowsOnlyBase = usesOnly("org.altgrad.data..", BASE);

  @ArchTest static final ArchRule plottingKnowsOnlyBase = usesOnly("org.altgrad.plotting..", BASE);

  /** A room of plotting uses, of ours, base, the module's errors and files, and rooms below it. */
  private static ArchRule room(String own, String... below) {
    return usesOnly(
        "org.altgrad.plotting." + own + "..",
        Stream.concat(
                Stream.of(BASE, "org.altgrad.plotting"),
                Stream.of(below).map(room -> "org.altgrad.plotting." + room + ".."))
            .toArray(String[]::new));
  }

  @ArchTest
  static final CompositeArchRule roomsOfPlotting =
      CompositeArchRule.of(room("style"))
          .and(room("field"))
          .and(room("layer", "style", "field"))
          .and(room("panel", "style", "layer"))
          .and(room("runs"))
          .and(room("summary", "runs"))
          .and(room("figure", "style", "layer", "panel", "summary"))
          .and(room("kind", "style", "layer", "panel", "runs", "summary", "figure"))
          .and(room("metric", "style", "layer", "panel", "runs", "summary", "figure", "kind"))
          .and(
              room(
                  "recorded",
                  "style",
                  "field",
                  "layer",
                  "panel",
                  "runs",
                  "summary",
                  "figure",
                  "kind"))
          .and(room("catalogue", "kind", "metric", "recorded"));

  @ArchTest static final ArchRule coreUsesBase = usesOnly(CORE, BASE);

  @ArchTest static final ArchRule nnUsesCore = usesOnly("org.altgrad.graphs.nn..", CORE, BASE);

  @ArchTest
  static final ArchRule optimUsesCore = usesOnly("org.altgrad.graphs.optim..", CORE, BASE);

  @ArchTest static final ArchRule probUsesCore = usesOnly("org.altgrad.graphs.prob..", CORE, BASE);

  @ArchTest
  static final ArchRule programUsesWhatStandsBelowIt =
      usesOnly(
          "org.altgrad.graphs.program..",
          CORE,
          BASE,
          "org.altgrad.graphs.nn..",
          "org.altgrad.graphs.optim..");

  @ArchTest static final ArchRule identifiabilityUsesBase = usesOnly(IDENTIFIABILITY, BASE);

  /**
   * Every other package of graphs is a method, one that is added later as well; attacks and
   * backbones serve methods.
   */
  @ArchTest
  static final ArchRule methodsDoNotKnowEachOther =
      slices()
          .matching("org.altgrad.graphs.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage("org.altgrad.graphs.."),
              resideInAnyPackage(
                  CORE,
                  IDENTIFIABILITY,
                  "org.altgrad.graphs.nn..",
                  "org.altgrad.graphs.optim..",
                  "org.altgrad.graphs.prob..",
                  "org.altgrad.graphs.program..",
                  "org.altgrad.graphs.attack..",
                  "org.altgrad.graphs.backbone.."));

  /**
   * Of train, only the list of methods knows methods: everything else serves one that is new.
   * Metrics on arrays are no method.
   */
  @ArchTest
  static final ArchRule onlyExperimentsKnowMethods =
      noClasses()
          .that()
          .resideInAPackage("org.altgrad.train..")
          .and()
          .resideOutsideOfPackage("org.altgrad.train.experiment..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.altgrad.graphs..")
                  .and(
                      not(
                          resideInAnyPackage(
                              CORE,
                              IDENTIFIABILITY,
                              "org.altgrad.graphs.nn..",
                              "org.altgrad.graphs.optim..",
                              "org.altgrad.graphs.prob..",
                              "org.altgrad.graphs.program.."))));

  @ArchTest
  static final ArchRule noCyclesInGraphs =
      slices().matching("org.altgrad.graphs.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInData =
      slices().matching("org.altgrad.data.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInPlotting =
      slices().matching("org.altgrad.plotting.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInTrain =
      slices().matching("org.altgrad.train.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule sessionsAreOpenedInFewPlaces =
      noClasses()
          .that()
          .resideInAPackage("org.altgrad.train..")
          .and()
          .resideOutsideOfPackages(
              "org.altgrad.train.bench..",
              "org.altgrad.train.cli..",
              "org.altgrad.train.export..",
              "org.altgrad.train.loop..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org\\.tensorflow\\.Session(\\$.*)?");

  /** Configurations, tables, data and metrics of arrays need none of TensorFlow's 700 MB. */
  @ArchTest
  static final ArchRule tensorflowStaysInGraphsAndTraining =
      noClasses()
          .that()
          .resideInAnyPackage(
              BASE,
              IDENTIFIABILITY,
              "org.altgrad.train.config..",
              "org.altgrad.train.run..",
              "org.altgrad.train.search..",
              "org.altgrad.data..",
              "org.altgrad.plotting..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.tensorflow..");

  /** Pictures are painted without Java2D, which has other edges, or none, on other machines. */
  @ArchTest
  static final ArchRule spritesNeedNoDisplayAndNoFonts =
      noClasses()
          .that()
          .resideInAPackage("org.altgrad.data.sprite..")
          .or()
          .haveNameMatching("org\\.altgrad\\.data\\.source\\.(Sprites|FactorRows).*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.awt..", "javax.imageio..", "javax.swing..");

  /** Tablesaw's readers need a library that we leave out. */
  @ArchTest
  static final ArchRule tablesAreNotReadWithTablesaw =
      noClasses()
          .that()
          .resideInAPackage(OURS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tech.tablesaw.io..");

  /** A new module needs arrows of its own here. */
  @ArchTest
  static final ArchRule everyClassIsInAModule =
      classes()
          .should()
          .resideInAnyPackage(
              BASE,
              "org.altgrad.graphs..",
              "org.altgrad.data..",
              "org.altgrad.plotting..",
              "org.altgrad.train..");
}
