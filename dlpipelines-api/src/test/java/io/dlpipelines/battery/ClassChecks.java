package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;

/** What Spark looks up in the class of a stage by reflection. */
final class ClassChecks {

  private ClassChecks() {}

  static void classIsPublicAndFinal(Subject subject) {
    Class<?> type = subject.stage().getClass();
    assertThat(type).isPublic().isFinal();
    assertThat(subject.stage()).isInstanceOf(MLWritable.class);
  }

  /** A model has what its fit gave it, so none can be made from nothing. */
  static void constructorsArePublic(Subject subject) {
    Class<? extends PipelineStage> type = subject.stage().getClass();
    if (subject.stage() instanceof Model<?>) {
      return;
    }
    try {
      assertThat(type.getConstructor(String.class).newInstance("uid_1").uid()).isEqualTo("uid_1");
      assertThat(type.getConstructor().newInstance().uid())
          .isNotBlank()
          .isNotEqualTo(type.getConstructor().newInstance().uid());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + " needs a public () and a public (String uid)", e);
    }
  }

  static void readAndLoadAreStatic(Subject subject) {
    Class<?> type = subject.stage().getClass();
    assertThat(readerOf(type)).isNotNull();
    Method load = staticMethod(type, "load", String.class);
    assertThat(load.getReturnType()).as("what load(String) returns").isEqualTo(type);
  }

  static MLReader<?> readerOf(Class<?> type) {
    try {
      return (MLReader<?>) staticMethod(type, "read").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + ".read() failed", e);
    }
  }

  static Method staticMethod(Class<?> type, String name, Class<?>... parameters) {
    try {
      Method method = type.getDeclaredMethod(name, parameters);
      assertThat(method.getModifiers())
          .as(method + " is public static")
          .matches(modifiers -> Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers));
      return method;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(type + " needs a public static " + name, e);
    }
  }
}
