package io.dlpipelines.tensorflow.runtime;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

/** What TensorFlow says of its own operations; there are many, and they do not change. */
public final class RegisteredOperations {
  private static final Map<String, OpDef> OPERATIONS = new HashMap<>();

  static {
    TensorFlow.registeredOpList()
        .getOpList()
        .forEach(operation -> OPERATIONS.put(operation.getName(), operation));
  }

  private RegisteredOperations() {}

  /**
   * Looks an operation up.
   *
   * @param name its name
   * @return its definition; empty if it is not one of TensorFlow's own
   */
  public static Optional<OpDef> find(String name) {
    return Optional.ofNullable(OPERATIONS.get(name));
  }

  /**
   * All operations.
   *
   * @return their definitions
   */
  public static Collection<OpDef> all() {
    return Collections.unmodifiableCollection(OPERATIONS.values());
  }
}
