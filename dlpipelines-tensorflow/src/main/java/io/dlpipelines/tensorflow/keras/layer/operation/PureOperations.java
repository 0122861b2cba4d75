package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.dlpipelines.tensorflow.runtime.RegisteredOperations;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/**
 * The operations of TensorFlow that make numbers of numbers and do nothing else: none that has a
 * state, calls functions, reads files (which have their names as strings), draws random numbers,
 * steers the control flow or ends the process.
 */
final class PureOperations {
  private static final Map<String, OpDef> ALL =
      RegisteredOperations.all().stream()
          .filter(PureOperations::isPure)
          .collect(toUnmodifiableMap(OpDef::getName, operation -> operation));

  private PureOperations() {}

  static Optional<OpDef> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static boolean isPure(OpDef operation) {
    return !operation.getIsStateful()
        && operation.getInputArgCount() > 0
        && operation.getOutputArgCount() > 0
        && !Names.CONTROL.contains(operation.getName())
        && !Names.OTHER.matcher(operation.getName()).find()
        && operation.getAttrList().stream().noneMatch(each -> each.getType().contains("func"))
        && Stream.concat(
                operation.getInputArgList().stream(), operation.getOutputArgList().stream())
            .noneMatch(PureOperations::isOther);
  }

  private static boolean isOther(OpDef.ArgDef argument) {
    return argument.getIsRef()
        || argument.getType() != DataType.DT_INVALID && !isNumber(argument.getType());
  }

  /** Whether tensors of a type are numbers or truth values, and not strings or handles. */
  static boolean isNumber(DataType type) {
    return switch (type) {
      case DT_FLOAT,
          DT_DOUBLE,
          DT_HALF,
          DT_BFLOAT16,
          DT_BOOL,
          DT_UINT8,
          DT_INT8,
          DT_UINT16,
          DT_INT16,
          DT_INT32,
          DT_INT64 ->
          true;
      default -> false;
    };
  }

  /** Names that the registry does not tell from others. */
  private static final class Names {
    static final Set<String> CONTROL =
        Set.of("Abort", "Enter", "Exit", "LoopCond", "Merge", "NextIteration", "Switch", "_Switch");
    static final Pattern OTHER =
        Pattern.compile("Py|Random|Dataset|TPU|Xla|Collective|Nccl|Send|Recv|Placeholder|^_|Debug");
  }
}
