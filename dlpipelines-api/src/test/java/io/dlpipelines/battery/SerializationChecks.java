package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;

/** A stage may travel in a closure. */
final class SerializationChecks {

  private SerializationChecks() {}

  static void stageSurvivesJavaSerialization(Subject subject) {
    PipelineStage travelled = roundTrip(subject.stage());
    assertThat(travelled).hasSameClassAs(subject.stage());
    assertThat(travelled.uid()).isEqualTo(subject.stage().uid());
    assertThat(ParamValues.of(travelled)).isEqualTo(ParamValues.of(subject.stage()));
    if (subject.isTransformer()) {
      subject.assertTransformsLike((Transformer) travelled);
    }
  }

  private static PipelineStage roundTrip(PipelineStage stage) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    } catch (IOException e) {
      throw new AssertionError("writing " + stage, e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PipelineStage) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError("reading " + stage, e);
    }
  }
}
