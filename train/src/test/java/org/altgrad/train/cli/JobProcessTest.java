package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a sweep lists what became of its runs, and what runs do without their sweep. */
class JobProcessTest {
  @TempDir Path temp;

  private static JobProcess ended(RunDirectory run) {
    JobProcess process = new JobProcess(run);
    while (!process.ended()) {
      Thread.onSpinWait();
    }
    return process;
  }

  /** Its process fails at once, for the configuration names no program. */
  @Test
  void aRunIsListedAsWhatItsFilesSay() {
    RunDirectory run = RunDirectory.createExactly(temp.resolve("run"));
    run.writeInfo(Map.of("state", "DONE"));
    JobProcess process = ended(run);
    assertTrue(process.done(), "killed while it drew its figure");
    run.writeInfo(Map.of("state", "RUNNING"));
    assertFalse(process.done());
    assertEquals(2, process.exitCode());
  }

  /** What a process said last, not where in the program that was, nor what others said before. */
  @Test
  void theReasonIsWhatTheProcessSaid() throws IOException {
    RunDirectory run = RunDirectory.createExactly(temp.resolve("run"));
    Path log = run.path().resolve("console.log");
    Files.writeString(log, "epoch 7/9\n");
    JobProcess process = ended(run);
    assertTrue(process.lastLine().startsWith("method.name: is missing"), process.lastLine());
    Files.writeString(log, "Caused by: x\n\t... 17 more\n", StandardOpenOption.APPEND);
    assertEquals("Caused by: x", process.lastLine());
  }

  /** It would wait for the run, and then work on what another child has done. */
  @Test
  void anOrphanLeavesTheRunToWhoeverStartsItAgain() throws Exception {
    Path run = temp.resolve("run");
    List<String> train =
        List.of(
            "train",
            "experiment=hnca/bandit",
            "data=proto_bits",
            "trainer.fast_dev_run=true",
            "run.figure=false",
            "run.dir=" + run);
    assertEquals(0, Cli.end(Cli.start(temp.resolve("log"), train)));
    String before = Files.readString(run.resolve("run.yaml"));
    String said = orphan(run);
    assertTrue(said.contains("waits for the sweep or study to be started again"), said);
    assertEquals(before, Files.readString(run.resolve("run.yaml")));
    assertFalse(said.contains("done before"), said);
  }

  /** Resumes a run as a child of a process that is none of its ancestors. */
  private String orphan(Path run) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Cli.java());
    command.addAll(List.of(Main.class.getName(), "train", "--resume", run.toString()));
    File log = temp.resolve("log").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(Parent.VARIABLE, "1");
    assertEquals(Main.FAILURE, Cli.end(builder.redirectOutput(log).start()));
    return Files.readString(log.toPath());
  }
}
