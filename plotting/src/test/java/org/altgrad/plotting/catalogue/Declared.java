package org.altgrad.plotting.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Look;

/** The figures that methods declare in conf/figure, as the program reads them. */
public final class Declared {
  private Declared() {}

  public static FigureKinds figures() {
    List<Look> looks = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("..", "conf", "figure"))) {
      for (Path file : files.sorted().toList()) {
        Map<String, Object> yaml = YamlFile.read(file, PlotException::new);
        String name = file.getFileName().toString().replace(".yaml", "");
        String about = Files.readAllLines(file).get(0).substring(2);
        looks.add(
            new Look(
                name,
                about,
                yaml.get("kind").toString(),
                texts(yaml.get("options")),
                texts(yaml.get("aliases"))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return FigureKinds.with(looks);
  }

  private static Map<String, String> texts(Object mapping) {
    Map<String, String> texts = new LinkedHashMap<>();
    ((Map<?, ?>) mapping).forEach((key, value) -> texts.put(key.toString(), value.toString()));
    return texts;
  }
}
