package io.dlpipelines.battery;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.ml.PipelineStage;

/** The walls between packages, as the design draws them. */
public final class Walls {

  private static final Path MAIN_CLASSES = Path.of("target", "classes");

  private static final String TENSORFLOW = "io.dlpipelines.tensorflow..";
  private static final String RUNTIME = "io.dlpipelines.tensorflow.runtime..";
  private static final String IMAGE = "io.dlpipelines.image..";

  private static final String[] API = {
    "io.dlpipelines.param..",
    "io.dlpipelines.stage..",
    "io.dlpipelines.persist..",
    "io.dlpipelines.tensor..",
    "io.dlpipelines.scoring..",
    "io.dlpipelines.training..",
    "io.dlpipelines.tuning.."
  };

  /** Samples and benchmarks show what users may do, so they are free. */
  private static final DescribedPredicate<JavaClass> LIBRARY =
      resideInAnyPackage(API).or(resideInAnyPackage(TENSORFLOW, IMAGE));

  /** Encoded rows are shared by those who compute the same, which the plan of a Dataset tells. */
  private static final String PLAN_OF_A_DATASET = "io.dlpipelines.training.DatasetPlan";

  private static final String LOADED_TENSORFLOW =
      "io.dlpipelines.tensorflow.runtime.LoadedTensorFlow";

  private static final Pattern ROWS =
      Pattern.compile(
          "org\\.apache\\.spark\\.sql\\.catalyst\\."
              + "(util\\..*"
              + "|InternalRow"
              + "|expressions\\.(SpecializedGetters|GenericInternalRow|UnsafeRow|UnsafeArrayData)"
              + "|expressions\\.codegen\\.(Unsafe\\w*Writer|BufferHolder))");

  static final ArchRule API_KNOWS_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tensorflow..", TENSORFLOW, IMAGE)
          .because("the api is what every engine shares");

  static final ArchRule TENSORFLOW_KNOWS_NO_IMAGES =
      noClasses()
          .that()
          .resideInAPackage(TENSORFLOW)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(IMAGE)
          .because("arrows point down: image -> tensorflow -> api");

  static final ArchRule HANDLES_STAY_IN_RUNTIME =
      classes()
          .that(LIBRARY)
          .and()
          .resideOutsideOfPackage(RUNTIME)
          .should(new HoldNoNativeHandle())
          .because("one package owns native memory: " + RUNTIME);

  static final ArchRule TENSORFLOW_IS_LOADED_IN_ONE_PLACE =
      noClasses()
          .that(LIBRARY)
          .and()
          .doNotHaveFullyQualifiedName(LOADED_TENSORFLOW)
          .should()
          .callMethodWhere(target(owner(name("org.tensorflow.TensorFlow"))))
          .orShould()
          .callConstructorWhere(target(owner(name("org.tensorflow.Graph"))))
          .because("two native libraries are refused before TensorFlow loads one");

  static final ArchRule RUNTIME_KNOWS_NO_STAGE =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME)
          .should()
          .dependOnClassesThat(assignableTo(PipelineStage.class))
          .because("stages use the runtime, never the other way round");

  static final ArchRule CATALYST_STAYS_IN_SCORING =
      noClasses()
          .that(LIBRARY)
          .and()
          .resideOutsideOfPackages(
              "io.dlpipelines.scoring..",
              "io.dlpipelines.training..",
              "io.dlpipelines.tensor..",
              "io.dlpipelines.tensorflow.sql..",
              "io.dlpipelines.image.codec..")
          .should()
          .dependOnClassesThat(are("of Catalyst", catalyst()))
          .because("Spark's internals are touched where plans are, and where SQL is");

  static final ArchRule CODECS_ONLY_READ_AND_WRITE_ROWS =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.dlpipelines.tensor..",
              "io.dlpipelines.training..",
              "io.dlpipelines.image.codec..")
          .and()
          .doNotHaveFullyQualifiedName(PLAN_OF_A_DATASET)
          .should()
          .dependOnClassesThat(
              are("of Catalyst, but not rows", catalyst().and(DescribedPredicate.not(rows()))))
          .because(
              "codecs and training read and write Catalyst's rows, and know nothing else of it");

  static final ArchRule NO_CYCLES =
      slices()
          .matching("io.dlpipelines.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package is understood after those it uses");

  static final List<ArchRule> ALL =
      List.of(
          API_KNOWS_NO_ENGINE,
          TENSORFLOW_KNOWS_NO_IMAGES,
          HANDLES_STAY_IN_RUNTIME,
          TENSORFLOW_IS_LOADED_IN_ONE_PLACE,
          RUNTIME_KNOWS_NO_STAGE,
          CATALYST_STAYS_IN_SCORING,
          CODECS_ONLY_READ_AND_WRITE_ROWS,
          NO_CYCLES);

  private Walls() {}

  /**
   * Checks the main classes of the module whose tests are running.
   *
   * @throws AssertionError naming each class that reaches through a wall
   */
  public static void check() {
    if (Files.isDirectory(MAIN_CLASSES)) {
      JavaClasses classes = importFrom(MAIN_CLASSES);
      ALL.forEach(rule -> rule.allowEmptyShould(true).check(classes));
    }
  }

  static JavaClasses importFrom(Path folder) {
    return new ClassFileImporter().importPath(folder);
  }

  private static DescribedPredicate<JavaClass> catalyst() {
    return resideInAnyPackage(
        "org.apache.spark.sql.catalyst..", "org.apache.spark.sql.execution..");
  }

  /** Also arrays of them. */
  private static DescribedPredicate<JavaClass> rows() {
    return DescribedPredicate.describe(
        "rows", type -> ROWS.matcher(type.getBaseComponentType().getName()).matches());
  }

  private static DescribedPredicate<JavaClass> are(
      String description, DescribedPredicate<JavaClass> predicate) {
    return predicate.as(description);
  }
}
