package org.altgrad.train.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.altgrad.train.experiment.SlurmSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a shell, with commands of Slurm's that only say what they were asked. */
class AgentScriptTest {
  @TempDir Path temp;
  private Path sweep;

  @BeforeEach
  void directories() throws IOException {
    sweep = Files.createDirectories(temp.resolve("a \"sweep\" 50%"));
    Files.createDirectories(AgentScript.logs(sweep));
    command("scontrol", "echo \"$*\" >>\"" + temp + "/asked\"");
  }

  private void command(String name, String text) throws IOException {
    Path file = Files.createDirectories(temp.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private static Optional<String> is(String text) {
    return Optional.of(text);
  }

  /** The script of agents that are this program of the shell. */
  private String script(String program) {
    Optional<Integer> none = Optional.empty();
    return new AgentScript(
            sweep,
            new SlurmSettings(
                new SlurmSettings.Array(none, Optional.of(4), Optional.of(2)),
                new SlurmSettings.Allocation(
                    is("main"),
                    Optional.empty(),
                    Optional.empty(),
                    is("a100|h100"),
                    is("1:00:00"),
                    is("8G"),
                    Optional.of(2),
                    is("a100:1")),
                new SlurmSettings.Ending(120, 1),
                new SlurmSettings.Start(
                    List.of("export GREETING='well met'"),
                    is("env"),
                    is(program),
                    List.of("--mail-type=END")),
                false,
                false))
        .text(40, "Main");
  }

  private Process start(String program) throws IOException {
    Path script = Files.writeString(temp.resolve("agents.sh"), script(program));
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
    builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("SLURM_ARRAY_JOB_ID", "17");
    builder.environment().put("SLURM_ARRAY_TASK_ID", "3");
    builder.environment().put("SLURM_JOB_ID", "20");
    return builder.redirectErrorStream(true).redirectOutput(temp.resolve("log").toFile()).start();
  }

  private String log() throws IOException {
    return Files.readString(temp.resolve("log"));
  }

  private String asked() throws IOException {
    Path file = temp.resolve("asked");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** An agent that needs a moment to save what it has, once. */
  private String saving(int code) throws IOException {
    command(
        "agent",
        "trap 'echo saves; sleep 0.3; echo saved; exit "
            + code
            + "' USR1 TERM\necho works\nwhile :; do sleep 0.05; done");
    return temp.resolve("bin/agent").toString();
  }

  private int signalled(String program, String... signals) throws Exception {
    Process process = start(program);
    while (process.isAlive() && !log().contains("works")) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    for (String signal : signals) {
      new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it hangs");
    return process.exitValue();
  }

  @Test
  void itSaysAllThatSbatchMustKnow() {
    String text = script("altgrad");
    for (String line :
        List.of(
            "--job-name=\"altgrad-a \\\"sweep\\\" 50%\"",
            "--array=0-39%4",
            "--output=\""
                + sweep.toString().replace("%", "%%").replace("\"", "\\\"")
                + "/slurm/%A_%a.log\"",
            "--open-mode=append",
            "--requeue",
            "--signal=B:USR1@120",
            "--partition=main",
            "--constraint=\"a100|h100\"",
            "--time=1:00:00",
            "--mem=8G",
            "--cpus-per-task=2",
            "--gres=gpu:a100:1",
            "--mail-type=END")) {
      assertTrue(text.contains("\n#SBATCH " + line + "\n"), line + " in " + text);
    }
    assertFalse(text.contains("--account"), text);
    assertTrue(text.contains("exec env altgrad sweep work \"$sweep\" --count 2\n"), text);
  }

  @Test
  void anAgentEndsAsItsWorkDoes() throws Exception {
    command("agent", "echo \"$GREETING: $*\"; exit 3");
    Process process = start(temp.resolve("bin/agent").toString());
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it hangs");
    assertEquals(3, process.exitValue());
    assertTrue(log().contains("well met: sweep work " + sweep + " --count 2\n"), log());
    assertEquals("", asked());
  }

  /** Two signals make one save; the bound counts time-outs alone. */
  @Test
  void aTimeOutIsRequeuedAndCounted() throws Exception {
    command("squeue", "echo 1:59"); // the limit
    String agent = saving(75);
    for (int i = 0; i < 2; i++) {
      assertEquals(75, signalled(agent, "USR1", "USR1", "TERM"));
      assertEquals(1, log().split("saves", -1).length - 1, log());
      assertTrue(log().contains("saved"), log());
      assertEquals("requeue 17_3\n", asked(), "once, for one is the most");
    }
    assertTrue(log().contains("more than 1 times"), log());
    command("squeue", "echo 2-00:00:00"); // long before the limit
    assertEquals(75, signalled(agent, "USR1"));
    assertEquals("requeue 17_3\nrequeue 17_3\n", asked());
  }

  /** What says TERM has decided already what follows; who is done needs no other start. */
  @Test
  void othersAreNotRequeued() throws Exception {
    command("squeue", "echo 1:59");
    assertEquals(75, signalled(saving(75), "TERM"));
    assertTrue(log().contains("saved"), log());
    assertEquals(0, signalled(saving(0), "USR1"));
    assertEquals("", asked());
  }
}
