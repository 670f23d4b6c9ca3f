package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.altgrad.data.DataException;
import org.junit.jupiter.api.Test;

class DataSourcesTest {
  @Test
  void everyKindIsARecordThatKnowsItsName() {
    assertEquals(
        List.of(
            "mnist10k",
            "mnist",
            "fashion_mnist",
            "cifar10",
            "proto_bits",
            "patterns",
            "spirals",
            "patchwork",
            "plane_grid",
            "coloured_mnist",
            "coloured_mnist_fork",
            "sample_complexity",
            "sem",
            "strong_weak",
            "label_noise",
            "linear",
            "xor",
            "memory_task",
            "reservoir_digits",
            "moebius",
            "mlp_mixing",
            "ar_flow",
            "triangular",
            "blobs",
            "sprites",
            "image_factors",
            "text_synth",
            "text_csv",
            "acl_imdb",
            "image_folder",
            "features",
            "shifted_images",
            "csv",
            "npz",
            "idx",
            "none"),
        DataSources.names());
    for (String name : DataSources.names()) {
      assertTrue(DataSources.kind(name).isRecord());
      assertEquals("name", DataSources.kind(name).getRecordComponents()[0].getName());
    }
  }

  @Test
  void unknownNamesAreAnsweredByTheKnownOnes() {
    String message = assertThrows(DataException.class, () -> DataSources.kind("svhn")).getMessage();
    assertEquals(
        "there is no data set 'svhn'; there are " + String.join(", ", DataSources.names()),
        message);
  }
}
