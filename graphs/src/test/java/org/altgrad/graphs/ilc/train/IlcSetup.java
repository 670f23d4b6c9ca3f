package org.altgrad.graphs.ilc.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Rescaling;
import org.altgrad.graphs.ilc.gradients.GradientMode;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.network.MlpModel;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.network.Weighting;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.ResidentSplit;

/**
 * The program on a small problem: in four environments a weak invariant feature and a strong
 * feature whose sign differs from environment to environment tell the label; in the test split only
 * the invariant one does.
 *
 * <p>What a test does not choose has the value of its field here. The methods change this very
 * object: what is to differ in one thing starts from {@link #of} again.
 */
final class IlcSetup {
  static final int ENVIRONMENTS = 4;
  static final int EXAMPLES = 24;
  private static final int DIMS = 2 + ENVIRONMENTS;

  private final LearningRule rule;
  private IlcSettings.EnvironmentOf environmentOf = IlcSettings.EnvironmentOf.ENVIRONMENT;
  private int chunk = 1;
  private Optional<Integer> perStep = Optional.empty();
  private int batch = ENVIRONMENTS * 12;
  private GradientMode gradients = GradientMode.GROUPED;
  private int calls = 1;
  private Loss loss = Loss.BINARY_CROSS_ENTROPY;
  private double l2 = 0;
  private IlcSettings.L2On l2On = IlcSettings.L2On.HIDDEN_KERNELS;
  private Norm norm = Norm.NONE;
  private double dropout = 0;
  private IlcSettings.Standardise standardise = IlcSettings.Standardise.NONE;
  private Optimizer optimizer = new Optimizer(1e-2, new Adam());
  private long seed = 3;

  private IlcSetup(LearningRule rule) {
    this.rule = rule;
  }

  static IlcSetup of(LearningRule rule) {
    return new IlcSetup(rule);
  }

  IlcSetup environments(IlcSettings.EnvironmentOf of, int size, Optional<Integer> some, int rows) {
    environmentOf = of;
    chunk = size;
    perStep = some;
    batch = rows;
    return this;
  }

  IlcSetup gradients(GradientMode mode, int inCalls) {
    gradients = mode;
    calls = inCalls;
    return this;
  }

  IlcSetup loss(Loss other, double regulariser) {
    loss = other;
    l2 = regulariser;
    return this;
  }

  IlcSetup network(Norm other, double rate, IlcSettings.Standardise how) {
    norm = other;
    dropout = rate;
    standardise = how;
    return this;
  }

  IlcSetup l2On(IlcSettings.L2On other) {
    l2On = other;
    return this;
  }

  IlcSetup optimizer(Optimizer other) {
    optimizer = other;
    return this;
  }

  IlcSetup seed(long other) {
    seed = other;
    return this;
  }

  /** The program, ready to run. */
  Rig rig() {
    boolean labels = loss.classifies();
    Map<String, List<ResidentSplit.HostColumn>> splits = new LinkedHashMap<>();
    splits.put("train", columns("train", labels, ENVIRONMENTS * EXAMPLES));
    splits.put("test", columns("test", labels, 200));
    splits.put("mechanism", columns("mechanism", labels, 60));
    // The training split once more.
    splits.put("shortcut", columns("train", labels, ENVIRONMENTS * EXAMPLES));
    IlcSettings settings = settings();
    IlcModel model = model();
    return new Rig(
        new Rig.Setting(seed, splits, labels ? 2 : 0, batch, 1, 1000, optimizer),
        context -> Ilc.program(context, settings, model));
  }

  IlcSettings settings() {
    return new IlcSettings(
        "ilc",
        rule,
        new Rescaling(Rescaling.Kind.NONE),
        new IlcSettings.Environments(environmentOf, chunk, perStep),
        new IlcSettings.Differentiation(gradients, calls),
        new IlcSettings.Risk(loss, l2, l2On),
        standardise,
        new IlcSettings.Diagnostics(true, IlcSettings.Detail.PARAMETER, false));
  }

  IlcModel model() {
    return new MlpModel(
        "mlp",
        LayerSizes.of(8, 8),
        MlpModel.Activation.LEAKY_RELU,
        norm,
        2,
        dropout,
        Weighting.HE_NORMAL,
        0.01);
  }

  /** Inputs are the features of the class comment and a column of noise, far from 0. */
  private static List<ResidentSplit.HostColumn> columns(String split, boolean labels, int count) {
    Random random = new Random(split.hashCode());
    double[][] inputs = new double[count][DIMS];
    int[] classes = new int[count];
    double[] signs = new double[count];
    int[] environments = new int[count];
    for (int n = 0; n < count; n++) {
      int e = n % ENVIRONMENTS;
      int y = random.nextInt(2);
      int sign = 2 * y - 1;
      inputs[n][0] = 0.5 * sign + 0.2 * random.nextGaussian();
      for (int k = 0; k < ENVIRONMENTS; k++) {
        boolean strong = split.equals("train");
        int shown = strong ? (k == e ? -sign : sign) : random.nextBoolean() ? 1 : -1;
        inputs[n][1 + k] = 3 * shown;
      }
      inputs[n][DIMS - 1] = 5 + random.nextGaussian();
      classes[n] = y;
      signs[n] = sign;
      environments[n] = 10 * e;
    }
    return List.of(
        Rig.floats("input", inputs),
        labels ? Rig.integers("label", classes) : Rig.floats("target", signs),
        Rig.integers("environment", environments));
  }
}
