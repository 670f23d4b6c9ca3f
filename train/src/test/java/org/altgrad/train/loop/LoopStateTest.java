package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.program.MetricName;
import org.junit.jupiter.api.Test;

class LoopStateTest {
  private static LoopState state() {
    LoopState state = new LoopState(1);
    state.last.put("train", new LinkedHashMap<>(Map.of(MetricName.of("loss/env0"), 0.1)));
    state.last.put(
        "test",
        new LinkedHashMap<>(MetricName.ofModels("accuracy", new double[] {0.3, 1.0 / 3, 0.7})));
    return state;
  }

  @Test
  void newestValuesOfAllNetworksAreReadBackExactly() {
    assertEquals(state().last, LoopState.of(state().toMap()).last);
    assertEquals(
        Map.of("test", Map.of("accuracy", List.of(0.3, 1.0 / 3, 0.7))),
        state().filed("final", value -> value).get("final_models"));
  }

  @Test
  void namesWithTheNumberOfANetworkInOlderCheckpointsAreUnderstood() {
    Map<String, Object> older = state().toMap();
    older.remove("last_models");
    older.put(
        "last",
        Map.of("test", Map.of("accuracy", "0.5", "accuracy/model1", "0.25", "loss/env0", "2")));
    assertEquals(
        Map.of(
            "test",
            Map.of(
                MetricName.of("accuracy"), 0.5,
                MetricName.of("accuracy", 1), 0.25,
                MetricName.of("loss/env0"), 2.0)),
        LoopState.of(older).last);
  }
}
