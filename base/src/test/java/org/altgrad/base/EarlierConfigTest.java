package org.altgrad.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlierConfigTest {
  private static final Map<String, Object> NOW = new LinkedHashMap<>();

  static {
    NOW.put("trainer.batch_size", 50);
    NOW.put("trainer.seeds", List.of(1, 2));
    NOW.put("trainer.steps_per_call", 4);
    NOW.put("trainer.compile", true);
    NOW.put("trainer.init_from", null);
    NOW.put("trainer.tensorboard", false);
    NOW.put("trainer.directions", null);
    NOW.put("run.export", true);
  }

  private static Map<String, Object> with(Object... more) {
    Map<String, Object> filed = new LinkedHashMap<>(NOW);
    for (int i = 0; i < more.length; i += 2) {
      filed.put(more[i].toString(), more[i + 1]);
    }
    return filed;
  }

  private static Map<String, Object> applied(Map<String, Object> filed) {
    return EarlierConfig.of(filed).applied(filed);
  }

  @Test
  void whatIsOfThisVersionStays() {
    Map<String, Object> filed =
        with("model.name", "mlp", "model.features", List.of(3), "model.width", 4, "model.depth", 2);
    assertTrue(EarlierConfig.of(filed).isEmpty());
    assertEquals(filed, applied(filed));
    assertTrue(EarlierConfig.of(Map.of("model.name", "mlp")).isEmpty());
  }

  @Test
  void keysThatCameLaterMeanAsBefore() {
    Map<String, Object> filed = Map.of("trainer.batch_size", 50);
    Map<String, Object> now = applied(filed);
    assertEquals(1, now.get("trainer.steps_per_call"));
    assertEquals(false, now.get("trainer.compile"));
    assertEquals(true, now.get("trainer.tensorboard"));
    assertTrue(now.containsKey("trainer.seeds") && now.get("trainer.seeds") == null);
  }

  /** A key that is there as a section is there. */
  @Test
  void sectionsStayWhatTheyAre() {
    Map<String, Object> filed =
        with(
            "method.name",
            "hnca_vae",
            "method.noise.value",
            20,
            "method.noise.schedule.name",
            "piecewise",
            "method.kl_weight.value",
            1,
            "method.signal",
            1,
            "method.by_layer",
            true);
    assertTrue(EarlierConfig.of(filed).isEmpty(), () -> EarlierConfig.of(filed).toString());
    filed.remove("trainer.init_from");
    filed.put("trainer.init_from.run", "runs/first");
    assertTrue(EarlierConfig.of(filed).isEmpty(), () -> EarlierConfig.of(filed).toString());
  }

  @Test
  void numbersOfLayersBecomeSizes() {
    Map<String, Object> mlp =
        applied(with("model.name", "mlp", "model.hidden", 256, "model.layers", 3));
    assertEquals(List.of(256, 256, 256), mlp.get("model.features"));
    assertFalse(mlp.containsKey("model.hidden") || mlp.containsKey("model.layers"));
    Map<String, Object> bernoulli =
        applied(with("model.name", "bernoulli_mlp", "model.depth", 2, "model.width", 7));
    assertEquals(List.of(7, 7), bernoulli.get("model.features"));
    assertEquals(null, bernoulli.get("model.depth"));
    assertEquals(null, bernoulli.get("model.width"));
    Map<String, Object> conv =
        applied(
            with(
                "model.name",
                "conv_bernoulli",
                "model.conv_layers",
                2,
                "model.channels",
                8,
                "model.depth",
                1,
                "model.width",
                64));
    assertEquals(List.of(8, 8), conv.get("model.channels"));
    assertEquals(List.of(64), conv.get("model.features"));
    assertFalse(conv.containsKey("model.conv_layers"));
    Map<String, Object> cnn =
        applied(with("model.name", "hsic_cnn", "model.features", List.of(16, 32)));
    assertEquals(List.of(16, 32), cnn.get("model.channels"));
    assertFalse(cnn.containsKey("model.features"));
  }

  @Test
  void whatCannotBeSaidAnewIsLeftToBeRefused() {
    Map<String, Object> filed = with("method.combiner.tau_schedule.kind", "rise");
    assertTrue(EarlierConfig.of(filed).isEmpty());
    assertFalse(
        applied(with("method.combiner.tau_schedule.kind", "constant"))
            .containsKey("method.combiner.tau_schedule.kind"));
  }
}
