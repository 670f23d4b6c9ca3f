package org.altgrad.train.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClassifierSizeTest {
  /** 160 + 4,640 of two convolutions, 200,832 + 1,290 of two dense layers. */
  @Test
  void theNetworkOfImagesHasItsPublishedSize() {
    String channels = "model.channels=[16,32]";
    try (Trained trained =
        Trained.any("experiment=vub/mnist_backbone_quick", channels, "model.units=128")) {
      assertEquals(206_922, trained.live().program().variables().parameterCount());
    }
  }

  /** A vector for each word, a bias for each filter, two dense layers. */
  @Test
  void theNetworkOfTextsHasTheSizeOfItsLayers() {
    try (Trained trained = Trained.any("experiment=vub/text_backbone", "data.n_train=300")) {
      int words = org.altgrad.base.text.Vocabulary.of(vocabulary(trained)).size();
      int convolutions = 48 * (32 * (1 + 3 + 5) + 3);
      assertEquals(
          32 * words + convolutions + 144 * 64 + 64 + 64 * 2 + 2,
          trained.live().program().variables().parameterCount());
    }
  }

  private static byte[] vocabulary(Trained trained) {
    return trained.data().attachments().get("vocabulary").content();
  }
}
