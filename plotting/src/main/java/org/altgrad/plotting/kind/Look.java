package org.altgrad.plotting.kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a recording or a method's metrics look: a kind of figure, and what it is told. Methods
 * declare looks beside their tables, so that this module knows none of them.
 *
 * @param name what users type
 * @param description one line
 * @param kind the kind of figure
 * @param options of the kind, where they differ from its defaults
 * @param aliases options of its own that speak for others: {@code layers: some.layer} has {@code
 *     layers=a,b} say {@code layer=a|b} in the option {@code some}; {@code view: draw} has {@code
 *     view=x} say {@code draw=x}
 */
public record Look(
    String name,
    String description,
    String kind,
    Map<String, String> options,
    Map<String, String> aliases) {
  /** The option with texts in place of names. */
  private static final String LABELS = "labels";

  /**
   * The figure.
   *
   * @param base the kind that it is of
   */
  public FigureKind on(FigureKind base) {
    options.keySet().forEach(base::requireOption);
    List<FigureKind.Choice> choices = new ArrayList<>();
    aliases.forEach((alias, meaning) -> choices.add(alias(base, alias, meaning)));
    for (FigureKind.Choice choice : base.options()) {
      String fallback = options.getOrDefault(choice.name(), choice.fallback());
      choices.add(
          new FigureKind.Choice(choice.name(), fallback, choice.description(), choice.data()));
    }
    return new FigureKind(
        name,
        description,
        choices,
        (figure, runs, values) -> {
          boolean own = Objects.equals(values.get(LABELS), options.get(LABELS));
          return own
              ? base.drawer().drawDeclared(figure, runs, meant(values))
              : base.drawer().draw(figure, runs, meant(values));
        });
  }

  private static FigureKind.Choice alias(FigureKind base, String alias, String meaning) {
    int dot = meaning.indexOf('.');
    String option = dot < 0 ? meaning : meaning.substring(0, dot);
    base.requireOption(option);
    FigureKind.Choice of =
        base.options().stream().filter(c -> c.name().equals(option)).findFirst().orElseThrow();
    String text =
        dot < 0 ? of.description() : "value of " + meaning.substring(dot + 1) + "; " + rest(of);
    return new FigureKind.Choice(alias, "", text, false);
  }

  private static String rest(FigureKind.Choice choice) {
    String text = choice.description();
    return text.substring(text.lastIndexOf(';') + 1).strip();
  }

  /** The options that aliases stand for. */
  private Map<String, String> meant(Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>(given);
    aliases.forEach(
        (alias, meaning) -> {
          String text = values.remove(alias).strip();
          int dot = meaning.indexOf('.');
          if (dot >= 0) {
            String pair = meaning.substring(dot + 1) + "=" + text.replace(',', '|');
            values.merge(meaning.substring(0, dot), pair, (a, b) -> a.isEmpty() ? b : a + "," + b);
          } else if (!text.isEmpty()) {
            values.put(meaning, text);
          }
        });
    return values;
  }
}
