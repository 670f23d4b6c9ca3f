package org.altgrad.train.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code altgrad completion}. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands, overrides, data sets and runs.",
    footer = {
      "",
      "For bash, in ~/.bashrc:  source <(altgrad completion bash)",
      "For zsh, in ~/.zshrc after compinit:  source <(altgrad completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  /**
   * bash cuts words at = and others and wants only what follows the last cut. The program's answer
   * has whole words; those that end in = . or / are unfinished and get no space.
   */
  private static final String BASH =
      """
      # Completion of altgrad for bash: source <(altgrad completion bash)
      _altgrad() {
        local line=${COMP_LINE:0:COMP_POINT} words cur cut= reply
        read -r -a words <<<"$line"
        [[ $line == *[[:space:]] ]] && words+=("")
        cur=${words[${#words[@]}-1]}
        local i
        for ((i = ${#cur} - 1; i >= 0; i--)); do
          if [[ ${cur:i:1} == [=:@] && $COMP_WORDBREAKS == *"${cur:i:1}"* ]]; then
            cut=${cur:0:i+1}
            break
          fi
        done
        COMPREPLY=()
        while IFS= read -r reply; do
          [[ $reply == *[=./] ]] || reply+=" "
          COMPREPLY+=("${reply#"$cut"}")
        done < <("${words[0]/#\\~\\//$HOME/}" complete-word -- \\
          "${words[@]:1}" 2>/dev/null)
      }
      complete -o nospace -F _altgrad altgrad
      """;

  private static final String ZSH =
      """
      #compdef altgrad
      # Completion of altgrad for zsh, after compinit: source <(altgrad completion zsh)
      _altgrad() {
        local reply
        local -a open whole
        for reply in "${(@f)$("${${(Q)words[1]}/#\\~\\//$HOME/}" complete-word -- \\
            "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
          case $reply in
            '') ;;
            *[=./]) open+=("$reply") ;;
            *) whole+=("$reply") ;;
          esac
        done
        (( $#open )) && compadd -S '' -- "${open[@]}"
        (( $#whole )) && compadd -- "${whole[@]}"
        return 0
      }
      compdef _altgrad altgrad
      """;

  /** Shells that scripts are written for. */
  enum Shell {
    BASH,
    ZSH
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  @Mixin private Help help;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(shell == Shell.BASH ? BASH : ZSH);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
