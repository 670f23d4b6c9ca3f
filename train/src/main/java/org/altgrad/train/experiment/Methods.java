package org.altgrad.train.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.graphs.attack.Attack;
import org.altgrad.graphs.attack.text.TextAttack;
import org.altgrad.graphs.biohsic.Biohsic;
import org.altgrad.graphs.biohsic.BiohsicSettings;
import org.altgrad.graphs.biohsic.HsicCnn;
import org.altgrad.graphs.biohsic.HsicMlp;
import org.altgrad.graphs.biohsic.HsicModel;
import org.altgrad.graphs.biohsic.leaky.Leaky;
import org.altgrad.graphs.biohsic.leaky.LeakyMlp;
import org.altgrad.graphs.biohsic.leaky.LeakyModel;
import org.altgrad.graphs.biohsic.leaky.LeakySettings;
import org.altgrad.graphs.biohsic.leaky.Source;
import org.altgrad.graphs.biohsic.leaky.SpikingMlp;
import org.altgrad.graphs.biohsic.reservoir.MemoryTask;
import org.altgrad.graphs.biohsic.reservoir.MemoryTaskSettings;
import org.altgrad.graphs.biohsic.reservoir.ReadoutRule;
import org.altgrad.graphs.biohsic.reservoir.Reservoir;
import org.altgrad.graphs.biohsic.reservoir.ReservoirModel;
import org.altgrad.graphs.biohsic.reservoir.ReservoirSettings;
import org.altgrad.graphs.classifier.ClassifierModel;
import org.altgrad.graphs.classifier.ClassifierProgram;
import org.altgrad.graphs.classifier.ClassifierSettings;
import org.altgrad.graphs.classifier.ImageCnn;
import org.altgrad.graphs.classifier.TextCnn;
import org.altgrad.graphs.hnca.Bandit;
import org.altgrad.graphs.hnca.BanditModel;
import org.altgrad.graphs.hnca.BanditSettings;
import org.altgrad.graphs.hnca.BernoulliMlp;
import org.altgrad.graphs.hnca.ConvBernoulli;
import org.altgrad.graphs.hnca.vae.BernoulliHvae;
import org.altgrad.graphs.hnca.vae.Vae;
import org.altgrad.graphs.hnca.vae.VaeEstimator;
import org.altgrad.graphs.hnca.vae.VaeSettings;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.landscape.Landscape;
import org.altgrad.graphs.ilc.landscape.LandscapeModel;
import org.altgrad.graphs.ilc.landscape.LandscapeSettings;
import org.altgrad.graphs.ilc.network.FastResnet;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.LinearModel;
import org.altgrad.graphs.ilc.network.MlpModel;
import org.altgrad.graphs.ilc.random.RandomGradients;
import org.altgrad.graphs.ilc.random.RandomSettings;
import org.altgrad.graphs.ilc.sem.IrmLinear;
import org.altgrad.graphs.ilc.sem.SemSettings;
import org.altgrad.graphs.ilc.sem.StructuralEquations;
import org.altgrad.graphs.ilc.train.Ilc;
import org.altgrad.graphs.ilc.train.IlcSettings;
import org.altgrad.graphs.ilc.train.LearningRules;
import org.altgrad.graphs.ima.Ima;
import org.altgrad.graphs.ima.ImaModel;
import org.altgrad.graphs.ima.ImaSettings;
import org.altgrad.graphs.ima.Prior;
import org.altgrad.graphs.ima.VaeConv;
import org.altgrad.graphs.ima.VaeMlp;
import org.altgrad.graphs.program.NoModel;
import org.altgrad.graphs.robustness.Robustness;
import org.altgrad.graphs.robustness.RobustnessSettings;
import org.altgrad.graphs.robustness.TextRobustness;
import org.altgrad.graphs.robustness.TextRobustnessSettings;
import org.altgrad.graphs.vub.Head;
import org.altgrad.graphs.vub.Vub;
import org.altgrad.graphs.vub.VubObjective;
import org.altgrad.graphs.vub.VubSettings;

/** All methods. Adding one takes a line here, a package of graphs and its YAML. */
public final class Methods {
  /** The methods whose programs name directions, in words. */
  public static final String NAMING_DIRECTIONS =
      "hnca_vae (experiment=hnca/vae_quick), ilc with rows of all environments in each step"
          + " (experiment=ilc/spirals_quick), biohsic with hidden layers"
          + " (experiment=biohsic/mnist_quick)";

  private static final Set<String> BATCH = Set.of("trainer.batch_size");

  private static final List<Method<?, ?>> ALL =
      List.of(
          new Method<>(
                  "hnca_bandit",
                  BanditSettings.class,
                  Map.of(
                      "bernoulli_mlp", BernoulliMlp.class, "conv_bernoulli", ConvBernoulli.class),
                  BanditModel.class,
                  Bandit::program)
              .with(Method.Steps.OF_SEEDED_NETWORKS),
          Method.of(
                  "hnca_vae",
                  VaeSettings.class,
                  "bernoulli_hvae",
                  BernoulliHvae.class,
                  Vae::program)
              .choosing(VaeEstimator.class, VaeEstimator.kinds())
              .generating(),
          new Method<>(
                  "ilc",
                  IlcSettings.class,
                  Map.of(
                      "mlp", MlpModel.class,
                      "linear", LinearModel.class,
                      "fast_resnet", FastResnet.class),
                  IlcModel.class,
                  Ilc::program)
              .choosing(LearningRule.class, LearningRules.kinds()),
          Method.of(
                  "biohsic_reservoir",
                  ReservoirSettings.class,
                  "reservoir",
                  ReservoirModel.class,
                  Reservoir::program)
              .idle(s -> BATCH)
              .choosing(ReadoutRule.class, ReadoutRule.kinds()),
          Method.of(
                  "biohsic_memory_task",
                  MemoryTaskSettings.class,
                  "reservoir",
                  ReservoirModel.class,
                  MemoryTask::program)
              .idle(s -> Set.of("trainer.batch_size", "optimizer", "model.feedback")),
          Method.of(
                  "ilc_landscape",
                  LandscapeSettings.class,
                  "landscape",
                  LandscapeModel.class,
                  Landscape::program)
              .idle(s -> BATCH)
              .choosing(LearningRule.class, LearningRules.kinds()),
          Method.of(
                  "ilc_random",
                  RandomSettings.class,
                  "none",
                  NoModel.class,
                  RandomGradients::program)
              .idle(s -> Set.of("trainer.batch_size", "optimizer")),
          Method.of(
                  "ilc_sem",
                  SemSettings.class,
                  "irm_linear",
                  IrmLinear.class,
                  StructuralEquations::program)
              .idle(s -> BATCH)
              .choosing(LearningRule.class, LearningRules.kinds()),
          new Method<>(
                  "biohsic",
                  BiohsicSettings.class,
                  Map.of("hsic_mlp", HsicMlp.class, "hsic_cnn", HsicCnn.class),
                  HsicModel.class,
                  Biohsic::program)
              .idle(Methods::idle)
              .with(Method.Steps.OF_MANY_OR_SEEDED_NETWORKS),
          new Method<>(
                  "biohsic_leaky",
                  LeakySettings.class,
                  Map.of("leaky_mlp", LeakyMlp.class, "spiking_mlp", SpikingMlp.class),
                  LeakyModel.class,
                  Leaky::program)
              .idle(s -> BATCH)
              .choosing(Source.class, Source.kinds())
              .with(Method.Steps.OF_MANY_NETWORKS),
          new Method<>(
                  "ima_vae",
                  ImaSettings.class,
                  Map.of("vae_mlp", VaeMlp.class, "vae_conv", VaeConv.class),
                  ImaModel.class,
                  Ima::program)
              .choosing(Prior.class, Prior.kinds())
              .with(Method.Steps.IN_A_LOOP),
          Method.of("vub", VubSettings.class, "head", Head.class, Vub::program)
              .idle(VubSettings::idle)
              .choosing(VubObjective.class, VubObjective.kinds())
              .choosing(Attack.class, Attack.kinds())
              .choosing(TextAttack.class, TextAttack.kinds())
              .with(Method.Steps.IN_A_LOOP),
          Method.of("attack", RobustnessSettings.class, "none", NoModel.class, Robustness::program)
              .idle(RobustnessSettings::idle)
              .choosing(Attack.class, Attack.kinds()),
          Method.of(
                  "attack_texts",
                  TextRobustnessSettings.class,
                  "none",
                  NoModel.class,
                  TextRobustness::program)
              .idle(TextRobustnessSettings::idle)
              .choosing(TextAttack.class, TextAttack.kinds()),
          new Method<>(
                  "classifier",
                  ClassifierSettings.class,
                  Map.of(
                      "fmnist_cnn", ImageCnn.class,
                      "fmnist_cnn_bn", ImageCnn.class,
                      "cifar_cnn", ImageCnn.class,
                      "text_cnn", TextCnn.class),
                  ClassifierModel.class,
                  ClassifierProgram::program)
              .with(Method.Steps.IN_A_LOOP));

  private Methods() {}

  /** The methods by name, in the order of this file. */
  public static Map<String, Method<?, ?>> all() {
    Map<String, Method<?, ?>> byName = new LinkedHashMap<>();
    ALL.forEach(method -> byName.put(method.name(), method));
    return byName;
  }

  private static Set<String> idle(BiohsicSettings settings, TrainerSettings trainer) {
    Set<String> idle = settings.idle(trainer.directions().isPresent());
    if (settings.teaching().rule().onWindows()) {
      idle.addAll(BATCH);
    }
    return idle;
  }
}
