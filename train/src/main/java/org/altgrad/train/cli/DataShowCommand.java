package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.altgrad.base.Nearest;
import org.altgrad.data.Constant;
import org.altgrad.data.DataSet;
import org.altgrad.data.source.Cifar10;
import org.altgrad.data.source.DataContext;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.DataSources;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.OwnData;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code altgrad data show}. */
@Command(
    name = "show",
    description = "Draws examples with their labels, in the way that suits them; prints texts.",
    sortOptions = false)
final class DataShowCommand implements Callable<Integer> {
  private static final String PNG = ".png";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "OVERRIDE",
      description = "Settings of the data set, such as data.train_limit=20.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "train",
      description = "Default: ${DEFAULT-VALUE}.")
  private String split;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "The first so many examples, shared out among environments; default: 60 pictures, 60"
              + " samples of a stream, 3600 points, 6 texts, all examples for correlations.")
  private Integer count;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Default: outputs/data/NAME.png, with a number if another picture is there.")
  private Path to;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Mixin private DataSets sets;

  @Mixin private Help help;

  /** What can be shown: what a configuration can name, and all variants. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Set<String> names = new LinkedHashSet<>();
      new DataSets.Names().forEach(names::add);
      names.addAll(DataSources.names());
      return names.iterator();
    }
  }

  @Override
  public Integer call() {
    if (count != null && (count < 1 || count > 10_000)) {
      throw usage("--count " + count + ": must be from 1 to 10000");
    }
    if (to != null && !to.toString().endsWith(PNG)) {
      throw usage("--to " + to + ": the name must end in .png");
    }
    DataSource source = source(name, overrides, sets, spec.commandLine());
    if (to != null) {
      OutputFile.requireFree(to, force);
    }
    DataSet data = source.load(DataContext.standard(true, new DownloadLines(System.out)));
    PrintWriter out = spec.commandLine().getOut();
    OptionalInt examples = count == null ? OptionalInt.empty() : OptionalInt.of(count);
    if (!data.splits().isEmpty() && data.split(split).texts().containsKey("text")) {
      if (to != null) {
        throw usage("--to " + to + ": texts are printed; leave it out");
      }
      new Effect(spec).only(false, "where a picture is written, and texts are printed", "--force");
      out.print(DataTexts.lines(data, data.split(split), examples));
      out.flush();
      return 0;
    }
    out.println("data     " + data.described());
    data.notes().forEach(note -> out.println("note     " + note));
    Path file = write(DataFigure.of(source, data, split, examples));
    for (Constant known : data.constants().values()) {
      out.println("constant " + known + (known.shape().isEmpty() ? " " + known.value() : ""));
    }
    out.println("samples  " + file);
    return 0;
  }

  /** Beside runs and studies, and no other set's or an earlier figure unless that is asked for. */
  private Path write(Figure figure) {
    Path directory = Path.of("outputs", "data");
    if (to == null && !force) {
      Map<String, byte[]> contents = Map.of(PNG, figure.png());
      return FigureFiles.write(directory, name, List.of(PNG), contents).files().get(0);
    }
    Path file = to != null ? to : directory.resolve(name + PNG);
    figure.writePng(file, force);
    return file;
  }

  /** The data set of a name with a user's settings of it. */
  static DataSource source(
      String name, List<String> overrides, DataSets sets, CommandLine command) {
    List<String> known = new ArrayList<>();
    new Names().forEach(known::add);
    if (!known.contains(name)) {
      throw new ParameterException(
          command, "there is no data set '" + name + "'" + Nearest.hintAndList(name, known));
    }
    // No experiment is needed to say what the data are.
    List<String> typed = new ArrayList<>(List.of("~experiment"));
    typed.addAll(chosen(name));
    for (String override : overrides) {
      if (!override.matches("(\\+{0,2}|~)data[.].*")) {
        throw new ParameterException(
            command, override + ": only the data set's settings, data.*, can be changed here");
      }
      typed.add(override);
    }
    ConfigSources sources = ConfigSources.packaged(DataShowCommand.class.getClassLoader(), "conf");
    Composer composer = new Composer(sources);
    Config config = composer.compose(Configuration.PRIMARY, typed, Clock.systemDefaultZone());
    String kind = config.find("data.name").map(Object::toString).orElse(name);
    if (sets.typedRoot().isPresent()) {
      requireRoot(name, sets.typedRoot().get(), config, command);
      typed.add("data.root=" + quoted(sets.root().toString()));
      config = composer.compose(Configuration.PRIMARY, typed, Clock.systemDefaultZone());
    }
    DataSource source = Binder.bind(config, "data", DataSources.kind(kind));
    OwnData.requireGiven(config);
    return source;
  }

  /** What is generated, or says itself where its files are, looks in no root; one is said once. */
  private static void requireRoot(String name, Path root, Config config, CommandLine command) {
    String left = "--root " + root + ": must be left out, for ";
    if (config.origin("data.root").isEmpty()) {
      throw new ParameterException(command, left + name + " is not looked for in a directory");
    }
    if (config.chosen().containsKey("data.root")) {
      throw new ParameterException(
          command, left + config.chosen().get("data.root").source() + " says it");
    }
  }

  /** The overrides that stand for the name. */
  static List<String> chosen(String name) {
    for (Cifar10.Variant variant : Cifar10.Variant.values()) {
      if (variant.entry().equals(name)) {
        return List.of("data=cifar10", "data.variant=" + variant.name().toLowerCase());
      }
    }
    return List.of("data=" + name);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
