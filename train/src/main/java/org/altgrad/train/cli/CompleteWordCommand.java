package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the scripts of {@code altgrad completion} call: prints what the last word can become. */
@Command(
    name = "complete-word",
    hidden = true,
    description = "Prints the words that the last word of a command line can become.")
final class CompleteWordCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "WORD", description = "The words after altgrad, the unfinished last.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    CommandLine root = spec.parent().commandLine();
    complete(root, words).forEach(out::println);
    out.flush();
    return 0;
  }

  /**
   * @param words the words after the program's name; the last one is being typed and may be empty
   */
  static List<String> complete(CommandLine root, List<String> words) {
    CommandLine command = root;
    String word = words.isEmpty() ? "" : words.get(words.size() - 1);
    int next = 0;
    while (next < words.size() - 1 && command.getSubcommands().containsKey(words.get(next))) {
      command = command.getSubcommands().get(words.get(next));
      next++;
    }
    List<String> before =
        words.isEmpty() ? List.of() : List.copyOf(words.subList(next, words.size() - 1));
    if (!command.getSubcommands().isEmpty() && before.isEmpty() && !word.startsWith("-")) {
      return visible(command).stream().filter(name -> name.startsWith(word)).toList();
    }
    return new WordCompleter(command.getCommandSpec(), before).complete(word);
  }

  private static List<String> visible(CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }
}
