package io.dlpipelines.tuning;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.param.NamedValue;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import scala.jdk.javaapi.CollectionConverters;

/** Settings as a person reads them. */
public final class SettingText {

  private SettingText() {}

  /**
   * The settings of a search.
   *
   * @param settings the estimator's param maps
   * @return for each of them the names of its Params, in alphabetical order, with their values; a
   *     name that Params of several stages have is told with the stage's uid. What a value has of
   *     settings of its own, as {@code sgd(momentum=0.9)}, is told apart: {@code optimizer} is
   *     {@code sgd} and {@code optimizer.momentum} is {@code 0.9}. A {@link NamedValue} is told by
   *     its name, unless others of the same Param have the same name.
   */
  public static List<Map<String, String>> of(ParamMap... settings) {
    Map<String, Long> owners =
        Arrays.stream(settings)
            .flatMap(SettingText::pairs)
            .<Param<?>>map(ParamPair::param)
            .distinct()
            .collect(Collectors.groupingBy(Param::name, Collectors.counting()));
    Set<Param<?>> ambiguous = ambiguous(settings);
    List<Map<String, String>> texts = new ArrayList<>();
    for (ParamMap setting : settings) {
      Map<String, String> text = new LinkedHashMap<>();
      pairs(setting)
          .sorted(Comparator.comparing(pair -> pair.param().name()))
          .forEach(
              pair ->
                  put(
                      text,
                      name(pair.param(), owners),
                      pair.value() instanceof NamedValue named && !ambiguous.contains(pair.param())
                          ? named.name()
                          : value(pair.value())));
      texts.add(text);
    }
    return texts;
  }

  /** Params that have several values of one name. */
  private static Set<Param<?>> ambiguous(ParamMap... settings) {
    Map<Param<?>, Map<String, Object>> known = new HashMap<>();
    Set<Param<?>> ambiguous = new HashSet<>();
    Arrays.stream(settings)
        .flatMap(SettingText::pairs)
        .forEach(
            pair -> {
              if (pair.value() instanceof NamedValue value) {
                Object same =
                    known
                        .computeIfAbsent(pair.param(), param -> new HashMap<>())
                        .putIfAbsent(value.name(), value);
                if (same != null && same != value && !same.equals(value)) {
                  ambiguous.add(pair.param());
                }
              }
            });
    return ambiguous;
  }

  private static void put(Map<String, String> text, String name, String value) {
    try {
      NamedSettings settings = NamedSettings.parse(value);
      text.put(name, settings.name());
      settings.values().forEach((key, each) -> text.put(name + "." + key, each));
    } catch (IllegalArgumentException plain) {
      text.put(name, value);
    }
  }

  static Stream<ParamPair<?>> pairs(ParamMap setting) {
    return CollectionConverters.asJava(setting.toSeq()).stream();
  }

  private static String name(Param<?> param, Map<String, Long> owners) {
    return owners.get(param.name()) > 1 ? param.parent() + "." + param.name() : param.name();
  }

  private static String value(Object value) {
    if (value instanceof Params stage) {
      return stage.uid();
    }
    if (value instanceof Collection<?> all) {
      return all.stream().map(SettingText::value).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value.getClass().isArray()) {
      List<Object> all = new ArrayList<>();
      for (int each = 0; each < Array.getLength(value); each++) {
        all.add(Array.get(value, each));
      }
      return value(all);
    }
    return String.valueOf(value);
  }
}
