package org.altgrad.train;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How large methods, records and lists of parameters are, and that the name of a type at the top of
 * a file means one thing. Nested types are read with the type that they are in, and may share one.
 */
class SizeTest {
  private static final int LINES = 60;
  private static final int COMPONENTS = 9;
  private static final int PARAMETERS = 7;

  /** What is larger, with the reason. */
  private static final Map<String, String> LARGER =
      Map.of(
          "org.altgrad.plotting.metric.LearningCurve.add",
          "a curve with its band and its look",
          "org.altgrad.plotting.metric.SweepCurve.add",
          "a curve with its band and its look",
          "org.altgrad.plotting.style.Text.drawTurned",
          "place, size and look of a text");

  /** Simple names that stand for several types, with the reason. */
  private static final Map<String, String> SHARED = shared();

  private static Map<String, String> shared() {
    Map<String, String> reasons = new TreeMap<>();
    String data = "a data set, and the method that learns from it";
    List.of("MemoryTask", "StructuralEquations").forEach(name -> reasons.put(name, data));
    String figure = "what is computed, and the figure of it";
    List.of("Landscape", "Measured", "Samples", "Columns", "Source")
        .forEach(n -> reasons.put(n, figure));
    String files = "what a program has, and what is read of it from a run's files";
    List.of("Metrics", "Recording").forEach(name -> reasons.put(name, files));
    String own = "each method has one of its own";
    List.of("Pass", "Network", "Examples", "Inputs", "Evaluations")
        .forEach(name -> reasons.put(name, own));
    String mixing = "on the host, and in the graph";
    List.of("Activation", "Chain").forEach(name -> reasons.put(name, mixing));
    reasons.put("Pixels", "how they are stored, and how a network reads them");
    reasons.put("Sweep", "as typed, and as run");
    reasons.put("Trial", "an attack's, and a sweep's");
    return reasons;
  }

  private static final Set<String> MODULES = Set.of("base", "graphs", "data", "plotting", "train");

  /**
   * @param qualified name below {@code org.altgrad}
   * @param top whether it is in no other type
   */
  private record Type(String qualified, String simple, boolean top) {}

  private static final List<Type> TYPES = new ArrayList<>();
  private static final List<String> TOO_LARGE = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var files = compiler.getStandardFileManager(null, Locale.ROOT, null);
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      Path root = Path.of("..", module, "src", "main", "java");
      if (Files.isDirectory(root)) {
        try (Stream<Path> walk = Files.walk(root)) {
          walk.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null,
                files,
                null,
                List.of("-proc:none"),
                null,
                files.getJavaFileObjectsFromPaths(sources));
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    for (CompilationUnitTree unit : task.parse()) {
      unit.accept(new Sizes(unit, positions), "");
    }
  }

  /** Walks a file with the name of the type that it is in. */
  private static final class Sizes extends TreeScanner<Void, String> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Sizes(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      if (type.getSimpleName().isEmpty()) {
        return super.visitClass(type, outer);
      }
      String name =
          outer.isEmpty()
              ? unit.getPackageName() + "." + type.getSimpleName()
              : outer + "." + type.getSimpleName();
      TYPES.add(new Type(name, type.getSimpleName().toString(), outer.isEmpty()));
      if (type.getKind() == Tree.Kind.RECORD) {
        long components =
            type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(v -> !v.getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
        compare(name, "components", components, COMPONENTS);
      }
      return super.visitClass(type, name);
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
      String name = type + "." + method.getName();
      boolean canonical = method.getName().contentEquals("<init>") && isRecord(type);
      if (!canonical) {
        compare(name, "parameters", method.getParameters().size(), PARAMETERS);
      }
      if (method.getBody() != null) {
        long first = line(positions.getStartPosition(unit, method.getBody()));
        long last = line(positions.getEndPosition(unit, method.getBody()));
        compare(name, "lines", last - first + 1, LINES);
      }
      return super.visitMethod(method, type);
    }

    private boolean isRecord(String type) {
      String simple = type.substring(type.lastIndexOf('.') + 1);
      try {
        return unit.getSourceFile().getCharContent(true).toString().contains("record " + simple);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }

    private static void compare(String name, String what, long is, int most) {
      if (is > most && !LARGER.containsKey(name)) {
        TOO_LARGE.add(name + " has " + is + " " + what + ", more than " + most);
      }
    }
  }

  @Test
  void methodsRecordsAndListsOfParametersAreSmall() {
    assertEquals("", String.join("\n", TOO_LARGE.stream().sorted().toList()));
  }

  @Test
  void aSimpleNameMeansOneThing() {
    Map<String, List<Type>> byName =
        new TreeMap<>(TYPES.stream().filter(Type::top).collect(groupingBy(Type::simple)));
    List<String> shared =
        byName.entrySet().stream()
            .filter(e -> e.getValue().size() > 1 && !SHARED.containsKey(e.getKey()))
            .map(e -> e.getValue().stream().map(Type::qualified).sorted().toList().toString())
            .toList();
    assertEquals("", String.join("\n", shared));
  }
}
