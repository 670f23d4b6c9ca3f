package org.altgrad.train.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Lines that Slurm 22.05 wrote, and what its manual says of accounting. */
class AgentTaskTest {
  @Test
  void theQueueTellsOfEachTask() {
    List<AgentTask> tasks =
        AgentTask.ofQueue(
            List.of(
                "1|2|PENDING|JobArrayTaskLimit|0||",
                "1|3|PENDING|JobArrayTaskLimit|1||",
                "1|0|RUNNING|None|1|one|",
                "1|1|FAILED|NonZeroExitCode|0|two|",
                "slurm_load_jobs error: Invalid job id specified"));
    assertEquals(4, tasks.size());
    assertEquals(new AgentTask("1", "0", "running", "", 1, "one"), tasks.get(2));
    assertEquals("1_0", tasks.get(2).id());
    assertTrue(tasks.get(0).active());
    assertFalse(tasks.get(3).active());
    assertEquals(
        List.of(
            "job 1: 1 failed (NonZeroExitCode), 2 pending (JobArrayTaskLimit), 1 running; requeued"
                + " 2 times"),
        AgentTask.summary(tasks));
  }

  /** Every state of the manual, with steps between, which are no tasks. */
  @Test
  void accountingTellsHowTasksEnded() {
    List<String> ends =
        List.of(
            "BOOT_FAIL",
            "CANCELLED by 0",
            "COMPLETED",
            "DEADLINE",
            "FAILED",
            "NODE_FAIL",
            "OUT_OF_MEMORY",
            "PREEMPTED",
            "REVOKED",
            "TIMEOUT");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      lines.add("7_" + i + "|" + ends.get(i) + "|one");
      lines.add("7_" + i + ".batch|CANCELLED|one");
      lines.add("7_" + i + ".extern|COMPLETED|one");
      lines.add("7_" + i + ".0|FAILED|one");
    }
    List<AgentTask> tasks = AgentTask.ofAccounting(lines);
    assertEquals(
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        tasks.stream().map(AgentTask::task).toList());
    for (int i = 0; i < ends.size(); i++) {
      String word = ends.get(i).replace(" by 0", "").toLowerCase(Locale.ROOT);
      assertEquals(new AgentTask("7", "" + i, word, "", 0, "one"), tasks.get(i));
      assertFalse(tasks.get(i).active(), word);
    }
    assertEquals("cancelled", AgentTask.ofAccounting(List.of("7_1|CANCELLED+|")).get(0).state());
    List<String> waits = List.of("REQUEUED", "SUSPENDED", "RESIZING", "SPECIAL_EXIT", "SIGNALING");
    for (String state : waits) {
      assertTrue(AgentTask.ofAccounting(List.of("7_1|" + state + "|")).get(0).active(), state);
    }
    assertEquals(
        List.of("job 7: 7 pending"),
        AgentTask.summary(AgentTask.ofAccounting(List.of("7_[0-6:2,9,11-12%4]|PENDING|"))));
  }

  @Test
  void accountingTellsOfTasksTogether() {
    List<AgentTask> tasks =
        AgentTask.ofAccounting(
            List.of(
                "7_[4-39%2]|PENDING|None assigned",
                "7_3|CANCELLED by 0|one",
                "7_2|TIMEOUT|two",
                "Slurm accounting storage is disabled"));
    assertEquals(List.of("7_4-39", "7_3", "7_2"), tasks.stream().map(AgentTask::id).toList());
    assertEquals(List.of("job 7: 1 cancelled, 36 pending, 1 timeout"), AgentTask.summary(tasks));
    assertEquals(List.of(), AgentTask.summary(new ArrayList<>()));
  }
}
