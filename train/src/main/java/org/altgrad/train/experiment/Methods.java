package org.altgrad.train.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.hnca.Bandit;
import org.altgrad.graphs.hnca.BanditSettings;
import org.altgrad.graphs.hnca.BernoulliMlp;

/** All methods. Adding one takes a line here, a package of graphs and its YAML. */
public final class Methods {
  private static final List<Method<?, ?>> ALL =
      List.of(
          Method.of(
              "hnca_bandit",
              BanditSettings.class,
              "bernoulli_mlp",
              BernoulliMlp.class,
              Bandit::program));

  private Methods() {}

  /** The methods by name, in the order of this file. */
  public static Map<String, Method<?, ?>> all() {
    Map<String, Method<?, ?>> byName = new LinkedHashMap<>();
    ALL.forEach(method -> byName.put(method.name(), method));
    return byName;
  }
}
