package io.dlpipelines.tensorflow.runtime;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.OpDef;

/** What TensorFlow says of its own operations; there are many, and they do not change. */
public final class RegisteredOperations {
  private static Map<String, OpDef> operations;

  private RegisteredOperations() {}

  /**
   * Looks an operation up.
   *
   * @param name its name
   * @return its definition; empty if it is not one of TensorFlow's own
   */
  public static Optional<OpDef> find(String name) {
    return Optional.ofNullable(operations().get(name));
  }

  /**
   * All operations.
   *
   * @return their definitions
   */
  public static Collection<OpDef> all() {
    return operations().values();
  }

  private static synchronized Map<String, OpDef> operations() {
    if (operations == null) {
      operations =
          LoadedTensorFlow.operations().stream()
              .collect(toUnmodifiableMap(OpDef::getName, operation -> operation));
    }
    return operations;
  }
}
