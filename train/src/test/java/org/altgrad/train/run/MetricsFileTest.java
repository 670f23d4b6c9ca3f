package org.altgrad.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.program.MetricName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
  @TempDir Path dir;

  @Test
  void theNumberOfANetworkIsAColumn() throws IOException {
    Path file = dir.resolve("metrics.csv");
    try (MetricsFile rows = new MetricsFile(file, 0, Optional.empty())) {
      rows.append(3, 1, "test", MetricName.ofModels("hsic/layer0", new double[] {0.25, 0.75}));
      rows.append(3, 1, "test", MetricName.ofModels("loss", new double[] {2}));
    }
    assertEquals(
        """
        step,epoch,split,metric,model,value
        3,1,test,hsic/layer0,,0.5
        3,1,test,hsic/layer0,0,0.25
        3,1,test,hsic/layer0,1,0.75
        3,1,test,loss,,2.0
        """,
        Files.readString(file));
  }

  @Test
  void aFileThatAnOlderVersionBeganGoesOnAsItIs() throws IOException {
    Path file = dir.resolve("metrics.csv");
    String older = "step,epoch,split,metric,value\n1,0,test,loss,1.0\n1,0,test,loss/model0,1.5\n";
    Files.writeString(file, older + "2,0,test,loss,7\n");
    try (MetricsFile rows = new MetricsFile(file, older.length(), Optional.empty())) {
      rows.append(2, 1, "test", Map.of(MetricName.of("loss"), 0.5));
      rows.append(2, 1, "test", Map.of(MetricName.of("loss", 0), 0.75));
    }
    assertEquals(older + "2,1,test,loss,0.5\n2,1,test,loss/model0,0.75\n", Files.readString(file));
  }
}
