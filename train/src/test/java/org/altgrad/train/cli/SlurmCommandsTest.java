package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.JsonText;
import org.altgrad.train.sweep.Event;
import org.altgrad.train.sweep.Heartbeat;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of agents of a cluster without one. */
class SlurmCommandsTest {
  /** Two runs, of which the second begins with what the first has learned. */
  static final String STUDY =
      """
      # A run and another that begins with it.
      title: Two
      claim: It runs.
      source: nobody
      arms:
        - {label: First, overrides: [method.estimator=hnca]}
        - {label: Second, needs: First, overrides: ['trainer.init_from=NEEDED_RUN', method.estimator=reinforce]}
      sizes:
        quick: {overrides: [experiment=hnca/bandit_quick, trainer.max_epochs=1], seeds: [3]}
      table: {by: [label], metrics: [accuracy], splits: [train]}
      figures: []
      expected: []
      """;

  @TempDir Path temp;

  /** All that a command says on the console. */
  private static String said(int code, List<String> words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(said, true));
    Cli.Result result;
    try {
      result = Cli.run(words.toArray(String[]::new));
    } finally {
      System.setOut(out);
    }
    assertEquals(code, result.code(), said + result.out() + result.err());
    return said + result.out() + result.err();
  }

  private List<String> sweep(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(SweepCommandsTest.TINY);
    words.add("run.root=" + temp.resolve("out"));
    words.addAll(List.of(more));
    return words;
  }

  private static void assertHas(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), part + " in " + text);
    }
  }

  /** Each start would save and requeue itself before it has done anything. */
  @Test
  void aSignalThatTakesMostOfTheTimeIsTold() {
    String left = " leaves each start of an agent ";
    Map<String, String> told =
        Map.of(
            "time=1 launcher.signal=40", "signal=40" + left + "20 s of the 60 s",
            "time=1:30 launcher.signal=46", "signal=46" + left + "44 s of the 90 s",
            "time=0-0:3", "signal=120" + left + "60 s of the 180 s that launcher.time=0-0:3 gives",
            "time=0:01:00", "signal=120" + left + "0 s of the 60 s",
            "time=0-1 launcher.signal=1801", "signal=1801" + left + "1799 s of the 3600 s",
            "time=1 launcher.signal=30", "",
            "time=1-0:0:1 launcher.signal=43200", "",
            "time=4", "",
            "time=0", "");
    told.forEach(
        (words, note) -> {
          List<String> more = new ArrayList<>(List.of("seed=0,1", "launcher=slurm"));
          more.add("launcher.dry_run=true");
          more.addAll(List.of(("launcher." + words).split(" ")));
          String said = said(0, sweep("train -m", more.toArray(String[]::new)));
          assertEquals(!note.isEmpty(), said.contains("# note: launcher.signal="), said);
          assertHas(said, note);
        });
  }

  @Test
  void aDryRunShowsTheScript() throws IOException {
    String said =
        said(
            0,
            sweep(
                "train -m",
                "seed=range(40)",
                "launcher=slurm",
                "launcher.dry_run=true",
                "launcher.time=1-02:00:00",
                "launcher.at_once=8",
                "launcher.gpus=1"));
    assertHas(
        said,
        "(40 runs, 0 done before)",
        "#SBATCH --array=0-39%8\n",
        "#SBATCH --time=1-02:00:00\n",
        "#SBATCH --gres=gpu:1\n",
        "not submitted");
    Path script = Path.of(said.replaceFirst("(?s).*not submitted: sbatch (\\S+)\\n.*", "$1"));
    assertTrue(said.contains(Files.readString(script)), said);
    Path place = script.getParent().getParent();
    // What it was made with holds, unless other words are said.
    assertHas(said(0, List.of("sweep", "submit", place.toString())), "0-39%8", "--time=1-02");
    assertHas(
        said(
            0,
            List.of(
                "sweep",
                "submit",
                place.toString(),
                "launcher.workers=3",
                "launcher.count=2",
                "launcher.container='apptainer exec a.sif'",
                "launcher.program=altgrad",
                "launcher.setup=[module load cuda]")),
        "0-2%8",
        "\nmodule load cuda\n",
        "exec apptainer exec a.sif altgrad sweep work \"$sweep\" --count 2\n");
    assertFalse(Files.readString(place.resolve("journal.jsonl")).contains("submitted"));
    said(0, List.of("sweep", "stop", place.toString()));
    assertHas(said(2, List.of("sweep", "submit", place.toString())), "is stopped; go on with");
  }

  @Test
  void aSweepThatWasMadeForThisMachineIsSubmitted() {
    String place = said(0, sweep("sweep create -m", "seed=0,1", "launcher.workers=2")).strip();
    List<String> submit = List.of("sweep", "submit", place, "launcher.dry_run=true");
    assertHas(said(0, submit), "--array=0-1\n");
    assertEquals(
        "launcher.signal=\n",
        said(0, List.of("complete-word", "sweep", "submit", place, "launcher.si")));
    assertHas(
        said(2, List.of("sweep", "submit", place, "seed=3")),
        "altgrad: seed=3: must be a setting of launcher=slurm");
    assertHas(
        said(2, List.of("sweep", "submit", place, "launcher=local")), "must be launcher=slurm");
    assertHas(
        said(2, List.of("sweep", "submit", place, "launcher.time=soon")),
        "launcher.time=soon: must be minutes, hours:minutes:seconds or");
  }

  /** A cluster's own words in a file, over those of the kind. */
  @Test
  void aClusterHasAFileOfItsOwn() throws IOException {
    Path file = temp.resolve("conf/launcher/ours.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "defaults: [slurm, _self_]\npartition: big\ndry_run: true\n");
    String conf = file.getParent().getParent().toString();
    String said = said(0, sweep("train -m", "seed=0,1", "launcher=ours", "--config-dir", conf));
    assertHas(said, "--partition=big\n", "--signal=B:USR1@120\n");
    // It holds without the file.
    String place = said.replaceFirst("(?s).*sbatch (\\S+)/slurm/agents.sh\n.*", "$1");
    assertHas(said(0, List.of("sweep", "submit", place)), "--partition=big\n");
  }

  @Test
  void aSearchWithoutEndNeedsANumberOfAgents() throws IOException {
    Path file = temp.resolve("sweep.yaml");
    Files.writeString(
        file,
        "experiment: hnca/bandit\nmethod: random\nparameters: {optimizer.lr: {distribution: log,"
            + " min: 1e-4, max: 1e-1}}\n");
    String place =
        said(0, List.of("sweep", "create", file.toString(), "run.root=" + temp.resolve("out")))
            .strip();
    List<String> submit = List.of("sweep", "submit", place, "launcher.dry_run=true");
    assertHas(said(2, submit), "launcher.workers: must be given for a search without a count");
    List<String> more = new ArrayList<>(submit);
    more.add("launcher.workers=5");
    assertHas(said(0, more), "--array=0-4\n");
  }

  /** Its place is that of the study wherever its runs are made. */
  @Test
  void aStudyIsSubmitted() throws IOException {
    Path file = temp.resolve("conf/study/own/two.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, STUDY);
    List<String> words =
        new ArrayList<>(List.of("study", "own/two", "run.root=" + temp.resolve("out")));
    words.addAll(List.of("--config-dir", temp.resolve("conf").toString()));
    List<String> dry = List.of("--launcher", "slurm", "launcher.dry_run=true", "--workers", "2");
    words.addAll(dry);
    assertHas(said(0, words), "--array=0-1\n", "not submitted", "studies/own/two-quick/slurm");
    assertTrue(Files.exists(temp.resolve("out/studies/own/two-quick/runs/First_seed=3")));
  }

  @Test
  void withoutSlurmNothingIsMade() throws Exception {
    String log = withPath(2, temp.toString());
    assertEquals(
        "altgrad: launcher=slurm: must be started where sbatch is on the PATH, which it is not"
            + " here; see what would be submitted with launcher.dry_run=true\n",
        log);
    assertFalse(Files.exists(temp.resolve("out")));
  }

  /** Where the cluster takes nothing the runs are there all the same. */
  @Test
  void whatWasRefusedSaysHowToGoOn() throws Exception {
    Path sbatch = Files.createDirectories(temp.resolve("bin")).resolve("sbatch");
    Files.writeString(
        sbatch, "#!/bin/sh\n[ $1 = --version ] && exit 0\necho invalid partition\nexit 1\n");
    assertTrue(sbatch.toFile().setExecutable(true));
    String log = withPath(1, sbatch.getParent() + ":" + System.getenv("PATH"));
    String last = log.lines().reduce((a, b) -> b).orElseThrow();
    String place = log.replaceFirst("(?s)sweep +(\\S+) .*", "$1");
    assertTrue(Files.exists(Path.of(place, "000-seed=0", "config.yaml")), log);
    assertEquals(
        "altgrad: "
            + place
            + "/slurm/agents.sh: sbatch says: invalid partition; its runs are filed, and are"
            + " submitted with: altgrad sweep submit "
            + place,
        last);
  }

  /** What the queue has forgotten is in the books; of what is active the queue tells, if it can. */
  @Test
  void statusJoinsTheQueueWithTheBooks() throws Exception {
    List<String> create = sweep("sweep create -m", "seed=0,1");
    Path sweep = Path.of(Cli.said(create.toArray(String[]::new)).strip());
    new SweepDirectory(sweep).tell(Event.Kind.SUBMITTED, "", "", Map.of("job", "123"));
    Path bin = Files.createDirectories(temp.resolve("bin"));
    command(
        bin.resolve("sacct"),
        """
        [ "$SLURM_BITSTR_LEN" = 0 ] || exit 1
        case "$*" in *-P*-X*-j?123*) ;; *) exit 1;; esac
        echo '123_10|OUT_OF_MEMORY|one'
        echo '123_10.batch|OUT_OF_MEMORY|one'
        echo '123_4|CANCELLED by 0|two'
        echo '123_4.extern|COMPLETED|two'
        echo '123_5|RUNNING|two'
        """);
    List<String> status = List.of("sweep", "status", sweep.toString());
    String path = bin + ":" + System.getenv("PATH");
    Path squeue = bin.resolve("squeue");
    command(squeue, "echo 'slurm_load_jobs error: Invalid job id specified'\nexit 1\n");
    String told = withPath(0, path, status);
    assertHas(told, "slurm    job 123: 1 cancelled, 1 out_of_memory\n");
    command(squeue, "echo 'slurm_load_jobs error: Unable to contact slurm controller'\nexit 1\n");
    told = withPath(0, path, status);
    assertHas(
        told,
        "slurm    job 123: 1 cancelled, 1 out_of_memory, 1 running\n",
        "slurm    job 123: squeue: slurm_load_jobs error: Unable to contact slurm controller");
    command(squeue, "echo '123|5|PENDING|Resources|1||'\necho '123|4|CANCELLED|None|0|two|'\n");
    List<String> json = List.of("sweep", "status", sweep.toString(), "--json");
    Map<?, ?> all = (Map<?, ?>) JsonText.parse(withPath(0, path, json));
    List<?> tasks =
        ((List<?>) all.get("slurm")).stream().map(task -> ((Map<?, ?>) task).get("task")).toList();
    assertEquals(List.of("123_4", "123_5", "123_10"), tasks);
  }

  /** Who cannot be asked is named, and what could not be cancelled, with the command for it. */
  @Test
  void aControllerThatIsDownIsNamed() throws Exception {
    List<String> create = sweep("sweep create -m", "seed=0,1");
    Path sweep = Path.of(Cli.said(create.toArray(String[]::new)).strip());
    SweepDirectory directory = new SweepDirectory(sweep);
    for (String job : List.of("11", "12")) {
      directory.tell(Event.Kind.SUBMITTED, "", "", Map.of("job", job));
    }
    Path bin = Files.createDirectories(temp.resolve("bin"));
    String down = "Unable to contact slurm controller (connect failure)";
    command(bin.resolve("squeue"), "echo 'slurm_load_jobs error: " + down + "' >&2\nexit 1\n");
    command(bin.resolve("sacct"), "echo 'Slurm accounting storage is disabled' >&2\nexit 1\n");
    // Meanwhile the run ends, which was running when it was stopped.
    command(
        bin.resolve("scancel"),
        "echo '{\"event\":\"interrupted\",\"time\":\"2020-01-01T00:00:00Z\",\"run\":\"000-seed=0\"}' >> "
            + SweepDirectory.journal(sweep)
            + "\necho 'scancel: error: "
            + down
            + "' >&2\nexit 1\n");
    String path = bin + ":" + System.getenv("PATH");
    String told = withPath(0, path, List.of("sweep", "status", sweep.toString()));
    String silent = "squeue: slurm_load_jobs error: " + down;
    assertHas(told, "slurm    jobs 11, 12: " + silent + "\n");
    List<String> json = List.of("sweep", "status", sweep.toString(), "--json");
    assertEquals(silent, ((Map<?, ?>) JsonText.parse(withPath(0, path, json))).get("slurm_silent"));
    try (Heartbeat worker = Heartbeat.begin(sweep, directory.self(), why -> {})) {
      directory.tell(Event.Kind.CLAIMED, "000-seed=0", worker.worker(), Map.of());
      told = withPath(1, path, List.of("sweep", "stop", sweep.toString()));
    }
    assertHas(
        told,
        "1 running; go on with: altgrad sweep retry " + sweep + "\n",
        "waiting agents of jobs 11, 12 could not be cancelled: scancel: "
            + down
            + "; cancel them later with: scancel --state=PENDING 11 12\n");
  }

  /** What is finished needs no agents, and is called so. */
  @Test
  void aFinishedSweepIsNotSubmitted() {
    List<String> create = sweep("sweep create -m", "seed=0,1", "trainer.max_epochs=1");
    String sweep = Cli.said(create.toArray(String[]::new)).strip();
    said(0, List.of("sweep", "work", sweep));
    String told = said(0, List.of("sweep", "submit", sweep, "launcher.dry_run=true"));
    String look = "altgrad sweep status " + sweep + ", altgrad table " + sweep;
    assertEquals("finished; see: " + look + "\n", told);
  }

  private static void command(Path place, String script) throws IOException {
    Files.writeString(place, "#!/bin/sh\n" + script);
    assertTrue(place.toFile().setExecutable(true));
  }

  /** What is said when runs shall be submitted. */
  private String withPath(int code, String path) throws Exception {
    return withPath(code, path, sweep("train -m", "seed=0,1", "launcher=slurm"));
  }

  private String withPath(int code, String path, List<String> words) throws Exception {
    List<String> command = new ArrayList<>(Cli.java());
    command.add(Main.class.getName());
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    Process process = builder.redirectOutput(temp.resolve("log").toFile()).start();
    assertEquals(code, Cli.end(process), Files.readString(temp.resolve("log")));
    return Files.readString(temp.resolve("log"));
  }
}
