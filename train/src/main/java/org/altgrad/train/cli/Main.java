package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.data.DataException;
import org.altgrad.graphs.core.GraphException;
import org.altgrad.plotting.PlotException;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.run.RunException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The program {@code altgrad}. */
@Command(
    name = "altgrad",
    description = "A laboratory for research on how a neural network gets its learning signal.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Something went wrong: a file is missing or damaged, runs or data have not what is asked of"
          + " them, a run failed, no space is left.",
      "2:What was typed or configured is wrong, and nothing was begun.",
      "70:A defect of this program; ALTGRAD_TRACE=1 shows where.",
      "75:Interrupted by a signal: what was begun goes on with --resume, or sweep work.",
      "130, 143:Ended by Ctrl-C or SIGTERM where nothing has to go on.",
    },
    footer = {
      "",
      "Start with:  ${ROOT-COMMAND-NAME} train experiment=hnca/bandit",
      "Then:        ${ROOT-COMMAND-NAME} train --help   (all experiments, groups and options)"
    })
public final class Main implements Runnable {
  /** A mistake in what was typed or configured. */
  static final int USAGE = 2;

  /** Something went wrong. */
  static final int FAILURE = 1;

  /** A defect of this program. */
  static final int DEFECT = 70;

  /** Its commands, in the order of its help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          TrainCommand.class,
          PrepareCommand.class,
          SweepCommand.class,
          StudyCommand.class,
          EvalCommand.class,
          RecordCommand.class,
          ExportCommand.class,
          PredictCommand.class,
          AttackCommand.class,
          SampleCommand.class,
          LsCommand.class,
          ShowCommand.class,
          DiffCommand.class,
          TagCommand.class,
          NoteCommand.class,
          RmCommand.class,
          GcCommand.class,
          ReproduceCommand.class,
          TableCommand.class,
          PlotCommand.class,
          ReportCommand.class,
          DataCommand.class,
          CompletionCommand.class,
          CompleteWordCommand.class,
          BenchCommand.class,
          GradientsCommand.class);

  @CommandLine.Spec private CommandSpec spec;

  /** What others call by a word. */
  private static final Map<String, String> WORDS = Map.of("help", "--help", "version", "--version");

  /**
   * A command line with the words {@code help} and {@code version} as the options that they are.
   */
  static String[] meant(String[] args) {
    if (args.length == 0 || !WORDS.containsKey(args[0])) {
      return args;
    }
    List<String> rest = new ArrayList<>(List.of(args).subList(1, args.length));
    rest.add(WORDS.get(args[0]));
    return rest.toArray(String[]::new);
  }

  /** Words that stand for options. */
  static Stream<String> words() {
    return WORDS.keySet().stream().sorted();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  static final class VersionText implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "altgrad "
            + org.altgrad.train.run.Version.version()
            + " (TensorFlow Java "
            + org.altgrad.train.run.Version.tensorflow()
            + ")"
      };
    }
  }

  /** The program with all of all commands. */
  static CommandLine commandLine() {
    return commandLine(command -> true);
  }

  /**
   * The program for one command line: those commands are whole whose names are among its words. To
   * make the options of one takes as long as to make all names, so the others have but these.
   */
  static CommandLine commandLine(String... args) {
    return commandLine(List.of(args)::contains);
  }

  private static CommandLine commandLine(Predicate<String> whole) {
    CommandLine line = new CommandLine(new Main());
    for (Class<?> type : COMMANDS) {
      Command command = type.getAnnotation(Command.class);
      line.addSubcommand(command.name(), whole.test(command.name()) ? type : nameAlone(command));
    }
    line.setCommandName(ShellCommand.program());
    line.setExpandAtFiles(false);
    line.setExecutionExceptionHandler(
        (e, command, parsed) ->
            DashedWords.told(e.getMessage(), command, parsed.originalArgs())
                .map(text -> report(new ConfigException(text), command.getErr()))
                .orElseGet(() -> report(e, command.getErr())));
    line.setParameterExceptionHandler(UsageErrors::report);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    OptionValues.register(line);
    line.setUsageHelpAutoWidth(true);
    Examples.add(line);
    return line;
  }

  /** A command that help and suggestions know of. */
  private static CommandSpec nameAlone(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage().description(command.description()).hidden(command.hidden());
    return spec;
  }

  /** How a line of {@link #report} begins. */
  private static final String NAME = "altgrad: ";

  /** What to do about a defect; no reason of one. */
  private static final String HINT = NAME + "run it again with ALTGRAD_TRACE=1 to see where";

  /** What a reported line says, to be told within another. */
  static String reason(String line) {
    return line.startsWith(NAME) ? line.substring(NAME.length()) : line;
  }

  /** Whether a line says why something failed. */
  static boolean isReason(String line) {
    return !line.equals(HINT);
  }

  /** Why something failed, for a user; a defect keeps its name. */
  static String why(Throwable e) {
    if (e instanceof UncheckedIOException io) {
      return Durable.reason(io);
    }
    return forUsers(e) ? e.getMessage() : e.toString();
  }

  /** Whether the message says what is wrong and what would be right. */
  private static boolean forUsers(Throwable e) {
    return e instanceof ConfigException
        || e instanceof RunException
        || e instanceof DataException
        || e instanceof PlotException;
  }

  /** One line for what a user can mend; where to find the trace for what only we can. */
  static int report(Exception e, PrintWriter err) {
    if (e instanceof ConfigException) {
      err.println("altgrad: " + e.getMessage());
      return USAGE;
    }
    if (e instanceof UncheckedIOException io) {
      err.println("altgrad: " + Durable.reason(io) + "; mend that, then try again");
      return FAILURE;
    }
    if (forUsers(e)) {
      err.println("altgrad: " + e.getMessage());
      return FAILURE;
    }
    Optional<String> exhausted = Exhausted.reason(e);
    if (exhausted.isPresent()) {
      err.println("altgrad: " + exhausted.get());
      return FAILURE;
    }
    String what = e instanceof GraphException ? e.getMessage() : "internal error: " + e;
    err.println("altgrad: " + what.lines().findFirst().orElse(""));
    if (System.getenv("ALTGRAD_TRACE") != null) {
      e.printStackTrace(err);
    } else {
      err.println(HINT);
    }
    return DEFECT;
  }

  public static void main(String[] args) {
    // Files, figures and tables are the same everywhere.
    Locale.setDefault(Locale.ROOT);
    StandardOutput output = StandardOutput.install();
    PrintWriter err = new PrintWriter(System.err, true);
    int code;
    try {
      String[] words = meant(args);
      CommandLine line = commandLine(words);
      code = line.execute(words);
      line.getOut().flush();
    } catch (Error e) {
      code = report(e, err);
    }
    System.out.flush();
    System.exit(written(output, code, err));
  }

  /** The exit code of a command whose words did not all arrive: no command says it of itself. */
  static int written(StandardOutput output, int code, PrintWriter err) {
    Optional<String> failure = output.failure();
    failure.ifPresent(
        why ->
            err.println(
                NAME
                    + "standard output could not be written: "
                    + why
                    + "; mend that, then try again"));
    return failure.isPresent() && code == 0 ? FAILURE : code;
  }

  /** What the machine could not give, or a defect: one line, too. */
  static int report(Error e, PrintWriter err) {
    boolean library =
        e instanceof UnsatisfiedLinkError
            || (e instanceof LinkageError
                && String.valueOf(e.getMessage()).matches("(?s).*(tensorflow|bytedeco).*"));
    boolean missing = e instanceof LinkageError;
    boolean memory = e instanceof OutOfMemoryError;
    Throwable why = e.getCause() == null ? e : e.getCause();
    String first = Durable.firstLine(why);
    err.println(
        library
            ? "altgrad: TensorFlow's library cannot be loaded: "
                + first
                + "; make room where it is unpacked (java.io.tmpdir) or install what is missing"
            : missing
                ? "altgrad: a part of the program is missing: " + first + "; build it again"
                : memory
                    ? "altgrad: out of memory: " + first + "; use a smaller batch or network"
                    : "altgrad: internal error: " + e.getClass().getSimpleName() + " " + first);
    if (System.getenv("ALTGRAD_TRACE") != null) {
      e.printStackTrace(err);
    }
    return missing || memory ? FAILURE : DEFECT;
  }
}
