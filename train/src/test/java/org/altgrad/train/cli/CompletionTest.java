package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
  @TempDir static Path dir;

  @BeforeAll
  static void files() throws IOException {
    Cli.fakeRun(dir.resolve("runs/deep/one"), 1, 0, 0.5);
    Cli.fakeRun(dir.resolve("runs/deep/two"), 2, 0, 0.5);
    Files.createDirectories(dir.resolve("own/experiment"));
    Files.writeString(dir.resolve("own/experiment/mine.yaml"), "# @package _global_\nseed: 1\n");
    Files.writeString(dir.resolve("mine.yaml"), "model:\n  depth: 2\n");
    // The program as the scripts call it.
    Path program = Files.createDirectories(dir.resolve("bin")).resolve("altgrad");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '"
            + String.join("' '", Cli.java())
            + "' "
            + Main.class.getName()
            + " \"$@\"\n");
    assertEquals(true, program.toFile().setExecutable(true));
  }

  /** The words typed, the last one unfinished (_ if empty), and what it can become. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '`',
      value = {
        "tra                                      > train",
        "comp                                     > completion",
        "data _                                   > list fetch verify show export",
        "study hnca/bandit_                       > hnca/bandit_conv hnca/bandit_digits",
        "study --size p                           > paper",
        "train --re                               > --resolve --resume",
        "train --conf                             > --config --config-dir --config-name",
        "train --config DIR/min                   > DIR/mine.yaml",
        "train --config DIR/mine.yaml model.      > model.coding= model.depth= model.features="
            + " model.name= model.width=",
        "train --cfg _                            > all job",
        "train --cfg=j                            > --cfg=job",
        "train experiment=hnca/bandit_c           > experiment=hnca/bandit_conv"
            + " experiment=hnca/bandit_conv_paper",
        "train mode                               > model. model=",
        "train model.                             > model.coding= model.depth= model.features="
            + " model.name= model.width=",
        "train experiment=hnca/bandit model.cod   > model.coding=",
        "train -m model.coding=                   > model.coding=pm1 model.coding=zero_one",
        "train data=cifar10 data.variant=l        > data.variant=lossless",
        "train nonsense[ model.w                  > model.width=",
        "train --config-dir DIR/own experiment=m  > experiment=mine",
        "train --config-dir DIR/o                 > DIR/own/",
        "train --resume DIR/ru                    > DIR/runs/",
        "train --resume DIR/runs/deep/            > DIR/runs/deep/one DIR/runs/deep/two",
        "train -- --re                            > ``",
        "table DIR/runs/deep/o                    > DIR/runs/deep/one",
        "table DIR/runs --by model.               > model.depth model.name",
        "table DIR/runs --metric accuracy,no      > accuracy,norm accuracy,norm/layer0",
        "table DIR/runs --at m                    > max min",
        "table DIR/none --by m                    > ``",
        "plot learning-curve --opt ba             > band=",
        "ls DIR/runs --where model.               > model.depth= model.name=",
        "ls DIR/runs --where model.depth=         > model.depth=1 model.depth=2",
        "table DIR/runs --against model.d         > model.depth=",
        "train experiment=hnca/bandit +fig        > ``",
        "train experiment=hnca/bandit +figure=b   > ``",
        "train experiment=hnca/bandit +table=     > ``",
        "train experiment=hnca/bandit figure=b    > ``",
        "train experiment=hnca/bandit +method/    > ``",
        "train experiment=hnca/bandit +optimizer@foo=s > ``",
        "train experiment=hnca/bandit ~data       > ~data.",
        "train experiment=hnca/bandit ~exp        > ``",
        "train experiment=hnca/bandit ~meth       > ~method.",
        "train data=csv data.train_file=DIR/min   > data.train_file=DIR/mine.yaml",
        "train data=csv data.train_file=DIR/run   > data.train_file=DIR/runs/",
        "train data=csv data.test_file=DIR/min    > data.test_file=DIR/mine.yaml",
        "train data=image_folder data.folder=DIR/o > data.folder=DIR/own/",
        "train trainer.init_from=DIR/runs/deep/o  > trainer.init_from=DIR/runs/deep/one",
        "plot land                                > landscape",
        "plot trace --opt w                       > windows= width=",
        "plot hea                                 > heat-map",
        "plot heat-map DIR/ru                     > DIR/runs/",
        "sample DIR/runs/deep/one --pixels b      > bits",
        "data fetch fash                          > fashion_mnist",
        "data show cifar10_l                      > cifar10_lossless",
        "data show tex                            > text_csv text_synth",
        "train data=text_synth data.tokens=p      > data.tokens=pieces",
        "data show cifar10 data.su                > data.subset=",
        "data show cifar10 mod                    > ``",
        "completion _                             > bash zsh",
        "nothing _                                > ``",
      })
  void completesWords(String typed, String expected) {
    List<String> words =
        Arrays.stream(typed.replace("DIR", dir.toString()).split(" "))
            .map(word -> word.equals("_") ? "" : word)
            .toList();
    List<String> found = CompleteWordCommand.complete(Main.commandLine(), words);
    assertEquals(expected.replace("DIR", dir.toString()), String.join(" ", found));
  }

  /** bash replaces only what follows the last = of a word. */
  @Test
  void bashCompletes() throws IOException, InterruptedException {
    String script =
        """
        source <(altgrad completion bash)
        complete -p altgrad
        for line in 'altgrad comp' 'altgrad data ' 'altgrad train experiment=hnca/bandit_p' \\
            'altgrad train --cfg job model.coding=' 'altgrad train trai' '~/bin/altgrad table runs/de'
        do
          COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
          _altgrad
          printf '%s:' "$line"; printf '[%s]' "${COMPREPLY[@]}"; echo
        done
        COMP_LINE='altgrad tra experiment=x' COMP_POINT=11
        _altgrad
        printf '[%s]' "${COMPREPLY[@]}"; echo
        """;
    assertEquals(
        """
        complete -o nospace -F _altgrad altgrad
        altgrad comp:[completion ]
        altgrad data :[list ][fetch ][verify ][show ][export ]
        altgrad train experiment=hnca/bandit_p:[hnca/bandit_paper ]
        altgrad train --cfg job model.coding=:[pm1 ][zero_one ]
        altgrad train trai:[trainer.][trainer=]
        ~/bin/altgrad table runs/de:[runs/deep/]
        [train ]
        """,
        shell("bash", "--norc", script));
  }

  /** zsh replaces whole words; compadd, which only the line editor offers, is stood in for. */
  @Test
  void zshCompletes() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed");
    String script =
        """
        autoload -Uz compinit
        compinit -u -d $HOME/dump
        source <(altgrad completion zsh)
        compadd() { print -rn -- "($*)" }
        try() { words=("$@") CURRENT=$#words; print -rn -- "$*:"; _altgrad; print }
        try altgrad comp
        try altgrad train experiment=hnca/bandit_p
        try altgrad train --cfg job model.coding=
        try altgrad train trai
        try '~/bin/altgrad' table runs/de
        print -r -- $_comps[altgrad]
        """;
    assertEquals(
        """
        altgrad comp:(-- completion)
        altgrad train experiment=hnca/bandit_p:(-- experiment=hnca/bandit_paper)
        altgrad train --cfg job model.coding=:(-- model.coding=pm1 model.coding=zero_one)
        altgrad train trai:(-S  -- trainer. trainer=)
        ~/bin/altgrad table runs/de:(-S  -- runs/deep/)
        _altgrad
        """,
        shell("zsh", "-f", script));
  }

  private static String shell(String shell, String option, String script)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(shell, option, "-c", script)))
            .directory(dir.toFile())
            .redirectErrorStream(true);
    builder.environment().put("HOME", dir.toString());
    builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }
}
