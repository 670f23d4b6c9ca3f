package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompleterTest {

  enum Kind {
    SMALL,
    LARGE
  }

  record Flags(boolean bias, Optional<Boolean> maybe) {}

  record Model(
      int width,
      Kind kind,
      Optional<List<Kind>> kinds,
      List<Step> steps,
      @Inline Flags flags,
      @Inline Activation activation) {}

  sealed interface Activation {}

  record Relu(Optional<Kind> slope) implements Activation {}

  record Step(boolean hard) implements Activation {}

  private static final Schema SCHEMA =
      new Schema(
          Map.of("model", Model.class, "act", Activation.class, "method", Object.class),
          Map.of(Activation.class, Map.of("relu", Relu.class, "step", Step.class)));

  private static final ConfigSources SOURCES =
      MemoryTree.sources(
          "config",
          "defaults: [{model: mlp}, {method: hnca/bandit}]\n"
              + "seed: 1\n"
              + "act: {name: relu, slope: null}\n",
          "model/mlp",
          "defaults: [{prior: g}]\n"
              + "width: 8\n"
              + "kind: small\n"
              + "bias: true\n"
              + "maybe: null\n"
              + "name: relu\n"
              + "slope: null\n"
              + "kinds: [small, large]\n"
              + "steps: [{hard: true}, {hard: false}]\n",
          "model/cnn",
          "channels: 3\n",
          "model/prior/g",
          "mean: 0\n",
          "method/hnca/bandit",
          "a: 1\n",
          "method/hnca/vae",
          "a: 1\n",
          "method/ilc",
          "a: 1\n");

  /** Previous words, the word being typed, and what it can become. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "''            > ''           > 'act. method. method= model. model/prior= model= seed='",
        "''            > m            > 'method. method= model. model/prior= model='",
        "''            > method=      > 'method=hnca/bandit method=hnca/vae method=ilc'",
        "''            > method=hnca/ > 'method=hnca/bandit method=hnca/vae'",
        "''            > method=ilc,h > 'method=ilc,hnca/bandit method=ilc,hnca/vae'",
        "''            > model=       > 'model=cnn model=mlp'",
        "''            > model/prior= > 'model/prior=g'",
        "''            > model.       > 'model.bias= model.kind= model.kinds= model.maybe="
            + " model.name= model.prior. model.slope= model.steps. model.width='",
        "''            > model.w      > 'model.width='",
        "model=cnn     > model.       > 'model.channels='",
        "model=nope    > model.w      > 'model.width='",
        "a,b --flag    > model.w      > 'model.width='",
        "''            > model.kind=  > 'model.kind=large model.kind=small'",
        "''            > model.kind=l > 'model.kind=large'",
        "''            > model.bias=t > 'model.bias=true'",
        "''            > model.maybe= > 'model.maybe=false model.maybe=true'",
        "''            > model.slope= > 'model.slope=large model.slope=small'",
        "model.name=step > model.slope= > ''",
        "model.name=step > model.hard= > 'model.hard=false model.hard=true'",
        "''            > act.slope=   > 'act.slope=large act.slope=small'",
        "~act.name     > act.slope=   > ''",
        "''            > model.width= > 'model.width=8'",
        "''            > +meth        > '+method.'",
        "''            > +model       > '+model.'",
        "~method       > +meth        > '+method='",
        "~method       > meth         > ''",
        "''            > ++meth       > '++method.'",
        "''            > ++model.w    > '++model.width='",
        "''            > +model.w     > ''",
        "''            > ~model.      > '~model.kinds ~model.maybe ~model.name ~model.prior."
            + " ~model.slope ~model.steps.'",
        "''            > method=ilc,  > 'method=ilc,hnca/bandit method=ilc,hnca/vae'",
        "''            > model.kinds=[ > 'model.kinds=[large model.kinds=[small'",
        "''            > model.kinds=[large,s > 'model.kinds=[large,small'",
        "''            > model.kinds=[large, > 'model.kinds=[large,small'",
        "''            > model.kinds.  > 'model.kinds.0= model.kinds.1='",
        "''            > model.kinds.1= > 'model.kinds.1=large model.kinds.1=small'",
        "''            > model.steps. > 'model.steps.0. model.steps.1.'",
        "''            > model.steps.1. > 'model.steps.1.hard='",
        "''            > model.steps.1.hard= > 'model.steps.1.hard=false model.steps.1.hard=true'",
        "''            > ~se          > ''",
        "''            > ~meth        > '~method.'",
        "''            > +act@foo=    > ''",
        "''            > model@foo=   > ''",
        "''            > zzz          > ''",
        "''            > zzz.y=       > ''",
      })
  void completes(String previous, String word, String expected) {
    Completer completer = new Completer(SOURCES, "config", SCHEMA);
    List<String> words = previous.isEmpty() ? List.of() : Arrays.asList(previous.split(" "));
    assertEquals(expected, String.join(" ", completer.complete(word, words)));
  }
}
