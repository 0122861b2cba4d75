package io.dlpipelines.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The devices that nodes of a graph ask for. */
class PlacedGraphTest {
  private static final List<String> ASKED =
      List.of(
          "", "/gpu:0", "/job:localhost/replica:0/task:0/device:GPU:3", "/device:CPU:0", "/cpu:0");

  @Test
  void nodesThatAskForNothingOrForAnyGpuGetTheTasks() {
    String own = "/device:GPU:2";
    GraphDef graph = PlacedGraph.of(graph(), new Placement(2, false));
    assertThat(graph.getNodeList())
        .extracting(NodeDef::getDevice)
        .containsExactly(own, own, own, "/device:CPU:0", "/cpu:0");
    assertThat(graph.getLibrary().getFunction(0).getNodeDefList())
        .extracting(NodeDef::getDevice)
        .containsExactly(own, own, own, "/device:CPU:0", "/cpu:0");
  }

  @Test
  void onTheCpuNothingChanges() {
    assertThat(PlacedGraph.of(graph(), Placement.CPU)).isEqualTo(graph());
  }

  private static GraphDef graph() {
    List<NodeDef> nodes =
        ASKED.stream().map(device -> NodeDef.newBuilder().setDevice(device).build()).toList();
    return GraphDef.newBuilder()
        .addAllNode(nodes)
        .setLibrary(
            FunctionDefLibrary.newBuilder()
                .addFunction(FunctionDef.newBuilder().addAllNodeDef(nodes)))
        .build();
  }
}
