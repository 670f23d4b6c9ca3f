package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.altgrad.base.Require;

/** Attacks on several texts that go on together: what all of them ask is one call. */
final class LockStep {
  private final TextVictim victim;
  private final TextAttack attack;
  private final long seed;
  private final Optional<Neighbours> neighbours;

  LockStep(TextVictim victim, TextAttack attack, long seed) {
    this.victim = victim;
    this.attack = attack;
    this.seed = seed;
    this.neighbours = victim.gradients().map(Neighbours::new);
  }

  /** The attack on one text as far as it has come. */
  private static final class Course {
    private final int index;
    private final int label;
    private final Words words;
    private final int read;
    private final Map<String, double[]> known = new HashMap<>();
    private Move move;
    private double before;
    private int queries;
    private int gradients;

    Course(int index, int label, Words words, int read) {
      this.index = index;
      this.label = label;
      this.words = words;
      this.read = read;
    }

    TextOutcome outcome(Move.Done done) {
      return new TextOutcome(
          done.status(),
          label,
          words,
          read,
          done.words(),
          before,
          1 - done.score(),
          queries,
          gradients);
    }
  }

  List<TextOutcome> run(List<String> texts, int[] labels) {
    TextOutcome[] outcomes = new TextOutcome[texts.size()];
    List<Course> going = new ArrayList<>();
    int next = 0;
    while (next < texts.size() || !going.isEmpty()) {
      while (next < texts.size() && going.size() < victim.together()) {
        going.add(begin(next, labels[next], Words.of(texts.get(next))));
        next++;
      }
      answer(going);
      differentiate(going);
      for (Course course : going) {
        if (course.move instanceof Move.Done done) {
          outcomes[course.index] = course.outcome(done);
        }
      }
      going.removeIf(course -> course.move instanceof Move.Done);
    }
    return List.of(outcomes);
  }

  private Course begin(int index, int label, Words words) {
    int read = Start.read(victim.classifier(), words);
    Course course = new Course(index, label, words, read);
    course.move =
        new Move.Ask(
            List.of(words.text()),
            answers -> {
              double[] p = answers[0];
              Require.that(label < p.length, "labels", "below " + p.length, label);
              Start start =
                  new Start(
                      words,
                      read,
                      label,
                      1 - p[label],
                      new SplittableRandom(seed + index),
                      victim,
                      neighbours);
              course.before = p[label];
              return start.wrong(p)
                  ? new Move.Done(TextOutcome.Status.SKIPPED, words, start.score())
                  : attack.begin(start);
            });
    return course;
  }

  private void answer(List<Course> going) {
    List<Course> asking = going.stream().filter(c -> c.move instanceof Move.Ask).toList();
    Set<String> unknown = new LinkedHashSet<>();
    for (Course course : asking) {
      ((Move.Ask) course.move)
          .texts().stream().filter(text -> !course.known.containsKey(text)).forEach(unknown::add);
    }
    Map<String, double[]> answers = ask(List.copyOf(unknown));
    for (Course course : asking) {
      Move.Ask move = (Move.Ask) course.move;
      double[][] rows = new double[move.texts().size()][];
      Arrays.setAll(rows, k -> course.known.computeIfAbsent(move.texts().get(k), answers::get));
      course.queries += rows.length;
      course.move = move.then().apply(rows);
    }
  }

  private Map<String, double[]> ask(List<String> texts) {
    Map<String, double[]> answers = new HashMap<>();
    if (!texts.isEmpty()) {
      double[][] rows = victim.classifier().probabilities(texts);
      Require.that(rows.length == texts.size(), "answers", "one for each text", rows.length);
      for (int k = 0; k < rows.length; k++) {
        for (double p : rows[k]) {
          Require.finite("answers", p);
        }
        boolean right =
            rows[k].length > 1 && Arrays.stream(rows[k]).allMatch(p -> p >= 0 && p <= 1);
        Require.that(
            right, "answers", "probabilities of two or more classes", Arrays.toString(rows[k]));
        answers.put(texts.get(k), rows[k]);
      }
    }
    return answers;
  }

  private void differentiate(List<Course> going) {
    List<Course> asking = going.stream().filter(c -> c.move instanceof Move.Differentiate).toList();
    if (asking.isEmpty()) {
      return;
    }
    List<List<WordGradients.Token>> tokens =
        victim
            .gradients()
            .orElseThrow()
            .tokens(
                asking.stream().map(c -> ((Move.Differentiate) c.move).text()).toList(),
                asking.stream().mapToInt(c -> c.label).toArray());
    Require.that(tokens.size() == asking.size(), "gradients", "one for each text", tokens.size());
    for (int k = 0; k < asking.size(); k++) {
      Course course = asking.get(k);
      course.gradients++;
      course.move = ((Move.Differentiate) course.move).then().apply(tokens.get(k));
    }
  }
}
