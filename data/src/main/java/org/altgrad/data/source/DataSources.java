package org.altgrad.data.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.data.DataException;

/** The kinds of data sources by name: what a configuration can ask for. */
public final class DataSources {
  private static final Map<String, Class<? extends DataSource>> KINDS = kinds();

  private DataSources() {}

  /** All names. */
  public static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }

  /**
   * The record whose components are the settings of that kind.
   *
   * @throws DataException that lists the known names if there is none of that name
   */
  public static Class<? extends DataSource> kind(String name) {
    Class<? extends DataSource> kind = KINDS.get(name);
    if (kind == null) {
      throw new DataException(
          "there is no data set '%s'; there are %s"
              .formatted(name, String.join(", ", KINDS.keySet())));
    }
    return kind;
  }

  private static Map<String, Class<? extends DataSource>> kinds() {
    Map<String, Class<? extends DataSource>> kinds = new LinkedHashMap<>();
    kinds.put("mnist10k", IdxImages.class);
    kinds.put("mnist", IdxImages.class);
    kinds.put("fashion_mnist", IdxImages.class);
    kinds.put("cifar10", Cifar10.class);
    kinds.put("proto_bits", ProtoBits.class);
    kinds.put("patterns", BitPatterns.class);
    kinds.put("spirals", Spirals.class);
    kinds.put("patchwork", Patchwork.class);
    kinds.put("plane_grid", PlaneGrid.class);
    kinds.put("coloured_mnist", ColouredMnist.class);
    kinds.put("coloured_mnist_fork", ColouredMnistFork.class);
    kinds.put("sample_complexity", SampleComplexity.class);
    kinds.put("sem", StructuralEquations.class);
    kinds.put("strong_weak", StrongWeak.class);
    kinds.put("label_noise", LabelNoise.class);
    kinds.put("linear", PlanePoints.class);
    kinds.put("xor", PlanePoints.class);
    kinds.put("memory_task", MemoryTask.class);
    kinds.put("reservoir_digits", ReservoirDigits.class);
    kinds.put("moebius", MoebiusSources.class);
    kinds.put("mlp_mixing", LayeredSources.class);
    kinds.put("ar_flow", FlowSources.class);
    kinds.put("triangular", TriangularSources.class);
    kinds.put("blobs", Blobs.class);
    kinds.put("sprites", Sprites.class);
    kinds.put("image_factors", ImageFactors.class);
    kinds.put("text_synth", TextSynth.class);
    kinds.put("text_csv", TextCsv.class);
    kinds.put("acl_imdb", AclImdb.class);
    kinds.put("image_folder", ImageFolder.class);
    kinds.put("features", FeatureTable.class);
    kinds.put("shifted_images", ShiftedImages.class);
    kinds.put("csv", OwnCsv.class);
    kinds.put("npz", OwnNpz.class);
    kinds.put("idx", OwnIdx.class);
    kinds.put("none", NoData.class);
    return Collections.unmodifiableMap(kinds);
  }
}
