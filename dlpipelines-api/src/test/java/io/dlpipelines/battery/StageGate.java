package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.junit.jupiter.api.Disabled;

/**
 * Fails where a public stage has no test that extends {@link StageBattery}. The test of an
 * estimator covers the model that it fits.
 */
public final class StageGate {

  private static final Path MAIN_CLASSES = Path.of("target", "classes");
  private static final Path TEST_CLASSES = Path.of("target", "test-classes");

  private StageGate() {}

  /**
   * Checks the module whose tests are running.
   *
   * @param packageName the package whose stages to check, with all below it
   * @throws AssertionError naming each stage without a test
   */
  public static void check(String packageName) {
    assertThat(uncovered(packageName, MAIN_CLASSES, TEST_CLASSES))
        .as("public stages without a test class that extends StageBattery and that the build runs")
        .isEmpty();
  }

  static Set<String> uncovered(String packageName, Path mainClasses, Path testClasses) {
    Set<String> stages = new TreeSet<>();
    for (Class<?> type : classesIn(mainClasses, packageName)) {
      if (isPublic(type) && isConcrete(type) && PipelineStage.class.isAssignableFrom(type)) {
        stages.add(type.getName());
      }
    }
    for (Class<?> type : classesIn(testClasses, "")) {
      if (StageBattery.class.isAssignableFrom(type) && isRun(type)) {
        covered(type).map(Class::getName).forEach(stages::remove);
      }
    }
    return stages;
  }

  /** What the build leaves out proves nothing: surefire runs outer classes named so. */
  private static boolean isRun(Class<?> type) {
    return isConcrete(type)
        && type.getEnclosingClass() == null
        && type.getSimpleName().endsWith("Test")
        && !type.isAnnotationPresent(Disabled.class);
  }

  private static Stream<Class<?>> covered(Class<?> battery) {
    Class<?> stage = TypeBindings.of(battery).firstArgumentOf(StageBattery.class);
    return Estimator.class.isAssignableFrom(stage)
        ? Stream.of(stage, TypeBindings.of(stage).firstArgumentOf(Estimator.class))
        : Stream.of(stage);
  }

  private static boolean isConcrete(Class<?> type) {
    return !Modifier.isAbstract(type.getModifiers());
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers());
  }

  private static List<Class<?>> classesIn(Path root, String packageName) {
    Path folder = root.resolve(packageName.replace('.', '/'));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.endsWith("-info.class"))
          .<Class<?>>map(StageGate::load)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replaceAll("[/\\\\]", ".");
    try {
      return Class.forName(name, false, StageGate.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
