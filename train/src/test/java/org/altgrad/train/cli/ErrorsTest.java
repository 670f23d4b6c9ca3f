package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake gets one line that says what is wrong and what would be right, and its code. */
class ErrorsTest {
  @TempDir static Path dir;

  @BeforeAll
  static void files() throws IOException {
    Cli.fakeRun(dir.resolve("runs/a"), 1, 0, 0.5);
    Cli.fakeRun(dir.resolve("runs/b"), 2, 0, 0.25);
    Files.writeString(dir.resolve("taken.csv"), "mine\n");
    Files.writeString(dir.resolve("taken.png"), "mine\n");
    Files.createDirectories(dir.resolve("empty"));
    Files.createDirectories(dir.resolve("empty.npy"));
    Files.createDirectories(dir.resolve("cut"));
    Files.writeString(dir.resolve("cut/sweep.yaml"), "workers: 1\n");
    Files.createDirectories(dir.resolve("lost"));
    Files.writeString(dir.resolve("lost/sweep.yaml"), "jobs:\n- 000-seed=0 seed=0\n");
    Cli.fakeRun(dir.resolve("other/000-a"), 1, 0, 0.5);
    Files.writeString(dir.resolve("other/sweep.yaml"), "configs:\n  000-a: 0123\n");
    Files.createDirectories(dir.resolve("study/runs/h_seed=3"));
    Files.writeString(dir.resolve("study/runs/h_seed=3/metrics.csv"), "mine\n");
    Files.createDirectories(dir.resolve("conf/study"));
    Files.writeString(
        dir.resolve("conf/study/tiny.yaml"),
        "title: T\nclaim: C\nsource: S\narms: [{label: h, overrides: []}]\nsizes: {quick:"
            + " {overrides: [experiment=hnca/bandit_quick], seeds: [3]}}\ntable: {by: [label],"
            + " metrics: [accuracy], splits: [test]}\nfigures: []\nexpected: []\n");
    own("twice", "# @package _global_\nmodel:\n  depth: 2\n  depth: 3\n");
    own("headless", "model:\n  depth: 2\n");
    own("headless2", "defaults:\n- override /data: proto_bits\n");
    Files.writeString(dir.resolve("dotted.yaml"), "model.depth: 3\n");
    own("listed", "- 1\n");
    own("nothing", "");
    String head = "# @package _global_\ndefaults:\n- hnca/bandit_quick\n";
    own("dotted", head + "- _self_\ntrainer.max_epochs: 2\n");
    own("dotted2", head + "- _self_\noptimizer:\n  schedule.name: constant\n");
    own("slash", head + "- override optimizer: sgd\n");
    own("slash2", head + "- optimizer: sgd\n");
    own("slash3", "# @package _global_\ndefaults:\n- experiment/hnca/bandit_quick\n");
    own("word", head + "- overide /optimizer: sgd\n");
    own("word2", head + "- optionl /optimizer/none\n");
    own("word3", head + "- _slef_\n");
    own("globl", "# mine\n# @package _globl_\nseed: 1\n");
    own("globl2", head + "- /optimizer@_globl_: sgd\n");
    own("placed", head + "- /optimizer@foo: sgd\n");
    own("placed2", head + "- /data@model: mnist10k\n");
    own("placed3", head + "- /data@method: mnist10k\n");
    own("placed4", head + "- /optimizer@launcher: sgd\n");
    own("endless", head + "- _self_\ntrainer:\n  max_epochs: null\n");
    own("typo", "# @package _global_\nmodel:\n  dpeth: 2\n");
    Path mnist = Files.createDirectories(dir.resolve("data/mnist"));
    // A header of 60,000 images of 28x28, and 16 of their bytes.
    byte[] cut = new byte[32];
    cut[2] = 8;
    cut[3] = 3;
    cut[6] = (byte) (60000 >> 8);
    cut[7] = (byte) 60000;
    cut[11] = 28;
    cut[15] = 28;
    Files.write(mnist.resolve("train-images-idx3-ubyte"), cut);
  }

  private static void own(String name, String yaml) throws IOException {
    Path experiments = Files.createDirectories(dir.resolve("conf/experiment"));
    Files.writeString(experiments.resolve(name + ".yaml"), yaml);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '`',
      value = {
        // Configuration.
        "train > 2 > conf/config.yaml:10: the group 'experiment' has no default; choose with"
            + " experiment=<option…",
        "train experiment=hnca/bandi > 2 > experiment=hnca/bandi: no such option in group"
            + " 'experiment'; did you mean hnca/bandit? available: …",
        "train experiment=hnca/bandit model.depth=1e9 > 2 > model.depth=1e9: must be between 0 and"
            + " 10000 layers but is 1000000000",
        "train experiment=hnca/bandit model.dpeth=3 > 2 > model.dpeth: no such key; did you mean"
            + " model.depth?",
        "train experiment=hnca/bandit trainer.stopping.patience=2 > 2 > trainer.stopping.patience: no"
            + " such key; trainer.stopping is null, and is set as a whole:"
            + " trainer.stopping={patience:…}",
        "train experiment=hnca/bandit +model.dpeth=3 > 2 > +model.dpeth=3: no such key; did you"
            + " mean model.depth? available: name, features, width, depth, coding",
        "train experiment=hnca/bandit optimizer.lr=fast > 2 > optimizer.lr=fast: must be a number"
            + " or a list but is the text \"fast\"",
        "train experiment=hnca/bandit model > 2 > model: an override is key=value (or ~key to"
            + " remove a key); '=' is missing",
        "train experiment=ilc/spirals optimizer=sgd optimizer.beta1=.5 > 2 > optimizer.beta1: no"
            + " such key here, but with optimizer=adam, optimizer=temporal_and_adam",
        "train experiment=ilc/spirals method/combiner=mean method.combiner.alpha=.5 > 2 >"
            + " method.combiner.alpha: no such key here, but with method/combiner=significance",
        "train experiment=hnca/bandit_quick optimizer.schedule=warmup > 2 >"
            + " optimizer.schedule=warmup: must be a section (key: value) but is the text"
            + " \"warmup\"; choose it with optimizer/schedule=warmup",
        "train experiment=hnca/bandit_quick trainer.batch_size=100000 run.root=DIR/out > 2 >"
            + " trainer.batch_size=100000: must be between 1 and the 5000 examples of the"
            + " training split, but is 100000; write trainer.batch_size=5000",
        "study hnca/bandit_quick > 2 > hnca/bandit_quick: an experiment, not a study: altgrad train"
            + " experiment=hnca/bandit_quick",
        "train experiment=ilc/spirals_quick data.envs=2 run.root=DIR/out > 2 >"
            + " conf/experiment/ilc/spirals.yaml:19: trainer.batch_size: must be between 2 and 512"
            + " for 2 environments of which the smallest has 256 examples, but is 4096; write"
            + " trainer.batch_size=512",
        "train experiment=hnca/vae model.latent_layers=3 > 2 > model.latent_layers: no such key;"
            + " available: name, features, width, depth, coding",
        "train experiment=biohsic/mnist model.width=8 > 2 > conf/model/hsic_mlp.yaml:4:"
            + " model.features: must be sizes that are all equal where width or depth is given too"
            + " but is [128, 64]",
        "train experiment=hnca/bandit model.depth=[1 > 2 > model.depth=[1: missing ] at the end",
        "train experiment=hnca/bandit model.depth=1,2 > 2 > model.depth=1,2: several values need a"
            + " sweep (--multirun); for one list write model.depth=[a,b], for one text quote it",
        "train experiment=hnca/bandit trainer.batch_size=0 > 2 > trainer.batch_size=0: must be at"
            + " least 1 but is 0",
        "train experiment=biohsic/mnist trainer.batch_size=64 > 2 > trainer.batch_size=64: must"
            + " be left out, for with these settings of biohsic it has no effect",
        "train experiment=ilc/sem trainer.batch_size=64 > 2 > trainer.batch_size=64: must be left"
            + " out, for with these settings of ilc_sem it has no effect",
        "train experiment=hnca/bandit method.baseline_decay=0.9 > 2 > method.baseline_decay=0.9:"
            + " must be left out, for it has an effect only if method.baseline is ema",
        "train experiment=ilc/spirals method.rescale.kind=none method.rescale.cap=9 > 2 >"
            + " method.rescale.cap=9: must be left out, for it has an effect only if"
            + " method.rescale.kind is not none",
        "train experiment=hnca/bandit optimizer.decay=after > 2 > optimizer.decay=after: must be"
            + " left out, for it has an effect only if optimizer.weight_decay is not 0",
        "train experiment=hnca/bandit trainer.max_time=soon > 2 > trainer.max_time=soon: must be a"
            + " time such as 90s, 20m or 2h but is 'soon'",
        "train experiment=hnca/bandit data=mnst > 2 > data=mnst: no such option in group 'data';"
            + " did you mean mnist? available: …",
        "train experiment=hnca/bandit run.dir= > 2 > run.dir=: must be a path but is the text "
            + "\"\"",
        "train experiment=hnca/bandit data=mnist data.root= > 2 > data.root=: must be a path but is"
            + " the text \"\"",
        "train experiment=hnca/bandit seed=99999999999999999999 > 2 > seed=99999999999999999999:"
            + " must be an integer of 64 bits but is the text \"99999999999999999999\"",
        "train hnca/bandit > 2 > hnca/bandit: an override is key=value; did you mean"
            + " experiment=hnca/bandit?",
        "train experiment = hnca/bandit > 2 > experiment: a setting is one word, without spaces;"
            + " did you mean experiment=hnca/bandit?",
        "train experiment=hnca/bandit seed =3 > 2 > seed: a setting is one word, without spaces;"
            + " did you mean seed=3?",
        "train experiment=attack > 2 > experiment=attack: no such option in group 'experiment';"
            + " available: attack/images, attack/texts",
        "train experiment=hnca/bandit epochs=3 > 2 > epochs: no such key; did you mean"
            + " trainer.max_epochs?",
        "train experiment=hnca/bandit optimizer.name=sgd > 2 > optimizer.name=sgd: must be chosen"
            + " with its keys, by optimizer=sgd, for it has no optimizer.beta1",
        "train experiment=ilc/spirals optimizer=sgd optimizer.name=adam > 2 > optimizer.name=adam:"
            + " must be chosen with its keys, by optimizer=adam, for it wants optimizer.beta1",
        "train --config-dir DIR/conf experiment=listed > 2 > DIR/conf/experiment/listed.yaml:1:"
            + " experiment: must hold settings but is a list; a file of experiments needs the"
            + " first line # @package _global_",
        "train --config-dir DIR/conf experiment=nothing > 2 > DIR/conf/experiment/nothing.yaml:1:"
            + " experiment: must hold settings but has none; a file of experiments needs the"
            + " first line # @package _global_",
        "train -m --cfg job experiment=hnca/bandit seed=1,2 > 2 > --multirun: must be left out, for"
            + " --cfg shows one run",
        "sweep > 2 > say what to do with sweeps: create, …; see altgrad sweep --help",
        "predict DIR/runs --to DIR/x.xls > 2 > --to DIR/x.xls: the name must end in .csv or .npz;"
            + " see altgrad predict --help",
        "train experiment=hnca/bandit_quick data.n_train=1 run.root=DIR/out > 2 >"
            + " conf/experiment/hnca/bandit.yaml:14: trainer.batch_size: must be the 1 example of"
            + " the training split, but is 50; write trainer.batch_size=1",
        "train experiment=ilc/spirals_quick data.envs=1 run.root=DIR/out > 2 >"
            + " conf/experiment/ilc/spirals.yaml:19: trainer.batch_size: must be between 1 and 256"
            + " for 1 environment of which the smallest has 256 examples, but is 4096; write"
            + " trainer.batch_size=256",
        "train experiment=hnca/bandit data=proto_bits run.dir=DIR/taken.csv/x > 1 >"
            + " run.dir=DIR/taken.csv/x cannot be made: DIR/taken.csv is in the way",
        "train experiment=hnca/bandit data=proto_bits run.root=DIR/taken.csv > 1 > no run directory"
            + " can be made in DIR/taken.csv/hnca/bandit: DIR/taken.csv/hnca: Not a directory; see"
            + " run.root",
        "train experiment=hnca/bandit method.name=ilc > 2 > method.name=ilc: must be chosen with"
            + " its keys, by an option of the group method, for else …model.name: must be one of …",
        "data show MNIST10K > 2 > there is no data set 'MNIST10K'; did you mean mnist10k? …",
        // No name of a file that is there for a moment only.
        "train experiment=hnca/bandit_quick run.dir=/proc/x > 1 > run.dir=/proc/x cannot be made:"
            + " nothing can be made in /proc",
        "train experiment=hnca/bandit_quick run.root=/proc/self/fd > 1 > no run directory can be"
            + " made in /proc/self/fd/hnca/bandit_quick: nothing can be made in"
            + " /proc/self/fd; see run.root",
        "train -m experiment=hnca/bandit_quick seed=0,1 run.root=/proc/x > 1 > no run directory can"
            + " be made in /proc/x/hnca/bandit_quick/sweeps: nothing can be made in /proc; see"
            + " run.root",
        "table DIR/runs --to /proc/x.csv > 1 > /proc/x.csv: cannot write: nothing can be made in"
            + " /proc",
        "study hnca/bandit --to /proc/x > 2 > /proc/x: no study can be kept there: nothing can be"
            + " made in /proc",
        "plot bars DIR/runs --to /proc/x > 1 > /proc/x.png: cannot write: nothing can be made in"
            + " /proc",
        "data export spirals data.envs=2 data.examples_per_env=4 --to /proc/x.csv > 1 >"
            + " /proc/x.csv cannot be written: nothing can be made in /proc; mend that, then try"
            + " again",
        "data export spirals data.envs=2 data.examples_per_env=4 --to DIR/taken.csv/x.csv > 1 >"
            + " DIR/taken.csv/x.csv cannot be written: DIR/taken.csv is in the way; mend that, then"
            + " try again",
        "study --list hnca > 2 > hnca: must be left out, for --list shows all studies",
        "study hnca/bandit --to DIR/runs/a > 2 > DIR/runs/a: is a run; name another directory for"
            + " the study",
        "train experiment=hnca/bandit @file > 2 > @file: …",
        "train --config-dir DIR/conf experiment=twice > 2 > DIR/conf/experiment/twice.yaml:4:"
            + " duplicate key 'depth', first given in line 3",
        "train --config-dir DIR/conf experiment=typo > 2 > DIR/conf/experiment/typo.yaml:3:"
            + " model.dpeth: no such key; did you mean depth? available: name, features, width,"
            + " depth, coding",
        "train --config-dir DIR/conf experiment=dotted > 2 > DIR/conf/experiment/dotted.yaml:5:"
            + " trainer.max_epochs: no such key; sections are nested in a file, write trainer:"
            + " {max_epochs: 2}",
        "train --config-dir DIR/conf experiment=dotted2 > 2 > DIR/conf/experiment/dotted2.yaml:6:"
            + " optimizer.schedule.name: no such key; sections are nested in a file, write"
            + " schedule: {name: constant}",
        "train experiment=hnca/bandit --config DIR/dotted.yaml > 2 > DIR/dotted.yaml:1:"
            + " model.depth: no such key; sections are nested in a file, write model: {depth: 3}",
        "train --config-dir DIR/conf experiment=slash > 2 > DIR/conf/experiment/slash.yaml:4: the"
            + " group 'experiment/optimizer@optimizer' is in no defaults list; did you mean"
            + " override /optimizer, with a slash?",
        "train --config-dir DIR/conf experiment=slash2 > 2 > DIR/conf/experiment/slash2.yaml:4:"
            + " optimizer: sgd: no such group 'experiment/optimizer'; did you mean /optimizer, with"
            + " a slash (after override where another list has the group)?",
        "train --config-dir DIR/conf experiment=slash3 > 2 > DIR/conf/experiment/slash3.yaml:3:"
            + " experiment/experiment/hnca/bandit_quick: no such file in the tree; did you mean"
            + " hnca/bandit_quick?",
        "train --config-dir DIR/conf experiment=word > 2 > DIR/conf/experiment/word.yaml:4: overide"
            + " /optimizer: no such word before a group: 'overide'; did you mean override?",
        "train --config-dir DIR/conf experiment=word2 > 2 > DIR/conf/experiment/word2.yaml:4:"
            + " optionl /optimizer/none: no such word before a group: 'optionl'; did you mean"
            + " optional?",
        "train --config-dir DIR/conf experiment=word3 > 2 > DIR/conf/experiment/word3.yaml:4:"
            + " experiment/_slef_: no such file in the tree; did you mean _self_?",
        "train --config-dir DIR/conf experiment=globl > 2 > DIR/conf/experiment/globl.yaml:2: #"
            + " @package _globl_: no such package: '_globl_'; did you mean _global_?",
        "train --config-dir DIR/conf experiment=globl2 > 2 > DIR/conf/experiment/globl2.yaml:4:"
            + " /optimizer@_globl_: no such package: '_globl_'; did you mean _global_?",
        "train --config-dir DIR/conf experiment=placed > 2 > DIR/conf/experiment/placed.yaml:4:"
            + " /optimizer@foo: sgd: conf/optimizer/schedule/constant.yaml:2: foo: no such key; …",
        "train --config-dir DIR/conf experiment=placed2 > 2 > DIR/conf/experiment/placed2.yaml:4:"
            + " /data@model: mnist10k: conf/data/mnist10k.yaml:2: model.name: must be one of …",
        "train --config-dir DIR/conf experiment=placed3 > 2 > DIR/conf/experiment/placed3.yaml:4:"
            + " /data@method: mnist10k: conf/data/mnist10k.yaml:2: method.name: must be one of …",
        "train --config-dir DIR/conf experiment=placed4 -m seed=0,1 > 2 >"
            + " seed=0: DIR/conf/experiment/placed4.yaml:4: /optimizer@launcher: sgd:"
            + " conf/optimizer/sgd.yaml:5: launcher.name: must be one of …",
        "train experiment=hnca/bandit +data@model=proto_bits > 2 > +data@model=proto_bits:"
            + " conf/data/proto_bits.yaml:2: model.name: must be one of …",
        "train experiment=hnca/bandit trainer.max_epochs=null trainer.max_time=5s > 2 >"
            + " trainer.max_epochs=null: must be an integer but is null; a run that trainer.max_time"
            + " or max_steps ends has a large one, as in trainer.max_epochs=1000000, by which …",
        "train --config-dir DIR/conf experiment=endless > 2 > DIR/conf/experiment/endless.yaml:6:"
            + " trainer.max_epochs: must be an integer but is null; a run that …",
        "train experiment=hnca/bandit +optimizer@foo=sgd > 2 > +optimizer@foo=sgd:"
            + " conf/optimizer/schedule/constant.yaml:2: foo: no such key; …",
        "train --config-dir DIR/conf experiment=headless > 2 > DIR/conf/experiment/headless.yaml:1:"
            + " experiment: no such section (model); a file of experiments needs the first line #"
            + " @package _global_",
        "train --config-dir DIR/conf experiment=headless2 > 2 >"
            + " DIR/conf/experiment/headless2.yaml:2: the group 'data@experiment.data' is in no"
            + " defaults list; did you mean data? The file then needs the first line # @package"
            + " _global_",
        "train --config-dir DIR/none experiment=hnca/bandit > 2 > DIR/none: no such configuration"
            + " directory",
        "train -m experiment=hnca/bandit model.depth=1,x > 2 > model.depth=x: …must be an integer"
            + " but is the text \"x\"",
        "train -m experiment=hnca/bandit model.depth=1 run.dir=DIR/one > 2 > run.dir=DIR/one: a"
            + " sweep gives each run a directory of its own; choose their place with run.root=",
        "train experiment=ima/moebius_quick trainer.seeds=[4,5,4] > 2 > trainer.seeds=[4,5,4]: must"
            + " be one or more whole numbers, each once, but is [4, 5, 4]",
        "train experiment=hnca/bandit launcher.workers=2 > 2 > launcher.workers=2: must be left"
            + " out, for it has an effect only in a sweep (--multirun)",
        "train experiment=hnca/bandit launcher=local > 2 > launcher=local: must be left out, for it"
            + " has an effect only in a sweep (--multirun)",
        "train -m experiment=hnca/bandit launcher=lokal seed=0,1 > 2 > seed=0: launcher=lokal: no"
            + " such option in group 'launcher'; did you mean local? …",
        "train experiment=hnca/bandit --origin > 2 > --origin: must be left out, for it has an"
            + " effect only with --cfg",
        "train --resume DIR/runs/a --cfg job > 2 > --cfg: must be left out, for a run that is"
            + " resumed has its configuration in DIR/runs/a/config.yaml",
        "train --resume DIR/runs/a --config-dir DIR/conf > 2 > --config-dir: must be left out, for"
            + " a run that is resumed has its configuration in DIR/runs/a/config.yaml",
        "train experiment=hnca/vae_tiny trainer.directions.names=[] trainer.max_epochs=2 > 2 >"
            + " trainer.max_epochs=2: must be left out, for nothing is trained unless"
            + " trainer.directions.every is given",
        "gradients experiment=hnca/vae_tiny trainer.directions.names=[hnca] > 2 >"
            + " trainer.directions.names=[hnca]: must be left out, for --direction says which"
            + " directions are measured",
        "gradients experiment=hnca/vae_tiny trainer={directions:{names:[hnca]}} > 2 >"
            + " trainer={directions:{names:[hnca]}}: trainer.directions.names: must be left out,"
            + " for --direction says which directions are measured",
        "gradients experiment=hnca/vae_tiny trainer.directions=null > 2 > trainer.directions=null:"
            + " must be left out, for --direction says which directions are measured",
        "gradients experiment=hnca/vae_tiny trainer={directions:{draws:60}} --draws 70 > 2 >"
            + " trainer={directions:{draws:60}}: trainer.directions.draws: must be left out, for"
            + " --draws says it",
        "gradients experiment=hnca/vae_tiny --draws 0 > 2 > --draws 0: must be at least 50 but is"
            + " 0",
        "gradients experiment=hnca/vae_tiny --truth 0 > 2 > --truth 0: must be at least 500 but is"
            + " 0",
        "gradients experiment=hnca/vae_tiny --to DIR/runs > 1 > --to DIR/runs is there already and"
            + " not empty; name another",
        "gradients experiment=hnca/vae_tiny --draws many > 2 > invalid value for option '--draws':"
            + " must be a whole number but is 'many'; see altgrad gradients --help",
        "gradients experiment=hnca/vae_tiny --seconds 1,5 > 2 > invalid value for option"
            + " '--seconds': must be a number but is '1,5'; see altgrad gradients --help",
        "gradients experiment=hnca/vae_tiny run.dir=DIR/x --to DIR/y > 2 > run.dir=DIR/x: must be"
            + " left out, for --to says it",
        "train experiment=hnca/bandit launcher.workers=3 > 2 > launcher.workers=3: must be left"
            + " out, for it has an effect only in a sweep (--multirun)",
        "train experiment=hnca/bandit launcher={workers:3} > 2 > launcher={workers:3}:"
            + " launcher.workers: must be left out, for it has an effect only in a sweep …",
        "gradients experiment=hnca/vae_tiny ++launcher={zip:true} > 2 > ++launcher={zip:true}:"
            + " launcher.zip: must be left out, for it has an effect only in a sweep …",
        "bench experiment=hnca/bandit run={dir:DIR/x} > 2 > run={dir:DIR/x}: run.dir: must be left"
            + " out, for no run is made",
        "train -m experiment=hnca/bandit model.width=8,16 model={width:4} run.root=DIR/out > 2 >"
            + " [model.width=8] and [model.width=16] must differ but are the same run",
        "train -m experiment=hnca/bandit run.root=DIR/out,DIR/out2 > 2 > [run.root=DIR/out] and"
            + " [run.root=DIR/out2] must differ but are the same run",
        "train -m experiment=hnca/bandit seed=0 launcher={workers:3} run.root=DIR/out > 2 >"
            + " launcher={workers:3}: launcher.workers: must be left out, for this sweep has only"
            + " one run",
        "train -m experiment=hnca/bandit seed=0,1 launcher.zip=true run.root=DIR/out > 2 >"
            + " launcher.zip=true: must be left out, for only one key has several values",
        "train experiment=ilc/random_gradients optimizer=sgd > 2 > optimizer=sgd: must be left out,"
            + " for with these settings of ilc_random it has no effect",
        "gradients experiment=hnca/vae_tiny --checkpoint best > 2 > --checkpoint: must be left out,"
            + " for it has an effect only with --run",
        "study hnca/bandit --seeds 17,18,17 > 2 > --seeds 17,18,17: must be different from one"
            + " another",
        "study hnca/bandit --launcher local launcher=slurm > 2 > --launcher local: must be left"
            + " out, for launcher= says it",
        "bench experiment=hnca/bandit launcher=slurm > 2 > launcher=slurm: must be left out,"
            + " for nothing is launched",
        "bench experiment=hnca/bandit launcher.zip=true > 2 > launcher.zip=true: must be left out,"
            + " for there is no --multirun",
        "study ima/penalty --seeds 17,18 > 2 > --seeds 17,18: must be left out, for networks of"
            + " this study have seeds of their own; choose them with \"trainer.seeds=[17,18]\"",
        "study vub/text --seeds 0 > 2 > --seeds 0: must be left out, for networks of this study"
            + " have seeds of their own; they stand in its arms, whose runs have other numbers of"
            + " networks: write them into a copy of conf/study/vub/text.yaml, as"
            + " …/study/vub/text.yaml, and say --config-dir …",
        // What the settings alone refuse is refused of all runs before the first one starts.
        "study ilc/spirals trainer.seeds=[5] --to DIR/out > 2 > [mean seed=0] trainer.seeds: must"
            + " be null, for networks of ilc have no seeds of their own",
        "train -m experiment=ilc/spirals_quick seed=0,1 trainer.seeds=[5] run.root=DIR/out > 2 >"
            + " seed=0: trainer.seeds: must be null, for networks of ilc have no seeds of their"
            + " own",
        "study vub/text launcher=slurm trainer.seeds=[0] --to DIR/out > 2 > [vib seed=0]"
            + " method.objective.beta=[1e-3,1e-3,1e-3,1e-2,1e-2,1e-2,1e-1,1e-1,1e-1]: must be one"
            + " number, or one for each network, of which trainer.seeds or trainer.models make 1,"
            + " but is [0.001, 0.001, 0.001, 0.01, 0.01, 0.01, 0.1, 0.1, 0.1]",
        "sweep create -m experiment=hnca/bandit_quick method.baseline=leave_one_out"
            + " trainer.batch_size=1,2 run.root=DIR/out > 2 > trainer.batch_size=1: must be at"
            + " least 2 for baseline leave_one_out",
        "train -m experiment=hnca/vae_quick method/estimator=disarm seed=0,1 trainer.compile=true"
            + " run.root=DIR/out > 2 > seed=0: trainer.compile: must be false, for hnca_vae's steps"
            + " change variables in place, which is not compiled",
        "train -m experiment=ima/moebius_quick trainer.seeds=[4,5] optimizer.clip_norm=1,2"
            + " run.root=DIR/out > 2 > optimizer.clip_norm=1: must be null for several networks,"
            + " which it would mix, but is 1.0",
        "train --info tree experiment=hnca/bandit > 2 > --info tree: must be defaults-tree",
        "train --cfg job -p nope experiment=hnca/bandit > 2 > --package nope: no such key",
        // Laws, mixings and precisions that cannot be.
        "train experiment=ima/moebius data.latent_dim=2 model.latent_dim=3 data.n_obs=200"
            + " run.root=DIR/out > 2 > latent_dim: must be at most the numbers of an observation, 2,"
            + " for more columns than rows are never orthogonal, but is 3",
        "train experiment=ima/moebius model.decoder=ground_truth data.latent_dim=2 data.n_obs=200"
            + " run.root=DIR/out > 2 > latent_dim: must be the number of sources, 2, where the"
            + " decoder is their mixing, but is 3",
        "train experiment=ima/moebius_quick trainer.seeds=[4,5] optimizer.clip_norm=1"
            + " run.root=DIR/out > 2 > optimizer.clip_norm=1: must be null for several"
            + " networks, which it would mix, but is 1.0",
        "train experiment=ima/moebius model.latent_dim=1 > 2 > conf/experiment/ima/moebius.yaml:12:"
            + " data.latent_dim: must be at least 2 but is 1",
        "train experiment=ima/moebius model.latent_dim=5 > 2 > conf/data/moebius.yaml:16:"
            + " data.preset: must be none for latent_dim 5 but is reference",
        "train experiment=ima/moebius data.linear_map=cos_theta > 2 > data.linear_map=cos_theta:"
            + " must be none or unit_det or col_norm for latent_dim 3 but is cos_theta",
        "train experiment=ima/cos_theta data.linear_map=unit_det > 2 > data.linear_map=unit_det:"
            + " must be none or cos_theta for latent_dim 2 but is unit_det",
        "train experiment=ima/elbo_gap data.latent_dim=2 > 2 > data.latent_dim=2: must be 3, the"
            + " size of the matrices, but is 2",
        "train experiment=ima/ar_flow model.latent_dim=5 > 2 > conf/experiment/ima/moebius.yaml:12:"
            + " data.latent_dim: must be an even number above 2 but is 5",
        "train experiment=ima/moebius data.source=gaussian > 2 > data.source=gaussian: must be"
            + " uniform or beta, lest the pole of the Möbius transform lie inside of the sources,"
            + " but is gaussian",
        "train experiment=ima/moebius method.objective=iwae > 2 > conf/method/ima/vae.yaml:15:"
            + " method.samples: must be at least 2 where the objective is iwae, which of one sample"
            + " is the ELBO, but is 1",
        "train experiment=ima/readme model.prior.alpha=0 > 2 > model.prior.alpha=0: must be from"
            + " 1e-3 to 1e6 (in float32 latents below are 0 or 1, and above nearly one number) but"
            + " is 0",
        "train experiment=ima/readme model.prior.beta=-1 > 2 > model.prior.beta=-1: must be from"
            + " 1e-3 to 1e6 (in float32 latents below are 0 or 1, and above nearly one number) but"
            + " is -1",
        "train experiment=ima/readme model.prior.alpha=1e-50 > 2 > model.prior.alpha=1e-50: must"
            + " be from 1e-3 to 1e6 (in float32 latents below are 0 or 1, and above nearly one"
            + " number) but is 1e-50",
        "train experiment=ima/readme model.prior.beta=1e30 > 2 > model.prior.beta=1e30: must be"
            + " from 1e-3 to 1e6 (in float32 latents below are 0 or 1, and above nearly one"
            + " number) but is 1e30",
        "train experiment=ima/readme model.prior.alpha=nan > 2 > model.prior.alpha=nan: must be"
            + " from 1e-3 to 1e6 (in float32 latents below are 0 or 1, and above nearly one"
            + " number) but is NaN",
        "train experiment=ima/moebius model/prior=gaussian model.prior.var=1e-30 > 2 >"
            + " model.prior.var=1e-30: must be from 1e-10 to 1e10, beyond which float32 is short"
            + " of digits, but is 1e-30",
        "train experiment=ima/moebius model/prior=laplace model.prior.var=1e-50 > 2 >"
            + " model.prior.var=1e-50: must be from 1e-10 to 1e10, beyond which float32 is short"
            + " of digits, but is 1e-50",
        "train experiment=ima/moebius model/prior=gaussian model.prior.mean=1e30 > 2 >"
            + " model.prior.mean=1e30: must be within 1e4 standard deviations of 0, beyond which"
            + " float32 is short of digits, but is 1e30",
        "train experiment=ima/moebius model/prior=laplace model.prior.mean=-1e30 > 2 >"
            + " model.prior.mean=-1e30: must be within 1e4 scales (var) of 0, beyond which float32"
            + " is short of digits, but is -1e30",
        "train experiment=ima/moebius method.beta=1e40 > 2 > method.beta=1e40: must be from 0 to"
            + " 1e10, beyond which float32 is short of digits for the other terms, but is 1e40",
        "train experiment=ima/moebius method.beta=-1 > 2 > method.beta=-1: must be from 0 to"
            + " 1e10, beyond which float32 is short of digits for the other terms, but is -1",
        "train experiment=ima/moebius method.penalties.c_ima=1e40 > 2 >"
            + " method.penalties.c_ima=1e40: must be from -1e10 to 1e10, beyond which float32 is"
            + " short of digits for the other terms, but is 1e40",
        "train experiment=ima/moebius model.gamma_sq=0 > 2 > model.gamma_sq=0: must be from 1e-10"
            + " to 1e10, beyond which errors of float32 outweigh the data's (scale the observations"
            + " instead), but is 0",
        "train experiment=ima/moebius model.gamma_sq=1e39 > 2 > model.gamma_sq=1e39: must be from"
            + " 1e-10 to 1e10, beyond which errors of float32 outweigh the data's (scale the"
            + " observations instead), but is 1e39",
        "train experiment=ima/moebius model.gamma_sq=nan > 2 > model.gamma_sq=nan: must be from"
            + " 1e-10 to 1e10, beyond which errors of float32 outweigh the data's (scale the"
            + " observations instead), but is NaN",
        "train experiment=ima/moebius data.source=beta data.source_alpha=0 > 2 >"
            + " data.source_alpha=0: must be a positive number but is 0",
        "train experiment=ima/ar_flow data.latent_dim=2 > 2 > data.latent_dim=2: must be an even"
            + " number above 2 but is 2",
        "train experiment=ima/moebius model=vae_conv data.n_obs=200 run.root=DIR/out > 2 > model"
            + " vae_conv: must be given square images of 8, 16, 32, 64, … pixels but the data's are"
            + " [3]",
        "train experiment=ima/sprites data.image_size=48 > 2 > data.image_size=48: must be 32 or 64"
            + " but is 48",
        "train experiment=ima/sprites data.n_obs=0 > 2 > data.n_obs=0: must be from 1 to 174761 but"
            + " is 0",
        "train experiment=ima/sprites data.hsv_shift=[300,0,0] > 2 > data.hsv_shift=[300,0,0]: must"
            + " be three whole numbers from 0 to 255 but is [300, 0, 0]",
        "train experiment=ima/sprites data.warp=shear > 2 > data.warp=shear: must be one of none,"
            + " affine, projective but is the text \"shear\"",
        "train experiment=ima/sprites model.decoder=ground_truth > 2 > model.decoder=ground_truth:"
            + " must be learned for images but is ground_truth",
        // The command line.
        "tran > 2 > tran: no such command; …train…; see altgrad --help",
        "--versio > 2 > --versio: no such option; did you mean --version? available: …; see altgrad"
            + " --help",
        "train --resum x > 2 > --resum: no such option; did you mean --resume? available: …; see"
            + " altgrad train --help",
        "hlep > 2 > hlep: no such command; did you mean help? available: …",
        "versoin > 2 > versoin: no such command; did you mean version? available: …",
        "train experiment=hnca/bandit --seed=3 > 2 > --seed=3: no such option; a setting is typed"
            + " without dashes: seed=3; options: --config-dir, …",
        "train --experiment hnca/bandit > 2 > --experiment: no such option; a setting is typed"
            + " without dashes: experiment=VALUE; options: --config-dir, …",
        "train --confg=x experiment=hnca/bandit > 2 > --confg=x: no such option; did you mean"
            + " --config? available: …",
        "train --cfg jo > 2 > invalid value for option '--cfg': must be one of job, all but is"
            + " 'jo'; see altgrad train --help",
        "train --resume > 2 > missing required parameter for option '--resume' (…); see altgrad"
            + " train --help",
        "completion fish > 2 > invalid value for positional parameter at index 0 (SHELL): must be"
            + " one of bash, zsh but is 'fish'; see altgrad completion --help",
        "data > 2 > say what to do with data: list, fetch, verify, show or export; see altgrad data"
            + " --help",
        "data shw > 2 > shw: no such command; did you mean show? available: …; see altgrad data"
            + " --help",
        // Runs.
        "train --resume DIR/none > 1 > DIR/none: no such directory; name a run directory",
        "train --resume DIR/empty > 1 > DIR/empty is no run directory: it has no config.yaml",
        "train --resume DIR/runs > 1 > DIR/runs is no run directory: it has no config.yaml; did you"
            + " mean DIR/runs/…",
        "train experiment=hnca/bandit run.dir=DIR/runs > 1 > run.dir=DIR/runs is there already and"
            + " not empty; name another",
        "train experiment=hnca/bandit data=proto_bits data.n_train=100 run.root=DIR/out"
            + " trainer.best.metric=acuracy > 2 > trainer.best.metric: must be one of this"
            + " program's but is acuracy; did you mean accuracy? …",
        "train experiment=hnca/bandit data=proto_bits data.n_train=100 run.root=DIR/out"
            + " trainer.best.split=tset > 2 > trainer.best.split: must be one of this program's but"
            + " is tset; did you mean test? …",
        "train experiment=ilc/spirals_quick run.root=DIR/out"
            + " trainer.best.metric=loss > 2 > trainer.best.metric=loss: must be given with the way"
            + " it gets better, for trainer.best.mode is max: write trainer.best.mode=min",
        "train --resume DIR/cut > 1 > DIR/cut/sweep.yaml is damaged: it names no runs; put the"
            + " sweep's own back",
        "train --resume DIR/lost > 1 > DIR/lost/sweep.yaml names the run 000-seed=0, which is not"
            + " there; put it back",
        "train --resume DIR/other > 1 > DIR/other/000-a/config.yaml is not what"
            + " the sweep says of the run; put its own back",
        "study tiny --to DIR/study --config-dir DIR/conf > 2 > DIR/study/runs/h_seed=3/config.yaml"
            + " is missing or empty, but its run has begun; put it back, or move"
            + " DIR/study/runs/h_seed=3 away to have the run made anew",
        "table > 2 > missing required parameter: 'RUN|SWEEP'; see altgrad table --help",
        "table DIR/none > 1 > DIR/none: no such directory; name a run directory or one above it",
        "table DIR/empty > 1 > DIR/empty: no run in it: a run directory has run.yaml and"
            + " config.yaml",
        "table DIR/runs --at foo > 2 > invalid value for option '--at': 'foo' names no moment of a"
            + " run; right are last, best, …",
        "table DIR/runs --at lst > 2 > invalid value for option '--at': 'lst' names no moment of a"
            + " run; did you mean last? right are last, …",
        "table DIR/runs --at best=acuracy@test > 1 > no run has the metric 'acuracy'; did you mean"
            + " accuracy? available: …",
        "table DIR/runs --at max=accuracy@tset > 1 > no run has the metric 'accuracy' on the split"
            + " 'tset'; did you mean test? available: test",
        "plot bars DIR/runs --opt at=best=acuracy@test > 1 > no run has the metric 'acuracy'; did"
            + " you mean accuracy? available: …",
        "plot sweep-curve DIR/runs --opt x=dpth > 1 > no run has the configuration key 'dpth'; did"
            + " you mean model.depth? available: …",
        "plot scatter DIR/runs --opt x=model.depth --opt y=accuracy@tset > 1 > no run has the"
            + " metric 'accuracy' on the split 'tset'; did you mean test? available: test",
        "plot bars DIR/runs --opt metric=lgo(accuracy) > 1 > 'lgo(accuracy)': the functions of a"
            + " metric are log and log10, and error for 1 - metric; did you mean log?",
        "table DIR/runs --at epoch=9 > 1 > no run has a value at epoch 9; there are values at 1,"
            + " 2",
        "plot bars DIR/runs --opt at=epoch=9 > 1 > no run has a value at epoch 9; there are values"
            + " at 1, 2",
        "table DIR/runs --at epoch > 2 > invalid value for option '--at': 'epoch' names no moment"
            + " of a run; epoch= wants a whole number; right are last, …",
        "table DIR/runs --at max=accuracy > 2 > invalid value for option '--at': 'max=accuracy'"
            + " names no moment of a run; max= wants METRIC@SPLIT; right are last, …",
        "table DIR/runs --against seed=0 > 1 > against: must be a value of a setting but is seed=0:"
            + " tests pair runs of one seed, and groups of different seeds have none in common",
        "table DIR/runs --against method.name=a > 1 > against: the runs are grouped by"
            + " model.depth, not by method.name; name it among the keys of --by",
        "table DIR/runs --by model/dpth > 1 > no run has the configuration key 'model/dpth'; did"
            + " you mean model.depth? available: …",
        "ls DIR/runs --where state=done > 1 > --where state=done: no setting; say --state done",
        "table DIR/runs --metric acuracy > 1 > no run has the metric 'acuracy'; did you mean"
            + " accuracy? available: accuracy, norm, norm/layer0",
        "table DIR/runs --split tset > 1 > no run has the split 'tset'; did you mean test?"
            + " available: test",
        "table DIR/runs --by name > 1 > the key 'name' may be method.name or model.name; write the"
            + " whole key",
        "table DIR/runs --by dpth > 1 > no run has the configuration key 'dpth'; did you mean"
            + " model.depth? available: …",
        "table DIR/runs --metric norm --at best > 1 > the name 'norm' does not tell whether large"
            + " or small is best; say max or min",
        "table DIR/runs --each imx > 1 > no table is called 'imx'; did you mean ima? available:"
            + " ima",
        "table DIR/runs --to x.pdf > 2 > --to x.pdf: the name must end in .csv, .md, .tex or .txt;"
            + " see altgrad table --help",
        "table DIR/runs --to DIR/taken.csv > 1 > DIR/taken.csv: exists already; choose another"
            + " name, or replace it with --force",
        "plot > 2 > name a figure; there are: learning-curve, …; see altgrad plot --help",
        "plot bar DIR/runs > 2 > no figure is called 'bar'; did you mean bars? available:"
            + " learning-curve, …; see altgrad plot --help",
        "plot bars > 2 > name the runs to be plotted: altgrad plot bars RUN...; see altgrad plot"
            + " --help",
        "plot bars DIR/runs --opt width=3.3inch > 2 > bars: option width: must be a whole number"
            + " from 120 to 4000, or a length such as 3.3in, 8.4cm or 84mm from 1.7in to 55in, but"
            + " is '3.3inch'; see altgrad plot --help",
        "plot bars DIR/runs --opt width=0.1in > 2 > bars: option width: must be a whole number from"
            + " 120 to 4000, or a length such as 3.3in, 8.4cm or 84mm from 1.7in to 55in, but is"
            + " '0.1in'; see altgrad plot --help",
        "train -cn config > 2 > -cn: no such option, unlike in Hydra; write --config-name; see"
            + " altgrad train --help",
        "train --config-path=conf > 2 > --config-path: no such option, unlike in Hydra; write"
            + " --config-dir; see altgrad train --help",
        "train --hydra-help > 2 > --hydra-help: no such option, unlike in Hydra; write --help; see"
            + " altgrad train --help",
        "train experiment=hnca/bandit method/combiner=mean > 2 > method/combiner=mean: the group"
            + " 'method/combiner' is not chosen from here; it is with experiment=ilc/…",
        "plot bars DIR/runs --opt metrc=x > 2 > bars has no option 'metrc'; did you mean metric?"
            + " available: …; see altgrad plot --help",
        "plot bars DIR/runs --opt metrc > 2 > value for option '--opt' (KEY=VALUE) should be in"
            + " KEY=VALUE format but was metrc; see altgrad plot --help",
        "plot bars DIR/runs/a DIR/runs/b > 2 > of several directories none is the figure's place:"
            + " say --to BASE; see altgrad plot --help",
        "plot bars DIR/runs --to DIR/taken > 1 > DIR/taken.png: exists already; choose another"
            + " name, or replace it with --force",
        // Data.
        "train experiment=hnca/bandit data=mnist data.root=DIR/data run.root=DIR/out > 1 >"
            + " DIR/data/mnist/train-images-idx3-ubyte …",
        "data show mnist --root DIR/data > 1 > DIR/data/mnist/train-images-idx3-ubyte …",
        "data verify mnist --root DIR/data > 1 > mnist: DIR/data/mnist/train-images-idx3-ubyte is"
            + " not the train-images-idx3-ubyte of the catalogue: expected 47040016 bytes with"
            + " sha256 …; replace or delete it",
        "data fetch mnist --root DIR/data > 1 > mnist: DIR/data/mnist/train-images-idx3-ubyte is"
            + " not the train-images-idx3-ubyte of the catalogue: …",
        "data fetch cifar10_lossless --root DIR/data > 1 > cifar10_lossless:"
            + " data_batch_1_first4000.bin of … put the file, packed or not, at"
            + " DIR/data/cifar10/lossless/data_batch_1_first4000.bin or …",
        "data fetch mnst > 2 > there is no data set 'mnst' made of files; …mnist, …; see altgrad"
            + " data fetch --help",
        "train experimnt=hnca/bandit > 2 > experimnt=hnca/bandit: no such group; did you mean"
            + " experiment?",
        "train experiment=hnca/bandit trainer.threads=20000 > 2 > trainer.threads=20000: must be"
            + " from 1 to 1024 but is 20000",
        "data show mnst > 2 > there is no data set 'mnst'; …mnist, …; see altgrad data show --help",
        "data show image_folder data.folder=DIR/none > 1 > DIR/none: must be a folder of pictures"
            + " but is not there",
        "data show text_csv data.train_file=DIR/none.csv > 1 > DIR/none.csv: must be a CSV file"
            + " with a first line text,label but is not there",
        "data show csv data.train_file=DIR/none.csv > 1 > DIR/none.csv: must be a CSV file with a"
            + " first line of names but is not there",
        "data show npz data.file=DIR/none.npz > 1 > DIR/none.npz: must be a .npz file but is not"
            + " there",
        "data show idx data.train.images=DIR/none data.train.labels=DIR/none > 1 > DIR/none: must"
            + " be an IDX file but is not there",
        "data export mnist10k --to DIR/x.txt > 2 > --to DIR/x.txt: the name must end in .csv or"
            + " .npz; see altgrad data export --help",
        "train experiment=hnca/vae_tiny data=csv"
            + " data.train_file=src/test/resources/org/altgrad/train/loop/own.csv > 2 > data: must"
            + " have a column 'image' but has [input, label]",
        "data show text_csv data.tokens=pieces > 2 > …data.pieces: must be the encoder's file of"
            + " pieces, with tokens=pieces, but is null",
        "data show acl_imdb data.folder=DIR/none > 1 > DIR/none/train/neg: must be a folder of"
            + " reviews but is not there",
        "train experiment=vub/features method.cache=null data.train.features=DIR/none.npy"
            + " run.root=DIR/out > 1 > DIR/none.npy: must be a .npy file but is not there",
        "data show features data.train.features=DIR/none.npy > 1 > DIR/none.npy: must be a .npy"
            + " file but is not there",
        "data show csv data.train_file=DIR/empty > 1 > DIR/empty: must be a CSV file with a first"
            + " line of names but is a directory",
        "data show csv data.train_file=DIR/taken.csv/x.csv > 1 > DIR/taken.csv/x.csv: must be a"
            + " CSV file with a first line of names but is not there, for DIR/taken.csv is no"
            + " directory",
        "data show csv data.train_file=/dev/null > 1 > /dev/null: must be a CSV file with a first"
            + " line of names but is neither a file nor a directory",
        "data show text_csv data.train_file=DIR/empty > 1 > DIR/empty: must be a CSV file with a"
            + " first line text,label but is a directory",
        "data show npz data.file=DIR/empty > 1 > DIR/empty: must be a .npz file but is a"
            + " directory",
        "data show features data.train.features=DIR/empty.npy > 1 > DIR/empty.npy: must be a .npy"
            + " file but is a directory",
        "data show idx data.train.images=DIR/empty data.train.labels=DIR/empty > 1 > DIR/empty:"
            + " must be an IDX file but is a directory",
        "data show image_folder data.folder=DIR/taken.csv > 1 > DIR/taken.csv: must be a folder of"
            + " pictures but is a file",
        "data show acl_imdb data.folder=DIR/taken.csv > 1 > DIR/taken.csv/train/neg: must be a"
            + " folder of reviews but is not there, for DIR/taken.csv is no directory",
        "data show csv data.train_file=DIR/taken.csv data.inputs=[a,b,a] > 2 >"
            + " data.inputs=[a,b,a]: must be names that are all different but is [a, b, a]",
        "data show csv data.train_file=DIR/taken.csv data.label=k data.inputs=[a,k] > 2 >"
            + " data.inputs=[a,k]: must be columns without the label k but is [a, k]",
        "data show shifted_images data.corruptions=[fog] > 2 > data.corruptions=[fog]: must be"
            + " names such as contrast, …",
        "data show shifted_images data.without=[10] > 1 > data.without: must be classes from 0 to 9"
            + " but is [10]",
        "data show mnist10k data.strid=2 > 2 > data.strid: no such key; did you mean data.stride?",
        "data show mnist10k model.depth=2 > 2 > model.depth=2: only the data set's settings,"
            + " data.*, can be changed here; see altgrad data show --help",
        "data show mnist10k --count 0 > 2 > --count 0: must be from 1 to 10000; see altgrad data"
            + " show --help",
        "data show mnist10k --split val > 1 > data set MNIST, 10,000 bundled digits has no split"
            + " val; it has [train, test]",
        "data show mnist10k --to DIR/taken.png > 1 > DIR/taken.png: exists already; choose another"
            + " name, or replace it with --force",
      })
  void oneLineAndACode(String args, int code, String message) {
    String[] words =
        Arrays.stream(args.split(" "))
            .map(w -> w.replace("DIR", dir.toString()))
            .toArray(String[]::new);
    Cli.Result result = Cli.run(words);
    String[] parts = ("altgrad: " + message.replace("DIR", dir.toString()) + "\n").split("…", -1);
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      // … stands for anything within the line.
      pattern.append(i == 0 ? "" : ".*").append(java.util.regex.Pattern.quote(parts[i]));
    }
    String shown = result.err().matches(pattern.toString()) ? "as expected" : result.err();
    assertEquals("as expected", shown, () -> "wanted: " + message);
    assertEquals(code, result.code());
  }
}
