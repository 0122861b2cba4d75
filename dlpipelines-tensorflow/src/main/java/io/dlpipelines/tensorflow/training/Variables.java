package io.dlpipelines.tensorflow.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The variables of a training graph: weights, and what optimizers keep. */
final class Variables {
  private final Ops tf;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * A variable, and its first value where that is the same everywhere.
   *
   * @param variable the variable
   * @param initial empty if values are given from outside
   */
  record Entry(Variable variable, Optional<Float> initial) {}

  Variables(Ops tf) {
    this.tf = tf;
  }

  Ops tf() {
    return tf;
  }

  /** A variable whose first values are given from outside. */
  Variable add(String name, Shape shape) {
    return add(name, shape, Optional.empty());
  }

  Variable add(String name, Shape shape, float initial) {
    return add(name, shape, Optional.of(initial));
  }

  /** The variable of this name, which is added where there is none. */
  Variable getOrAdd(String name, Shape shape, float initial) {
    Entry known = entries.get(name);
    return known == null ? add(name, shape, initial) : known.variable();
  }

  Map<String, Entry> entries() {
    return entries;
  }

  private Variable add(String name, Shape shape, Optional<Float> initial) {
    if (entries.containsKey(name)) {
      throw new IllegalStateException("There is a variable [%s] already.".formatted(name));
    }
    // Handles without a name of their own are one variable.
    VarHandleOp handle = tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    Operand<? extends TType> resource = handle.resource();
    Variable variable =
        new Variable(name, shape, resource, tf.readVariableOp(resource, TFloat32.class));
    entries.put(name, new Entry(variable, initial));
    return variable;
  }
}
