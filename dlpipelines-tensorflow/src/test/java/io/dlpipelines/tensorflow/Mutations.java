package io.dlpipelines.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.tensorflow.runtime.RegisteredOperations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Seeded damage to files: to their bytes, and to what their protocol buffers say. */
public final class Mutations {
  private static final long[] SIZES = {0, 1, -1, 2, 3, 7, 1 << 16, 1L << 31, 1L << 40, -5};
  private static final List<String> OPERATIONS =
      RegisteredOperations.all().stream()
          .map(OpDef::getName)
          .sorted(Comparator.naturalOrder())
          .toList();

  private final SplittableRandom random;

  /** The same seed gives the same damage. */
  public Mutations(long seed) {
    this.random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Bits flipped, bytes overwritten, spliced or missing. */
  public byte[] bytes(byte[] valid) {
    if (valid.length < 2) {
      return new byte[random.nextInt(3)];
    }
    byte[] bytes = valid.clone();
    switch (random.nextInt(5)) {
      case 0 -> bytes = Arrays.copyOf(valid, random.nextInt(valid.length));
      case 1 -> {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> {
        int start = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, start + 1 + random.nextInt(8));
        Arrays.fill(bytes, start, end, (byte) (random.nextBoolean() ? 0xff : 0x7f));
      }
      case 3 -> {
        int length = 1 + random.nextInt(Math.min(64, bytes.length - 1));
        int from = random.nextInt(bytes.length - length + 1);
        System.arraycopy(valid, from, bytes, random.nextInt(bytes.length - length + 1), length);
      }
      default -> {
        int start = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, start + 1 + random.nextInt(16));
        byte[] shorter = new byte[bytes.length - (end - start)];
        System.arraycopy(bytes, 0, shorter, 0, start);
        System.arraycopy(bytes, end, shorter, start, bytes.length - end);
        bytes = shorter;
      }
    }
    return bytes;
  }

  /** A graph that is still one, and says something else. */
  public byte[] graph(byte[] valid) {
    try {
      GraphDef.Builder graph = GraphDef.parseFrom(valid).toBuilder();
      mutate(graph);
      return graph.build().toByteArray();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A SavedModel with such a graph. */
  public byte[] savedModel(byte[] valid) {
    try {
      SavedModel.Builder model = SavedModel.parseFrom(valid).toBuilder();
      MetaGraphDef.Builder metaGraph =
          model.getMetaGraphsBuilder(random.nextInt(model.getMetaGraphsCount()));
      mutate(metaGraph.getGraphDefBuilder());
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void mutate(GraphDef.Builder graph) {
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      int functions = graph.getLibrary().getFunctionCount();
      if (functions > 0 && random.nextInt(2) == 0) {
        var function = graph.getLibraryBuilder().getFunctionBuilder(random.nextInt(functions));
        if (function.getNodeDefCount() > 0) {
          List<NodeDef> nodes = function.getNodeDefList();
          int index = random.nextInt(nodes.size());
          function.setNodeDef(index, mutated(nodes.get(index), nodes));
        }
      } else if (graph.getNodeCount() > 0) {
        change(graph);
      }
    }
  }

  private void change(GraphDef.Builder graph) {
    List<NodeDef> nodes = graph.getNodeList();
    int index = random.nextInt(nodes.size());
    switch (random.nextInt(12)) {
      case 0 -> graph.removeNode(index);
      case 1 -> graph.addNode(nodes.get(index));
      case 2 -> {
        int other = random.nextInt(nodes.size());
        NodeDef first = nodes.get(index);
        NodeDef second = nodes.get(other);
        graph.setNode(index, first.toBuilder().clearAttr().putAllAttr(second.getAttrMap()));
        graph.setNode(other, second.toBuilder().clearAttr().putAllAttr(first.getAttrMap()));
      }
      default -> graph.setNode(index, mutated(nodes.get(index), nodes));
    }
  }

  private NodeDef mutated(NodeDef node, List<NodeDef> nodes) {
    NodeDef.Builder changed = node.toBuilder();
    int inputs = node.getInputCount();
    switch (random.nextInt(8)) {
      case 0 -> changed.setOp(OPERATIONS.get(random.nextInt(OPERATIONS.size())));
      case 1 -> {
        String other = nodes.get(random.nextInt(nodes.size())).getName();
        if (inputs > 0) {
          changed.setInput(random.nextInt(inputs), other);
        } else {
          changed.addInput(other);
        }
      }
      case 2 -> {
        if (inputs > 1) {
          List<String> turned = new ArrayList<>(node.getInputList());
          turned.add(turned.remove(random.nextInt(inputs)));
          changed.clearInput().addAllInput(turned);
        }
      }
      default -> {
        List<String> names = node.getAttrMap().keySet().stream().sorted().toList();
        if (!names.isEmpty()) {
          String name = names.get(random.nextInt(names.size()));
          if (random.nextInt(10) == 0) {
            changed.removeAttr(name);
          } else {
            changed.putAttr(name, mutated(node.getAttrOrThrow(name)));
          }
        }
      }
    }
    return changed.build();
  }

  private AttrValue mutated(AttrValue value) {
    AttrValue.Builder changed = value.toBuilder();
    switch (value.getValueCase()) {
      case TYPE -> changed.setType(type());
      case SHAPE -> changed.setShape(mutated(value.getShape()));
      case TENSOR -> changed.setTensor(mutated(value.getTensor()));
      case I -> changed.setI(random.nextBoolean() ? size() : value.getI() + 1);
      case F -> changed.setF(random.nextBoolean() ? Float.NaN : -value.getF());
      case B -> changed.setB(!value.getB());
      case S -> changed.setS(ByteString.copyFrom(bytes(value.getS().toByteArray())));
      case LIST -> mutate(changed.getListBuilder());
      default -> changed.setI(size());
    }
    return changed.build();
  }

  private void mutate(AttrValue.ListValue.Builder list) {
    if (list.getICount() > 0) {
      list.setI(random.nextInt(list.getICount()), size());
    } else if (list.getTypeCount() > 0) {
      list.setType(random.nextInt(list.getTypeCount()), type());
    } else if (list.getShapeCount() > 0) {
      int index = random.nextInt(list.getShapeCount());
      list.setShape(index, mutated(list.getShape(index)));
    } else {
      list.addI(size());
    }
  }

  private TensorProto mutated(TensorProto tensor) {
    TensorProto.Builder changed = tensor.toBuilder();
    switch (random.nextInt(4)) {
      case 0 -> changed.setDtype(type());
      case 1 -> changed.setTensorShape(mutated(tensor.getTensorShape()));
      case 2 ->
          changed.setTensorContent(
              ByteString.copyFrom(bytes(tensor.getTensorContent().toByteArray())));
      default -> {
        if (tensor.getIntValCount() > 0) {
          changed.setIntVal(random.nextInt(tensor.getIntValCount()), (int) size());
        } else if (tensor.getTensorContent().size() >= 4) {
          byte[] content = tensor.getTensorContent().toByteArray();
          int word = random.nextInt(content.length / 4) * 4;
          int number = (int) size();
          for (int index = 0; index < 4; index++) {
            content[word + index] = (byte) (number >> 8 * index);
          }
          changed.setTensorContent(ByteString.copyFrom(content));
        } else {
          changed.addFloatVal(Float.MAX_VALUE);
        }
      }
    }
    return changed.build();
  }

  private TensorShapeProto mutated(TensorShapeProto shape) {
    TensorShapeProto.Builder changed = shape.toBuilder();
    int rank = shape.getDimCount();
    switch (random.nextInt(4)) {
      case 0 -> changed.addDimBuilder().setSize(size());
      case 1 -> changed.setUnknownRank(!shape.getUnknownRank());
      default -> {
        if (rank > 0) {
          changed.getDimBuilder(random.nextInt(rank)).setSize(size());
        }
      }
    }
    return changed.build();
  }

  private long size() {
    return SIZES[random.nextInt(SIZES.length)];
  }

  private DataType type() {
    DataType[] all = DataType.values();
    DataType type = all[random.nextInt(all.length)];
    return type == DataType.UNRECOGNIZED ? DataType.DT_FLOAT : type;
  }
}
