package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a message advises is done, by a machine that understands nothing but the words: then the
 * same complaint must not come again, and what is printed as a command must be one.
 */
class HintsTest {
  /** Right commands that end in a moment, in which slips are made. */
  private static final List<String> GOOD =
      List.of(
          "train --cfg job experiment=hnca/bandit model.depth=2 method.estimator=reinforce"
              + " optimizer.lr=1e-3 trainer.batch_size=20",
          "train --cfg job experiment=hnca/vae method/estimator=disarm optimizer=sgd seed=3",
          "train --cfg job experiment=ilc/spirals method/combiner=and_mask method.combiner.tau=0.5"
              + " data.envs=8 method.gradients=fused",
          "train --cfg job experiment=biohsic/mnist_quick method.objective.gamma=3"
              + " trainer.max_time=2m model.features=[8,8]",
          "train --cfg job experiment=ima/moebius_quick model/prior=uniform model.gamma_sq=1e3"
              + " data.linear_map=unit_det trainer.seeds=[1,2]",
          "train --cfg job experiment=vub/mnist_quick method/objective=vib"
              + " method.objective.beta=1e-2 optimizer.schedule=constant data=mnist10k",
          "train --cfg job --config OWN experiment=hnca/bandit",
          "train --cfg job --config-dir CONF experiment=mine",
          "train --info defaults-tree experiment=hnca/bandit",
          "table RUNS --by depth --metric accuracy --split test",
          "table RUNS --at best=accuracy@test --metric accuracy --format markdown",
          "table RUNS --pivot depth --metric accuracy --error se",
          "table RUNS --against depth=1 --metric accuracy",
          "table RUNS --each ima",
          "ls RUNS --where depth=2 --sort -start --state done",
          "show RUN",
          "diff RUN OTHER",
          "plot learning-curve RUNS --opt metric=accuracy --opt by=depth --to NEW --force",
          "plot sweep-curve RUNS --opt x=model.depth --opt metric=accuracy --to NEW --force",
          "report RUN --to NEW.html --force",
          "tag RUN good",
          "data list",
          "data export spirals data.envs=2 data.examples_per_env=4 --to NEW.csv --force",
          "sweep status SWEEP",
          "study --list",
          "completion bash");

  /**
   * Wrong commands that would work for long once they are right: each has a second mistake, at
   * which it ends then.
   */
  private static final List<String> WRONG =
      List.of(
          "gradients experiment=hnca/vae_tinyy --draws 0",
          "gradients experiment=hnca/vae_tiny --checkpoint best --to RUN",
          "gradients experiment=hnca/vae_tiny --other-data --to RUN",
          "gradients experiment=hnca/vae_tiny trainer.directions.draws=3 --draws 5 --to RUN",
          "gradients experiment=hnca/vae_tiny trainer.directions=null --to RUN",
          "gradients experiment=hnca/vae_tiny --draws 0 --to RUN",
          "gradients experiment=hnca/vae_tiny --direction reinforcee --to RUN",
          "gradients --run RUN --config-dir CONF --draws 0",
          "gradients --run RUN seed=3 --draws 0",
          "bench experiment=hnca/bandit --repeats=0 --vs a=1 --profile",
          "bench experiment=hnca/bandit --warmup=-1 --vs a=1 --profile",
          "bench experiment=hnca/bandit --steps=0 --vs a=1 --profile",
          "bench experiment=hnca/banditt model.depth=0",
          "study hnca/estimatorss --workers 1 launcher.workers=2",
          "study hnca/estimators --launcher locall --workers 1 launcher.workers=2",
          "study hnca/estimators --workers 1 launcher.workers=2 method.nonsense=1",
          "study hnca/estimators --launcher local launcher=local method.nonsense=1",
          "study",
          "data",
          "data show spiralz --to DIR/own.yaml",
          "data show spirals data.envz=2 --to DIR/own.yaml",
          "data export spiralz --to DIR/own.yaml",
          "data export spirals --to DIR/own.txt data.envs=0",
          "data verify mnistt",
          "data list mnist");

  /** What is said in these words is done by what comes after them. */
  private static final Pattern MEANT = Pattern.compile("did you mean ([^?]+)\\?");

  private static final Pattern AVAILABLE = Pattern.compile("available: ([^,;\\n…]+)");
  private static final Pattern TYPED =
      Pattern.compile(
          "(?:choose it with|chosen with its keys, by|typed without dashes:) ([^ ,;]+=[^ ,;]+)");
  private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
  private static final Pattern COMMAND = Pattern.compile("(?:altgrad|train --resume) [^;,)\\n]+");
  private static final Pattern BOUND =
      Pattern.compile(
          "(\\S+?)(?:=\\S*)?: must be (?:at least|from) (-?[\\d.e+-]+)(?: to \\S+)? but is");
  private static final Pattern ONE_OF =
      Pattern.compile(": must be (?:one of )?([a-z_0-9]+) or \\S+|: must be one of ([a-z_0-9]+),");
  private static final Pattern ENDING = Pattern.compile("must end in (\\.\\w+)");

  @TempDir static Path dir;

  private final Set<String> defects = new LinkedHashSet<>();
  private final TreeMap<String, Integer> followed = new TreeMap<>();

  @BeforeAll
  static void places() throws IOException {
    ErrorsTest.dir = dir;
    ErrorsTest.files();
    Files.writeString(dir.resolve("own.yaml"), "model:\n  depth: 2\noptimizer:\n  lr: 0.1\n");
    own("model:\n  depth: 2\n");
  }

  private static void own(String values) throws IOException {
    String head = "# @package _global_\ndefaults: [hnca/bandit_quick, _self_]\n";
    Files.writeString(dir.resolve("conf/experiment/mine.yaml"), head + values);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      words.add(
          word.replaceAll("^RUNS$", dir + "/runs")
              .replaceAll("^RUN$", dir + "/runs/a")
              .replaceAll("^OTHER$", dir + "/runs/b")
              .replaceAll("^SWEEP$", dir + "/cut")
              .replaceAll("^OWN$", dir + "/own.yaml")
              .replaceAll("^CONF$", dir + "/conf")
              .replaceAll("^NEW", dir + "/new")
              .replace("DIR", dir.toString()));
    }
    return words;
  }

  /** A letter is lost, doubled or swapped with the next one. */
  private static String slip(String word, int at, int kind) {
    String before = word.substring(0, at);
    String after = word.substring(at + 1);
    return switch (kind) {
      case 0 -> before + after;
      case 1 -> before + word.charAt(at) + word.charAt(at) + after;
      default ->
          after.isEmpty()
              ? before
              : before + after.charAt(0) + word.charAt(at) + after.substring(1);
    };
  }

  @Test
  void slipsAreMendedAsAdvised() {
    Random random = new Random(1);
    for (String good : GOOD) {
      List<String> words = words(good);
      for (int w = 0; w < words.size(); w++) {
        String word = words.get(w);
        if (word.startsWith(dir.toString()) || word.equals("--cfg") || word.length() < 4) {
          continue;
        }
        Matcher part = Pattern.compile("[a-zA-Z_-]{4,}").matcher(word);
        while (part.find()) {
          int at = part.start() + 1 + random.nextInt(part.end() - part.start() - 1);
          List<String> wrong = new ArrayList<>(words);
          wrong.set(w, slip(word, at, random.nextInt(3)));
          follow(wrong);
        }
      }
    }
    assertNone(150);
  }

  @Test
  void documentedMistakesAreMendedAsAdvised() throws NoSuchMethodException {
    CsvSource rows =
        Arrays.stream(ErrorsTest.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("oneLineAndACode"))
            .findFirst()
            .orElseThrow()
            .getAnnotation(CsvSource.class);
    for (String row : rows.value()) {
      List<String> words = words(row.substring(0, row.indexOf(" > ")));
      String name = words.get(0);
      if (name.equals("train") && !words.contains("--resume")) {
        words.remove("-m");
        words.removeIf(word -> word.equals("--cfg") || word.equals("job"));
        words.addAll(1, List.of("--cfg", "job"));
      } else if (!List.of("table", "plot", "ls", "show", "diff").contains(name)) {
        continue; // would work for long, or draw here, once it is right
      }
      follow(words);
    }
    assertNone(60);
  }

  @Test
  @Tag("slow")
  void mistakesOfLongCommandsAreMendedAsAdvised() {
    WRONG.forEach(wrong -> follow(words(wrong)));
    assertNone(15);
  }

  private void assertNone(int least) {
    assertEquals("", String.join("\n", defects));
    int all = followed.values().stream().mapToInt(i -> i).sum();
    assertTrue(all >= least, followed.toString());
  }

  /** Does what the message about a command says. */
  private void follow(List<String> words) {
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    String said = result.err();
    if (result.code() == 0 || said.isEmpty()) {
      return;
    }
    Matcher command = COMMAND.matcher(said);
    while (command.find()) {
      understood(command.group(), String.join(" ", words) + "\n" + said);
    }
    Matcher meant = MEANT.matcher(said);
    if (meant.find()) {
      for (String one : meant.group(1).split(" or ")) {
        apply("did you mean", words, said, (word, subject) -> replaced(word, subject, one.strip()));
      }
    }
    Matcher available = AVAILABLE.matcher(said);
    if (available.find()) {
      String first = available.group(1).strip();
      apply("available", words, said, (word, subject) -> replaced(word, subject, first));
    }
    Matcher typed = TYPED.matcher(said);
    if (typed.find()) {
      apply("to be typed", words, said, (word, subject) -> List.of(typed.group(1)));
    }
    Matcher bound = BOUND.matcher(said);
    if (bound.find()) {
      apply("bound", words, said, (word, subject) -> valued(word, bound.group(1)));
    }
    Matcher one = ONE_OF.matcher(said);
    if (one.find()) {
      String value = one.group(1) == null ? one.group(2) : one.group(1);
      apply("one of", words, said, (word, subject) -> valued(word, value));
    }
    Matcher ending = ENDING.matcher(said);
    if (ending.find()) {
      apply("ending", words, said, (word, subject) -> List.of(dir + "/x" + ending.group(1)));
    }
    if (said.contains("must be left out")) {
      apply("left out", words, said, (word, subject) -> List.of(""));
    }
    if (said.contains("replace it with --force")) {
      List<String> forced = new ArrayList<>(words);
      forced.add("--force");
      if (isStill(said, forced)) {
        defects.add(String.join(" ", words) + "\n" + said);
      }
      count("--force");
    }
  }

  /** What is printed as a command is parsed; help is printed. */
  private void understood(String command, String because) {
    String line = command.replaceFirst("^altgrad ", "").replaceAll("\\.\\.\\.$|[?.:]$", "").strip();
    if (line.startsWith("(") || line.matches("[a-z]+:.*")) {
      return;
    }
    List<String> words = Documents.words(line);
    count("command");
    try {
      if (words.contains("--help") || words.contains("--list")) {
        Cli.Result result = Cli.run(words.toArray(String[]::new));
        if (result.code() != 0) {
          defects.add(because + "-> " + result.err());
        }
      } else {
        Main.commandLine().parseArgs(words.toArray(String[]::new));
      }
    } catch (picocli.CommandLine.ParameterException e) {
      defects.add(because + "-> altgrad " + line + ": " + e.getMessage());
    }
  }

  private void count(String kind) {
    followed.merge(kind, 1, Integer::sum);
  }

  /** What the message complains of: what it begins with, or what it quotes. */
  private static String subject(String said) {
    String message = said.replaceFirst("^altgrad: ", "").replaceFirst("^\\S+:\\d+: ", "");
    int colon = message.indexOf(": ");
    String first = colon < 0 ? " " : message.substring(0, colon);
    Matcher quoted = QUOTED.matcher(message);
    return !first.contains(" ") ? first : quoted.find() ? quoted.group(1) : first;
  }

  /** Another name for the whole, for what is to the left or right of =, or for its last part. */
  private static List<String> replaced(String word, String subject, String meant) {
    int equals = subject.indexOf('=');
    List<String> all = new ArrayList<>();
    if (equals > 0) {
      all.add(word.replace(subject, subject.substring(0, equals + 1) + meant));
      all.add(word.replace(subject, meant + subject.substring(equals)));
    }
    all.add(word.replace(subject, meant));
    String key = equals > 0 ? subject.substring(0, equals) : subject;
    String last = key.substring(Math.max(key.lastIndexOf('.'), key.lastIndexOf('/')) + 1);
    all.add(word.replace(last, meant));
    return all;
  }

  private static List<String> valued(String word, String value) {
    return List.of(word.contains("=") ? word.replaceFirst("=.*", "=" + value) : value);
  }

  /** Ways to do what is advised with the word that the message complains of. */
  private interface Advice {
    List<String> ways(String word, String subject);
  }

  private void apply(String kind, List<String> words, String said, Advice advice) {
    String subject = subject(said);
    for (int w = 1; w < words.size(); w++) {
      String word = words.get(w);
      if (!word.contains(subject) && !(word.length() > 3 && subject.endsWith(" " + word))) {
        continue;
      }
      String named = word.contains(subject) ? subject : word;
      count(kind);
      for (String way : advice.ways(word, named)) {
        List<String> changed = new ArrayList<>(words);
        changed.set(w, way);
        if (way.isEmpty()) {
          changed.remove(w);
        }
        if (!isStill(said, changed)) {
          return;
        }
      }
      defects.add(kind + ": " + String.join(" ", words) + "\n" + said);
      return;
    }
  }

  /** Whether the same is complained of, whatever of. */
  private static boolean isStill(String said, List<String> words) {
    Cli.Result again = Cli.run(words.toArray(String[]::new));
    return again.code() != 0 && complaint(again.err()).equals(complaint(said));
  }

  private static String complaint(String said) {
    return said.replace(subject(said), "#").replaceAll("(?s); .*", "").replaceAll("'[^']*'", "'#'");
  }
}
