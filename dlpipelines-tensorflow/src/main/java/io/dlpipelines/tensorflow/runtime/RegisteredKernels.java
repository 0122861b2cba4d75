package io.dlpipelines.tensorflow.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.tensorflow.precision.OperationCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The kernels in TensorFlow's native library, and so for which types an operation can be computed.
 * A library for GPUs has kernels for the CPU too; there an operation needs both, since it would be
 * moved to the CPU silently.
 */
public final class RegisteredKernels implements OperationCatalog {
  /** What was found, once in each process. */
  public static final RegisteredKernels ALL = new RegisteredKernels();

  private final Map<String, List<KernelDef>> kernels = new HashMap<>();
  private final Set<String> devices = new HashSet<>(List.of("CPU"));

  private RegisteredKernels() {
    for (KernelDef kernel : all().getKernelList()) {
      if (kernel.getLabel().isEmpty()) {
        kernels.computeIfAbsent(kernel.getOp(), any -> new ArrayList<>()).add(kernel);
      }
    }
    if (kernels.get("MatMul").stream().anyMatch(kernel -> kernel.getDeviceType().equals("GPU"))) {
      devices.add("GPU");
    }
  }

  private static KernelList all() {
    try (TF_Status status = TF_Status.newStatus()) {
      TF_Buffer buffer = tensorflow.TF_GetAllRegisteredKernels(status);
      status.throwExceptionIfNotOK();
      try {
        return KernelList.parseFrom(buffer.dataAsByteBuffer());
      } finally {
        tensorflow.TF_DeleteBuffer(buffer);
      }
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public Optional<OpDef> find(String name) {
    return RegisteredOperations.find(name);
  }

  @Override
  public boolean hasKernels(NodeDef node) {
    List<KernelDef> known = kernels.getOrDefault(node.getOp(), List.of());
    return devices.stream()
        .allMatch(
            device ->
                known.stream()
                    .anyMatch(
                        kernel -> kernel.getDeviceType().equals(device) && takes(kernel, node)));
  }

  private static boolean takes(KernelDef kernel, NodeDef node) {
    return kernel.getConstraintList().stream()
        .allMatch(
            constraint ->
                constraint
                    .getAllowedValues()
                    .getList()
                    .getTypeList()
                    .containsAll(types(node, constraint.getName())));
  }

  private static List<DataType> types(NodeDef node, String attribute) {
    AttrValue value = node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance());
    return value.hasList() ? value.getList().getTypeList() : List.of(value.getType());
  }
}
