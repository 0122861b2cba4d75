package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.persist.DataParam;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;

/** Params as users and Spark meet them: found, documented, read and set under one name. */
final class ParamChecks {

  private ParamChecks() {}

  static void everyParamIsDocumentedAndOwnedByTheStage(Subject subject) {
    for (Param<?> param : subject.stage().params()) {
      assertThat(param.doc()).as("doc of %s", param).isNotBlank();
      assertThat(param.parent()).as("parent of %s", param).isEqualTo(subject.stage().uid());
    }
  }

  static void everyParamIsFoundOnce(Subject subject) {
    PipelineStage stage = subject.stage();
    List<String> found = paramNames(stage);
    assertThat(found).as("Params of %s", subject.name()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(found)
        .as("Params that are fields of %s: each needs a public method", subject.name())
        .containsAll(namesOfParamFields(stage));
    for (Param<?> param : stage.params()) {
      assertThat(call(stage, zeroArgument(stage, param.name())))
          .as("%s.%s()", subject.name(), param.name())
          .isSameAs(param);
    }
  }

  static void everyParamHasAGetter(Subject subject) {
    PipelineStage stage = subject.stage();
    for (Param<?> each : stage.params()) {
      Param<Object> param = ParamValues.erased(each);
      Method getter = zeroArgument(stage, accessor("get", param));
      if (stage.isDefined(param)) {
        Object value = stage.getOrDefault(param);
        Object got = call(stage, getter);
        assertThat(got).as(getter.getName()).isNotNull();
        if (got.getClass() == value.getClass()) {
          assertThat(ParamValues.comparable(param, got))
              .as(getter.getName())
              .isEqualTo(ParamValues.comparable(param, value));
        }
      }
    }
  }

  static void everyParamHasASetterThatReturnsTheStage(Subject subject) {
    Class<?> type = subject.stage().getClass();
    TypeBindings bindings = TypeBindings.of(type);
    for (Param<?> param : subject.stage().params()) {
      List<Method> setters = settersOf(subject.stage(), param);
      assertThat(setters)
          .as("%s.%s(value)", subject.name(), accessor("set", param))
          .isNotEmpty()
          .allSatisfy(
              setter ->
                  assertThat(bindings.erase(setter.getGenericReturnType()))
                      .as("return type")
                      .isEqualTo(type));
      setters.forEach(setter -> assertReturnsItself(subject.copy(), param, setter));
    }
  }

  static void everyParamRefusesOtherTypesByName(Subject subject) {
    for (Param<?> each : subject.stage().params()) {
      Param<Object> param = ParamValues.erased(each);
      if (!(param instanceof DataParam)) {
        Object other = new StringBuilder("other");
        Failure.of(
                "%s.%s = other".formatted(subject.name(), param.name()),
                () -> subject.copy().set(param, other))
            .is(IllegalArgumentException.class)
            .names(param.name() + " must be")
            .names("got other");
      }
    }
  }

  static void settersRejectNullByName(Subject subject) {
    for (Param<?> param : subject.stage().params()) {
      for (Method setter : settersOf(subject.stage(), param)) {
        if (!setter.getParameterTypes()[0].isPrimitive()) {
          Failure.of(
                  "%s.%s(null)".formatted(subject.name(), setter.getName()),
                  () -> invoke(subject.copy(), setter, new Object[] {null}))
              .is(NullPointerException.class)
              .names(param.name());
        }
      }
    }
  }

  static void explainParamsMentionsEveryParam(Subject subject) {
    String explained = subject.stage().explainParams();
    assertThat(explained).contains(paramNames(subject.stage()));
    assertThat(explained.lines()).allSatisfy(line -> assertThat(line).doesNotContain("null: "));
  }

  private static void assertReturnsItself(PipelineStage stage, Param<?> param, Method setter) {
    Object value =
        stage.isDefined(param) ? call(stage, zeroArgument(stage, accessor("get", param))) : null;
    if (fits(setter.getParameterTypes()[0], value)) {
      assertThat(call(stage, setter, value)).as(setter.getName()).isSameAs(stage);
    }
  }

  private static boolean fits(Class<?> type, Object value) {
    return value != null && (type.isPrimitive() || type.isInstance(value));
  }

  private static List<String> paramNames(PipelineStage stage) {
    return Arrays.stream(stage.params()).map(Param::name).toList();
  }

  private static List<String> namesOfParamFields(PipelineStage stage) {
    List<String> names = new ArrayList<>();
    for (Class<?> type = stage.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Param.class.isAssignableFrom(field.getType())
            && !Modifier.isStatic(field.getModifiers())) {
          names.add(((Param<?>) read(field, stage)).name());
        }
      }
    }
    return names;
  }

  private static List<Method> settersOf(PipelineStage stage, Param<?> param) {
    String name = accessor("set", param);
    return Stream.of(stage.getClass().getMethods())
        .filter(method -> method.getName().equals(name) && method.getParameterCount() == 1)
        .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  private static Method zeroArgument(PipelineStage stage, String name) {
    return Stream.of(stage.getClass().getMethods())
        .filter(method -> method.getName().equals(name) && method.getParameterCount() == 0)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s has no public %s()".formatted(stage.getClass().getSimpleName(), name)));
  }

  private static String accessor(String verb, Param<?> param) {
    return verb + Character.toUpperCase(param.name().charAt(0)) + param.name().substring(1);
  }

  private static Object read(Field field, Object owner) {
    try {
      field.setAccessible(true);
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Object call(Object target, Method method, Object... arguments) {
    Object[] result = new Object[1];
    Throwable thrown = catchThrowable(() -> result[0] = invoke(target, method, arguments));
    assertThat(thrown).as(method.getName()).isNull();
    return result[0];
  }

  private static Object invoke(Object target, Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
