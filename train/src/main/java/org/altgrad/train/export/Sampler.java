package org.altgrad.train.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.RunException;
import org.tensorflow.Tensor;
import org.tensorflow.types.TInt64;

/**
 * Images drawn from a generative model, from its prior down to the pixels. The same seed gives the
 * same images from a live program and from its export.
 */
public final class Sampler {
  private Sampler() {}

  /** What is shown of a pixel, and the function that gives it. */
  public enum SampledPixels {
    /** The probability that it is white. */
    PROBABILITIES("sample"),
    /** A draw with that probability: black or white. */
    BITS("sample_pixels");

    private final String function;

    SampledPixels(String function) {
      this.function = function;
    }

    /** Name of the inference; it takes {@code count} and {@code seed}. */
    public String function() {
      return function;
    }
  }

  /**
   * Draws from a program whose variables have been restored.
   *
   * @param image height, width, channels
   * @return numbers in [0, 1] in the order {@code [count, height, width, channels]}
   * @throws RunException if the program does not draw such images
   */
  public static float[] draw(
      Live live, List<Integer> image, SampledPixels pixels, int count, long seed) {
    return draw(LiveFunction.of(live, pixels.function()), image, count, seed);
  }

  /**
   * Draws from an exported model; see {@link #draw(Live, List, SampledPixels, int, long)}.
   *
   * @throws RunException if the model is damaged or does not draw images
   */
  public static float[] draw(ExportedModel model, SampledPixels pixels, int count, long seed) {
    Set<String> inputs = model.signature(pixels.function()).inputs().keySet();
    if (!inputs.equals(Set.of("count", "seed"))) {
      throw new RunException(
          "the function '" + pixels.function() + "' takes " + inputs + ", not count and seed");
    }
    return draw(model.function(pixels.function()), model.description().imageShape(), count, seed);
  }

  private static float[] draw(Function function, List<Integer> image, int count, long seed) {
    if (image.isEmpty()) {
      throw new RunException("the data set has no images, so samples cannot be shown as such");
    }
    Map<String, Tensor> arguments = new LinkedHashMap<>();
    arguments.put("count", TInt64.scalarOf(count));
    arguments.put("seed", TInt64.scalarOf(seed));
    try {
      ExportedNumbers drawn = function.call(arguments).values().iterator().next();
      long size = image.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      if (drawn.values().length != count * size) {
        throw new RunException(
            "the model draws "
                + drawn.values().length / count
                + " numbers for an image, but images of "
                + image
                + " have "
                + size);
      }
      float[] values = new float[drawn.values().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) drawn.values()[i];
      }
      return values;
    } finally {
      arguments.values().forEach(Tensor::close);
    }
  }
}
