package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.YamlFile;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of runs, exports, sweeps and studies that were swapped for another's, edited, cut or lost.
 * Whatever reads them either answers as if nothing had happened, or says in a line which file is
 * wrong and what to do; it never fails by a defect, and never changes what it refuses.
 */
class DamagedFilesTest {
  /**
   * What is damaged, its files, the damages and the commands: all combinations. {@code swap:b} is
   * another run's file of the same name; {@code +hash} makes the checkpoint's or the export's
   * checksums right again, as sha256sum would.
   */
  private static final String TABLE =
      """
      a; config.yaml; swap:b swap:c swap:v empty one half last flip directory removed unreadable; eval resume table
      a; config.yaml; crlf set:optimizer.lr=0.5 set:optimizer.lr=fast set:zzz=1 set:model=[1] drop:seed drop:model.name; eval resume
      a; run.yaml; swap:b swap:c swap:v empty one half flip crlf directory removed unreadable; eval resume table
      a; run.yaml; set:state=7 set:state=[1] set:id=[1] set:id=someone set:zzz=1 set:resumed=7 set:data=7 drop:state drop:id; resume table
      a; metrics.csv; swap:b swap:c swap:v empty one half last flip crlf directory removed unreadable old-header; resume table plot
      a; metrics.csv; swap:b+hash swap:c+hash half+hash last+hash; resume table plot
      a; result.yaml; swap:b empty half directory removed; resume table
      a; overrides.yaml; swap:b empty directory removed; eval resume table
      o; run.yaml; swap:b half set:state=7 set:id=[1]; resume
      o; metrics.csv; swap:v half empty; table
      o; checkpoints/step-40/state.yaml; set:step=soon+hash set:sums=7+hash set:sums=[x]+hash drop:sums+hash drop:step+hash set:best=high+hash set:metrics_bytes=-1+hash set:last=[1]+hash empty+hash; resume
      o; checkpoints/step-40/variables.index; swap:v+hash empty+hash half+hash; eval resume
      eo; altgrad.yaml; set:format=99 set:seed=x set:image_shape=[-1] set:signatures=7 set:data_option=mnst set:data_settings.zzz=1 drop:data_settings; predict
      eo; saved_model.pb; swap:ev empty half flip; predict
      eo; variables/variables.index; swap:ev empty half flip; predict
      a; run.log; empty directory unreadable; resume eval
      a; checkpoints; directory removed unreadable file; eval resume
      a; checkpoints/index.yaml; swap:b empty one half flip crlf directory removed unreadable set:best=step-40 set:best=[1] set:last=step-7; best resume
      a; checkpoints/step-40; swap:b swap:c swap:v removed file unreadable from:checkpoints/step-20; eval resume export
      a; checkpoints/step-40/manifest.yaml; swap:b empty one half last flip crlf directory removed unreadable set:zzz=1 set:state.yaml=[1] drop:state.yaml; eval resume
      a; checkpoints/step-40/state.yaml; swap:b swap:b+hash swap:v+hash half flip directory removed crlf+hash set:step=20+hash set:step=soon+hash set:sums=7+hash set:sums=[x]+hash drop:sums+hash drop:step+hash set:best=high+hash set:metrics_bytes=100+hash set:metrics_bytes=-1+hash set:last=[1]+hash set:run=someone+hash drop:run+hash set:zzz=1+hash empty+hash; eval resume
      a; checkpoints/step-40/seal.yaml; swap:b half flip directory removed unreadable; eval resume
      a; checkpoints/step-40/variables.index; swap:b swap:b+hash swap:v+hash empty+hash half+hash flip removed+hash directory; eval resume
      a; checkpoints/step-40/variables.data-00000-of-00001; swap:b swap:b+hash swap:v+hash empty+hash half+hash flip flip+hash removed+hash unreadable; eval resume export
      a; checkpoints/step-40/variables.yaml; swap:b+hash swap:v+hash empty+hash removed+hash set:zzz=[1]+hash; eval init
      s; recordings/kept/step-000000001.csv; swap:t empty one half last flip crlf directory unreadable; kept
      s; recordings/kept; directory file; kept record
      v; checkpoints/step-16/variables.data-00000-of-00001; flip swap:w+hash; sample
      ea; altgrad.yaml; swap:eb swap:ev empty one half last flip directory removed unreadable set:format=99 set:format=1 set:seed=x set:step=7 set:image_shape=[8,9,1] set:image_shape=[-1] set:signatures=7 set:data_option=mnst set:data_settings.flip=0.4 set:data_settings.zzz=1 drop:format drop:data_settings drop:signatures.predict; predict
      ea; saved_model.pb; swap:eb swap:ev swap:ev+hash empty one half flip removed directory; predict
      ea; variables/variables.index; swap:eb swap:ev swap:ev+hash empty half flip removed directory; predict
      ea; variables/variables.data-00000-of-00001; swap:eb swap:eb+hash swap:ev empty half flip removed directory; predict
      ea; variables; swap:eb swap:ev removed file; predict
      ev; altgrad.yaml; swap:ea half flip removed set:image_shape=[2,4,1] set:step=7; sample
      ev; saved_model.pb; swap:ea half removed; sample
      ev; variables/variables.data-00000-of-00001; swap:ew swap:ew+hash flip removed; sample
      sweep; sweep.yaml; empty half removed directory swap:sweep2 unreadable; sweep
      sweep; 000-seed=0; swap:b removed file directory; sweep
      sweep; 000-seed=0/config.yaml; swap:001-seed=1 half empty removed set:optimizer.lr=0.5; sweep
      sweep; 000-seed=0/run.yaml; half empty directory set:state=7; sweep
      sweep; 000-seed=0/metrics.csv; swap:b half flip removed; sweep
      study; study.yaml; empty directory removed swap:sweep; study
      study; runs/Hindsight_seed=3/config.yaml; swap:b half empty removed set:optimizer.lr=0.5; study
      study; runs/Hindsight_seed=3/run.yaml; half empty directory set:state=7; study
      study; runs/Hindsight_seed=3/metrics.csv; swap:b half flip removed; study
      """;

  /** One case of each kind, for every build; what takes processes of its own is not among them. */
  private static final String SAMPLE =
      """
      a config.yaml swap:b eval
      a config.yaml set:optimizer.lr=0.5 resume
      a config.yaml half resume
      a run.yaml empty table
      a run.yaml set:state=7 table
      a metrics.csv swap:c table
      a metrics.csv last plot
      a metrics.csv swap:b+hash table
      a metrics.csv directory resume
      a result.yaml directory resume
      a checkpoints/index.yaml set:best=step-40 best
      a checkpoints/index.yaml directory resume
      a checkpoints/step-40 removed eval
      a checkpoints/step-40 from:checkpoints/step-20 eval
      a checkpoints/step-40 unreadable resume
      a checkpoints/step-40/seal.yaml removed eval
      a checkpoints/step-40/state.yaml set:sums=7+hash resume
      a checkpoints/step-40/variables.data-00000-of-00001 swap:b+hash eval
      o checkpoints/step-40/state.yaml set:sums=7+hash resume
      s recordings/kept/step-000000001.csv swap:t kept
      ea altgrad.yaml set:data_settings.flip=0.4 predict
      ea variables swap:eb predict
      eo saved_model.pb flip predict
      eo altgrad.yaml set:data_option=mnst predict
      """;

  @TempDir static Path temp;
  private static final Map<String, Path> ORIGINALS = new HashMap<>();
  private static final Map<String, String> ANSWERS = new HashMap<>();

  private record Case(String subject, String file, String damage, String command) {
    @Override
    public String toString() {
      return subject + "/" + file + " " + damage + " " + command;
    }
  }

  private static List<Case> table() {
    List<Case> cases = new ArrayList<>();
    for (String line : TABLE.strip().split("\n")) {
      String[] parts = line.split("; ");
      for (String command : parts[3].split(" ")) {
        for (String damage : parts[2].split(" ")) {
          cases.add(new Case(parts[0], parts[1], damage, command));
        }
      }
    }
    return cases;
  }

  static Stream<Case> all() {
    return table().stream();
  }

  static Stream<Case> sample() {
    return SAMPLE
        .strip()
        .lines()
        .map(line -> line.split(" "))
        .map(p -> new Case(p[0], p[1], p[2], p[3]));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("all")
  void everyCase(Case damaged) throws Exception {
    check(damaged);
  }

  @ParameterizedTest
  @MethodSource("sample")
  void someCases(Case damaged) throws Exception {
    check(damaged);
  }

  private record Said(int code, String out, String err) {}

  /** What a message offers, in one of these words. */
  private static final Pattern REMEDY =
      Pattern.compile(
          "put |must be|must have|must say|delete|remove|export the run again|name |move"
              + " |resume|make|missing|no such|see |damaged|cannot be read|cannot read|not valid"
              + " YAML|passed over|expected|not UTF-8|must hold|mend|is empty|has no|left"
              + " out|had|older|filed anew");

  private static void check(Case damaged) throws Exception {
    Path home = Files.createDirectories(temp.resolve("case"));
    Durable.deleteTree(home);
    Path subject = home.resolve(original(damaged.subject()).getFileName().toString());
    String expected = answer(damaged, home, subject);
    Durable.deleteTree(home);
    copy(original(damaged.subject()), subject);
    damage(damaged, subject);
    Map<String, String> before = contents(subject);
    Said said = run(args(damaged.command(), subject, home.resolve("out")));
    String all = said.out() + said.err();
    assertTrue(said.code() >= 0 && said.code() <= 2, said.code() + "\n" + all);
    assertTrue(!all.contains("\tat ") && !all.contains("Exception"), all);
    String file = Path.of(damaged.file()).getFileName().toString();
    String folder = damaged.file().replaceFirst("/[^/]*$", "").replaceFirst(".*/", "");
    // Who makes checksums right again has edited their file.
    boolean sums = damaged.damage().endsWith("+hash") && all.contains("altgrad.yaml");
    boolean named =
        all.contains(file) || all.contains(folder) || all.contains(subject + " ") || sums;
    if (said.code() == 0) {
      boolean told =
          (all.contains(file) || all.contains(folder)) && REMEDY.matcher(all).find()
              || all.contains("unfinished");
      String found = answerOf(damaged.command(), subject, home.resolve("out"), said);
      // What older versions wrote cannot always tell.
      boolean same = found.equals(expected) || damaged.subject().endsWith("o");
      assertTrue(
          same || told,
          () -> "accepted without a word:\n" + found + "\ninstead of\n" + expected + "\n" + all);
    } else {
      List<String> lines = said.err().lines().filter(DamagedFilesTest::isError).toList();
      boolean inside =
          lines.isEmpty() && Pattern.compile("FAILED|WAITING|DAMAGED").matcher(all).find();
      assertTrue(lines.size() == 1 || inside, all);
      assertTrue(named, "names no file:\n" + all);
      assertTrue(REMEDY.matcher(all).find(), "says not what to do:\n" + all);
    }
    boolean goesOn = said.code() == 0 || damaged.subject().equals("o");
    if (!all.contains("others go on")
        && (!goesOn || !List.of("resume", "sweep", "study").contains(damaged.command()))) {
      Map<String, String> after = contents(subject);
      after.keySet().retainAll(before.keySet());
      if (damaged.command().equals("record") || damaged.subject().equals("study")) {
        before.keySet().removeIf(n -> n.contains("kept") || !n.startsWith("runs/"));
        after.keySet().retainAll(before.keySet());
      }
      assertEquals(before, after);
    } else if (!goesOn && all.contains("others go on")) {
      // What was written is the sweep's own: its runs are as they were.
      Map<String, String> after = contents(subject);
      before.keySet().removeIf(n -> !n.matches("\\d{3}-.*") || n.endsWith("console.log"));
      after.keySet().retainAll(before.keySet());
      assertEquals(before, after);
    }
  }

  private static boolean isError(String line) {
    return line.startsWith("altgrad: ") && !line.startsWith("altgrad: note: ");
  }

  private static String answer(Case damaged, Path home, Path subject) throws Exception {
    String key = damaged.subject() + " " + damaged.command();
    if (!ANSWERS.containsKey(key)) {
      copy(original(damaged.subject()), subject);
      Said said = run(args(damaged.command(), subject, home.resolve("out")));
      assertEquals(0, said.code(), said.out() + said.err());
      ANSWERS.put(key, answerOf(damaged.command(), subject, home.resolve("out"), said));
    }
    return ANSWERS.get(key);
  }

  private static String[] args(String command, Path subject, Path out) {
    String s = subject.toString();
    List<String> args =
        switch (command) {
          case "eval" -> List.of("eval", s);
          case "best" -> List.of("eval", s, "--checkpoint", "best");
          case "resume" -> List.of("train", "--resume", s, "trainer.max_epochs=3");
          case "export" -> List.of("export", s, "--to", out.toString());
          case "record" -> List.of("record", s, "kept");
          case "table" -> List.of("table", s);
          case "plot" -> List.of("plot", "learning-curve", s, "--to", out.toString());
          case "kept" -> List.of("plot", "kept", s, "--to", out.toString());
          case "predict" -> List.of("predict", s, "--to", out + ".csv");
          case "sample" -> List.of("sample", s, "--count", "4", "--to", out + ".png");
          case "sweep" -> List.of("train", "--resume", s);
          case "study" ->
              List.of("study", "own/tiny", "--to", s, "--config-dir", temp.resolve("conf") + "");
          case "init" -> bandit(out, "trainer.init_from=" + s);
          default -> throw new IllegalArgumentException(command);
        };
    return args.toArray(String[]::new);
  }

  /** What a command is for. */
  private static String answerOf(String command, Path subject, Path out, Said said)
      throws IOException {
    return switch (command) {
      case "resume" ->
          Files.readString(subject.resolve("metrics.csv"))
              + Files.readString(subject.resolve("result.yaml"));
      case "init" -> Files.readString(out.resolve("metrics.csv"));
      case "export" -> digest(out.resolve("variables/variables.data-00000-of-00001"));
      case "record" -> Files.readString(subject.resolve("recordings/kept/step-000000001.csv"));
      case "plot", "kept" -> Files.readString(Path.of(out + ".csv"));
      case "predict" -> Files.readString(Path.of(out + ".csv")) + said.out();
      case "sample" -> digest(Path.of(out + ".png"));
      default -> said.out();
    };
  }

  // --- What is damaged ---

  private static Path original(String name) {
    if (!ORIGINALS.containsKey(name)) {
      ORIGINALS.put(name, make(name));
    }
    return ORIGINALS.get(name);
  }

  private static List<String> bandit(Path place, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "experiment=hnca/bandit"));
    args.addAll(
        List.of(
            "data=proto_bits",
            "data.n_train=400",
            "data.n_test=100",
            "model.width=8",
            "trainer.batch_size=20",
            "trainer.max_epochs=2",
            "trainer.threads=1",
            "trainer.keep=2",
            "run.figure=false",
            "run.dir=" + place));
    args.addAll(List.of(more));
    return args;
  }

  private static Path make(String name) {
    Path place = temp.resolve("originals").resolve(name);
    List<String> rest = List.of("trainer.threads=1", "run.figure=false", "run.dir=" + place);
    List<String> args =
        switch (name) {
          case "a" -> bandit(place);
          case "b" -> bandit(place, "seed=5");
          case "c" -> bandit(place, "optimizer.lr=0.01");
          case "v", "w" -> {
            List<String> vae = new ArrayList<>(List.of("train", "experiment=hnca/vae_tiny"));
            vae.addAll(List.of("trainer.max_epochs=2", "seed=" + (name.equals("v") ? 0 : 1)));
            vae.addAll(rest);
            yield vae;
          }
          case "o", "eo" -> {
            older(place, name);
            yield List.of("--version");
          }
          case "s", "t" -> {
            List<String> ilc = new ArrayList<>(List.of("train", "experiment=ilc/spirals_quick"));
            ilc.addAll(
                List.of(
                    "data.examples_per_env=16", "model.features=[4]", "trainer.batch_size=256"));
            ilc.addAll(List.of("trainer.max_epochs=1", "trainer.record=[kept]"));
            ilc.addAll(List.of("seed=" + (name.equals("s") ? 0 : 1)));
            ilc.addAll(rest);
            yield ilc;
          }
          case "sweep", "sweep2" -> {
            List<String> sweep = new ArrayList<>(bandit(place));
            sweep.removeIf(arg -> arg.startsWith("run.dir"));
            sweep.addAll(List.of("-m", "seed=" + (name.equals("sweep") ? "0,1" : "2,3")));
            sweep.addAll(List.of("run.root=" + place, "launcher.workers=2"));
            yield sweep;
          }
          case "study" -> {
            study();
            yield List.of(args("study", place, place));
          }
          default ->
              List.of("export", original(name.substring(1)).toString(), "--to", place.toString());
        };
    Said said = run(args.toArray(String[]::new));
    assertEquals(0, said.code(), said.out() + said.err());
    return name.startsWith("sweep") ? sweepBelow(place) : place;
  }

  private static Path sweepBelow(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(p -> p.endsWith("sweep.yaml")).findFirst().orElseThrow().getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As versions wrote them that did not prove what is a run's own. */
  private static void older(Path place, String name) {
    try {
      copy(original(name.equals("o") ? "a" : "ea"), place);
      if (name.equals("eo")) {
        Path description = place.resolve("altgrad.yaml");
        edit(description, "files", null);
        edit(description, "seal", null);
        edit(description, "format", "2");
        return;
      }
      edit(place.resolve("run.yaml"), "config_sha256", null);
      edit(place.resolve("run.yaml"), "run_sha256", null);
      edit(place.resolve("run.yaml"), "metrics_sha256", null);
      for (String step : List.of("step-20", "step-40")) {
        Path state = place.resolve("checkpoints").resolve(step).resolve("state.yaml");
        edit(state, "best_checkpoint", null);
        Files.delete(state.resolveSibling("seal.yaml"));
        rehash(state, place);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void study() {
    try {
      Path folder = Files.createDirectories(temp.resolve("conf/study/own"));
      Files.writeString(
          folder.resolve("tiny.yaml"),
          """
          # A run of an epoch.
          title: Tiny
          claim: It runs.
          source: nobody
          arms:
            - {label: Hindsight, overrides: [method.estimator=hnca]}
          sizes:
            quick:
              overrides: [experiment=hnca/bandit_quick, model.width=8, data.n_train=500, trainer.max_epochs=1]
              seeds: [3]
          table: {by: [label], metrics: [gradient_variance], splits: [train]}
          figures:
            - {name: curves, kind: bars, options: {metric: gradient_variance, by: label}}
          expected:
            - {claim: positive, source: sense, metric: gradient_variance, split: train, where: {label: Hindsight}, min: 0}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- How ---

  private static void damage(Case damaged, Path subject) throws Exception {
    Path file = subject.resolve(damaged.file());
    boolean hash = damaged.damage().endsWith("+hash");
    String damage = damaged.damage().replaceFirst("\\+hash$", "");
    String value = damage.replaceFirst("^[a-z-]*:", "");
    switch (damage.replaceFirst(":.*", "")) {
      case "swap" -> swap(damaged, value, file);
      case "from" -> replace(subject.resolve(value), file);
      case "removed" -> Durable.deleteTree(file);
      case "directory" -> {
        Durable.deleteTree(file);
        Files.createDirectory(file);
      }
      case "file" -> {
        Durable.deleteTree(file);
        Files.writeString(file, "nothing\n");
      }
      case "unreadable" -> {
        Durable.deleteTree(file);
        Files.createSymbolicLink(file, file.getFileName()); // which nobody can follow, root neither
      }
      case "set" -> {
        int equals = value.indexOf('=');
        edit(file, value.substring(0, equals), value.substring(equals + 1));
      }
      case "drop" -> edit(file, value, null);
      default -> Files.write(file, changed(damage, Files.readAllBytes(file)));
    }
    if (hash) {
      rehash(file, subject);
    }
  }

  private static byte[] changed(String damage, byte[] bytes) {
    switch (damage) {
      case "empty":
        return new byte[0];
      case "one":
        return Arrays.copyOf(bytes, 1);
      case "half":
        return Arrays.copyOf(bytes, bytes.length / 2);
      case "last":
        return Arrays.copyOf(bytes, bytes.length - 1);
      case "flip":
        bytes[bytes.length * 2 / 3] ^= 1;
        return bytes;
      default:
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String other =
            damage.equals("crlf")
                ? text.replace("\n", "\r\n")
                : text.replaceFirst("[^\n]*", "step,metric,value");
        return other.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private static void swap(Case damaged, String other, Path file) throws IOException {
    boolean whole = ORIGINAL_NAMES.contains(other);
    if (damaged.subject().equals("sweep") || damaged.subject().equals("study")) {
      String name = Path.of(damaged.file()).getFileName().toString();
      boolean run = damaged.file().equals("000-seed=0");
      Path from =
          !whole
              ? original(damaged.subject()).resolve(other).resolve(name)
              : run ? original(other) : original(other).resolve(name);
      replace(name.equals("study.yaml") ? original("sweep").resolve("sweep.yaml") : from, file);
      return;
    }
    Path from = original(other).resolve(damaged.file());
    if (!Files.exists(from) && damaged.file().contains("step-40")) {
      from = original(other).resolve(damaged.file().replace("step-40", "step-16"));
    }
    replace(from, file);
  }

  private static final List<String> ORIGINAL_NAMES =
      List.of("a", "b", "c", "v", "w", "s", "t", "ea", "eb", "ev", "ew", "sweep", "sweep2");

  private static void replace(Path from, Path to) throws IOException {
    assertTrue(Files.exists(from), from + " is not there");
    Durable.deleteTree(to);
    copy(from, to);
  }

  private static void edit(Path file, String key, String value) {
    Map<String, Object> all = Yamls.read(file);
    Map<String, Object> section = all;
    String last = key;
    String first = key.replaceFirst("\\..*", "");
    if (key.contains(".") && all.get(first) instanceof Map<?, ?> inner) {
      Map<String, Object> copied = new LinkedHashMap<>();
      inner.forEach((k, v) -> copied.put(k.toString(), v));
      all.put(first, copied);
      section = copied;
      last = key.substring(first.length() + 1);
    }
    if (value == null) {
      if (section.remove(last) == null) {
        fail(file + " has no " + key);
      }
    } else {
      section.put(last, new org.yaml.snakeyaml.Yaml().<Object>load(value));
    }
    YamlFile.write(file, all);
  }

  /** As sha256sum says them. */
  private static void rehash(Path file, Path subject) throws IOException {
    Path manifest = file.resolveSibling("manifest.yaml");
    Path export = subject.resolve("altgrad.yaml");
    if (file.endsWith("metrics.csv")) {
      edit(subject.resolve("run.yaml"), "metrics_sha256", digest(file));
      edit(subject.resolve("run.yaml"), "run_sha256", null);
    } else if (Files.exists(manifest)) {
      Map<String, Object> sums = Yamls.read(manifest);
      String name = file.getFileName().toString();
      if (Files.exists(file)) {
        sums.put(name, digest(file));
      } else {
        sums.remove(name);
      }
      YamlFile.write(manifest, sums);
    } else if (Files.exists(export) && Yamls.read(export).get("files") instanceof Map<?, ?> old) {
      Map<String, Object> all = Yamls.read(export);
      Map<String, Object> sums = new LinkedHashMap<>();
      for (Object name : old.keySet()) {
        sums.put(name.toString(), digest(subject.resolve(name.toString())));
      }
      all.put("files", sums);
      YamlFile.write(export, all);
    }
  }

  // --- Files ---

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> contents(Path place) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.toList()) {
        String name = place.relativize(file).toString();
        if (Files.isRegularFile(file) && !name.matches("(.*/)?(run\\.log|\\.lock|\\.readers)")) {
          all.put(name, digest(file));
        } else if (Files.isSymbolicLink(file)) {
          all.put(name, "link");
        }
      }
    }
    return all;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.collect(Collectors.toList())) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.write(target, Files.readAllBytes(file));
        }
      }
    }
  }

  private static Said run(String... args) {
    PrintStream before = System.out;
    PrintStream beforeErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      Cli.Result result = Cli.run(args);
      return new Said(result.code(), out + result.out(), err + result.err());
    } finally {
      System.setOut(before);
      System.setErr(beforeErr);
    }
  }
}
