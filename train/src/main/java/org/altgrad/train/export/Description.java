package org.altgrad.train.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.YamlFile;
import org.altgrad.train.run.DataSeal;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.Version;
import org.altgrad.train.run.Yamls;

/**
 * What lies beside an exported model in {@code altgrad.yaml}: where it comes from and what its
 * functions take and give. It is read without TensorFlow.
 *
 * @param data the data set that the model was trained on
 * @param imageShape height, width and channels of the data set's images; empty if it has none
 * @param inputNames what the numbers of an example are called, in their order; empty if they have
 *     no names, or the model's file is older
 * @param classNames what classes 0, 1, … are called; empty if they are called by their numbers, or
 *     the model's file is older
 * @param signatures the functions by name
 */
public record Description(
    Source source,
    Data data,
    List<Integer> imageShape,
    List<String> inputNames,
    List<String> classNames,
    Map<String, Signature> signatures) {
  public static final String FILE = "altgrad.yaml";

  /** Of the file; a change that older programs cannot read counts it up. */
  private static final long FORMAT = 3;

  /** The first that has the data's settings and usual values of arguments. */
  private static final long WITH_DATA = 2;

  /** SHA-256 of the other files, by their names; format 2 and before have none. */
  private static final String FILES = "files";

  private static final String DATA_SEAL = "data_seal";
  private static final String INPUT_NAMES = "input_names";
  private static final String CLASS_NAMES = "class_names";

  /** Of all other keys. */
  private static final String SEAL = "seal";

  /** More is damage, and a product of three such numbers still fits a long. */
  private static final long LARGEST_SIDE = 1 << 16;

  public Description {
    imageShape = List.copyOf(imageShape);
    inputNames = List.copyOf(inputNames);
    classNames = List.copyOf(classNames);
    signatures = Collections.unmodifiableMap(new LinkedHashMap<>(signatures));
  }

  /**
   * What was exported.
   *
   * @param run name of its directory
   * @param id of the run, wherever its directory is; empty if it is not known
   * @param commit of the program that trained it
   * @param step of the checkpoint
   * @param data name of the data set for people
   */
  public record Source(
      String experiment,
      String method,
      String run,
      String id,
      String commit,
      long seed,
      long step,
      String data) {}

  /**
   * A data set with all its settings: what the model takes for granted of its inputs.
   *
   * @param option of the configuration group {@code data}; empty if the model's file is older
   * @param settings by their keys below {@code data}; but for those that say where files lie
   * @param seal what they were, as far as the run says it
   */
  public record Data(String option, Map<String, Object> settings, Optional<DataSeal> seal) {
    /** Of a file that does not say it. */
    public static final Data UNKNOWN = new Data("", Map.of(), Optional.empty());

    public Data {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /** A function: one sentence for users, and its arguments and results by name. */
  public record Signature(
      String description, Map<String, Value> inputs, Map<String, Value> outputs) {}

  /**
   * An argument or a result.
   *
   * @param type {@code float32}, {@code int64}, ...
   * @param shape a size of -1 is free
   * @param usual what a scalar argument is where nothing else is asked for
   */
  public record Value(String type, List<Long> shape, OptionalLong usual) {
    private static final Pattern TEXT =
        Pattern.compile("(\\w+) \\[((?:-1|\\d{1,9})(?:, (?:-1|\\d{1,9}))*)?](?: = (-?\\d{1,18}))?");

    /** As in the file: {@code float32 [-1, 784]}, {@code int64 [] = 25}. */
    @Override
    public String toString() {
      return type + " " + shape + (usual.isPresent() ? " = " + usual.getAsLong() : "");
    }

    private static Value of(Entries entries, String name) {
      String text = entries.text(name);
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw entries.wrong(
            name, "must be a type and a shape such as float32 [-1, 10] but is " + text);
      }
      Stream<String> sizes =
          matcher.group(2) == null ? Stream.of() : Arrays.stream(matcher.group(2).split(", "));
      OptionalLong usual =
          matcher.group(3) == null
              ? OptionalLong.empty()
              : OptionalLong.of(Long.parseLong(matcher.group(3)));
      return new Value(matcher.group(1), sizes.map(Long::valueOf).toList(), usual);
    }
  }

  /** Writes the file into a model's directory, in which all others are. */
  void write(Path directory) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("format", FORMAT);
    content.put("version", Version.version());
    content.put("tensorflow", Version.tensorflow());
    content.put("experiment", source.experiment());
    content.put("method", source.method());
    content.put("run", source.run());
    content.put("id", source.id());
    content.put("commit", source.commit());
    content.put("seed", source.seed());
    content.put("step", source.step());
    content.put("data", source.data());
    content.put("data_option", data.option());
    content.put("data_settings", data.settings());
    data.seal().ifPresent(seal -> content.put(DATA_SEAL, seal.toMap()));
    content.put("image_shape", imageShape);
    if (!inputNames.isEmpty()) {
      content.put(INPUT_NAMES, inputNames);
    }
    if (!classNames.isEmpty()) {
      content.put(CLASS_NAMES, classNames);
    }
    Map<String, Object> functions = new LinkedHashMap<>();
    signatures.forEach(
        (name, signature) -> {
          Map<String, Object> function = new LinkedHashMap<>();
          function.put("description", signature.description());
          function.put("inputs", values(signature.inputs()));
          function.put("outputs", values(signature.outputs()));
          functions.put(name, function);
        });
    content.put("signatures", functions);
    Map<String, Object> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        files.put(directory.relativize(file).toString(), Seal.of(file));
      }
    }
    content.put(FILES, files);
    YamlFile.write(directory.resolve(FILE), content);
    // Of what is read, whatever writing makes of numbers.
    content.put(SEAL, Seal.ofValues("", YamlFile.flatten(Yamls.read(directory.resolve(FILE)))));
    YamlFile.write(directory.resolve(FILE), content);
  }

  /** Refuses a file that was not exported with the others. */
  private static void requireOwn(Path directory, Entries top) {
    Map<String, Object> sealed = new LinkedHashMap<>(top.content());
    Object seal = sealed.remove(SEAL);
    if (!Seal.ofValues("", YamlFile.flatten(sealed)).equals(seal)) {
      throw new RunException(
          top.file() + " has been changed since the export; export the run again");
    }
    top.section(FILES)
        .content()
        .forEach(
            (name, sum) -> {
              Path file = directory.resolve(name);
              try {
                if (Files.isRegularFile(file) && Seal.of(file).equals(sum)) {
                  return;
                }
              } catch (IOException e) {
                throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
              }
              throw new RunException(
                  file
                      + (Files.exists(file)
                          ? " is not what " + FILE + " says was exported"
                          : " is missing")
                      + "; export the run again");
            });
  }

  private static Map<String, Object> values(Map<String, Value> values) {
    Map<String, Object> map = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          map.put(name, value.toString());
        });
    return map;
  }

  /**
   * Reads the file in a model's directory.
   *
   * @throws RunException if it is missing or damaged; the message names the key
   */
  public static Description read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new RunException(
          directory + " has no " + FILE + ", which says what the model is; export the run again");
    }
    Entries top = new Entries(file, "", Yamls.read(file));
    long format = top.whole("format");
    if (format < 1 || format > FORMAT) {
      throw top.wrong("format", "must be " + FORMAT + " but is " + format);
    }
    Data data =
        format < WITH_DATA
            ? Data.UNKNOWN
            : new Data(
                top.text("data_option"),
                top.section("data_settings").content(),
                DataSeal.read(top.content().get(DATA_SEAL)));
    List<Long> image = top.sizes("image_shape");
    boolean sane = image.stream().allMatch(size -> size >= 1 && size <= LARGEST_SIDE);
    if (!image.isEmpty() && (image.size() != 3 || !sane)) {
      throw top.wrong("image_shape", "must be height, width and channels but is " + image);
    }
    Map<String, Signature> signatures = new LinkedHashMap<>();
    Entries functions = top.section("signatures");
    for (String name : functions.content().keySet()) {
      Entries function = functions.section(name);
      signatures.put(
          name,
          new Signature(
              function.text("description"), read(function, "inputs"), read(function, "outputs")));
    }
    Description description =
        new Description(
            new Source(
                top.text("experiment"),
                top.text("method"),
                top.text("run"),
                top.content().getOrDefault("id", "").toString(),
                top.text("commit"),
                top.whole("seed"),
                top.whole("step"),
                top.text("data")),
            data,
            image.stream().map(Long::intValue).toList(),
            top.names(INPUT_NAMES),
            top.names(CLASS_NAMES),
            signatures);
    if (format == FORMAT || top.content().containsKey(SEAL)) {
      requireOwn(directory, top);
    }
    return description;
  }

  private static Map<String, Value> read(Entries function, String key) {
    Entries section = function.section(key);
    Map<String, Value> values = new LinkedHashMap<>();
    for (String name : section.content().keySet()) {
      values.put(name, Value.of(section, name));
    }
    return values;
  }

  /** One level of the file; every complaint names the file and the whole key. */
  private record Entries(Path file, String prefix, Map<String, Object> content) {
    RunException wrong(String key, String what) {
      return new RunException(file + " is damaged: " + prefix + key + " " + what);
    }

    private Object get(String key) {
      Object value = content.get(key);
      if (value == null) {
        throw wrong(key, "is missing");
      }
      return value;
    }

    String text(String key) {
      Object value = get(key);
      if (value instanceof Map || value instanceof List) {
        throw wrong(key, "must be a text");
      }
      return value.toString();
    }

    long whole(String key) {
      Object value = get(key);
      if (value instanceof Integer || value instanceof Long) {
        return ((Number) value).longValue();
      }
      throw wrong(key, "must be a whole number but is " + value);
    }

    List<Long> sizes(String key) {
      Object value = get(key);
      List<Long> sizes = new ArrayList<>();
      if (value instanceof List<?> list) {
        for (Object size : list) {
          if (!(size instanceof Integer)) {
            throw wrong(key, "must be a list of whole numbers but is " + value);
          }
          sizes.add(((Integer) size).longValue());
        }
        return List.copyOf(sizes);
      }
      throw wrong(key, "must be a list of whole numbers but is " + value);
    }

    /** Nothing if there are none. */
    List<String> names(String key) {
      if (!content.containsKey(key)) {
        return List.of();
      }
      if (get(key) instanceof List<?> list) {
        return list.stream().map(String::valueOf).toList();
      }
      throw wrong(key, "must be a list of texts");
    }

    Entries section(String key) {
      if (!(get(key) instanceof Map<?, ?> map)) {
        throw wrong(key, "must be a section");
      }
      Map<String, Object> entries = new LinkedHashMap<>();
      map.forEach((name, value) -> entries.put(String.valueOf(name), value));
      return new Entries(file, prefix + key + ".", entries);
    }
  }
}
