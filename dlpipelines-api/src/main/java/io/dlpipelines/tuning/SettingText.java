package io.dlpipelines.tuning;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   *     name that Params of several stages have is told with the stage's uid
   */
  public static List<Map<String, String>> of(ParamMap... settings) {
    Map<String, Long> owners =
        Arrays.stream(settings)
            .flatMap(SettingText::pairs)
            .<Param<?>>map(ParamPair::param)
            .distinct()
            .collect(Collectors.groupingBy(Param::name, Collectors.counting()));
    List<Map<String, String>> texts = new ArrayList<>();
    for (ParamMap setting : settings) {
      Map<String, String> text = new LinkedHashMap<>();
      pairs(setting)
          .sorted(Comparator.comparing(pair -> pair.param().name()))
          .forEach(pair -> text.put(name(pair.param(), owners), value(pair.value())));
      texts.add(text);
    }
    return texts;
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
