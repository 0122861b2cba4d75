package io.dlpipelines.battery;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/**
 * Classes of TensorFlow that own native memory are out of bounds. Those that only describe a graph
 * in the making (operations, operands, types as type arguments) are not. {@code TFInputGraph} may
 * take a graph and its session, to hand them on.
 */
final class HoldNoNativeHandle extends ArchCondition<JavaClass> {

  private static final Set<String> OWNERS =
      Set.of(
          "org.tensorflow.ConcreteFunction",
          "org.tensorflow.EagerSession",
          "org.tensorflow.Graph",
          "org.tensorflow.RawTensor",
          "org.tensorflow.Result",
          "org.tensorflow.SavedModelBundle",
          "org.tensorflow.Server",
          "org.tensorflow.Session",
          "org.tensorflow.SessionFunction",
          "org.tensorflow.Tensor");

  private static final Set<String> HANDED_ON =
      Set.of("org.tensorflow.Graph", "org.tensorflow.Session");

  private static final String HANDS_ON = "io.dlpipelines.tensorflow.TFInputGraph";

  HoldNoNativeHandle() {
    super("hold no native handle");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      if (isOwner(dependency.getTargetClass()) && !isHandedOn(type, dependency)) {
        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
      }
    }
    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
      if (isTensor(access.getTargetOwner())) {
        events.add(SimpleConditionEvent.violated(type, access.getDescription()));
      }
    }
  }

  private static boolean isOwner(JavaClass type) {
    String outer = type.getBaseComponentType().getName().replaceAll("\\$.*", "");
    return OWNERS.contains(outer)
        || outer.startsWith("org.tensorflow.internal.")
        || outer.startsWith("org.bytedeco.");
  }

  /** Typed tensors: their classes name types of operands, but their methods make tensors. */
  private static boolean isTensor(JavaClass type) {
    return type.isAssignableTo("org.tensorflow.Tensor") && !isOwner(type);
  }

  private static boolean isHandedOn(JavaClass type, Dependency dependency) {
    JavaClass target = dependency.getTargetClass();
    return type.getName().equals(HANDS_ON)
        && HANDED_ON.contains(target.getName())
        && type.getFields().stream().map(JavaField::getRawType).noneMatch(target::equals)
        && type.getAccessesFromSelf().stream()
            .map(JavaAccess::getTargetOwner)
            .noneMatch(target::equals);
  }
}
