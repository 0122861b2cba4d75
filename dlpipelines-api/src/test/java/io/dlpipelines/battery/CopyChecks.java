package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;

/** {@code copy}: everything comes along, nothing is shared. */
final class CopyChecks {

  private CopyChecks() {}

  static void copyHasTheSameUidAndParams(Subject subject) {
    PipelineStage stage = subject.stage();
    PipelineStage copy = subject.copy();
    assertThat(copy).isNotSameAs(stage).hasSameClassAs(stage);
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(ParamValues.of(copy)).isEqualTo(ParamValues.of(stage));
    if (stage instanceof Model<?> model) {
      assertThat(((Model<?>) copy).hasParent()).as("has a parent").isEqualTo(model.hasParent());
      assertThat(((Model<?>) copy).parent()).isSameAs(model.parent());
    }
  }

  static void copyTakesExtraParams(Subject subject) {
    ParamValues before = ParamValues.of(subject.stage());
    for (OtherValue other : othersOf(subject)) {
      PipelineStage copy = subject.stage().copy(new ParamMap().put(other.param(), other.value()));
      assertThat(other.isValueIn(copy)).as("copy takes extra %s", other).isTrue();
      assertThat(ParamValues.of(subject.stage())).as("original").isEqualTo(before);
    }
  }

  static void copyIsIndependent(Subject subject) {
    for (OtherValue other : othersOf(subject)) {
      PipelineStage original = subject.copy();
      PipelineStage copy = original.copy(ParamMap.empty());
      other.setOn(copy);
      assertThat(other.isValueIn(original)).as("original takes %s from copy", other).isFalse();
      PipelineStage second = original.copy(ParamMap.empty());
      other.setOn(original);
      assertThat(other.isValueIn(second)).as("copy takes %s from original", other).isFalse();
    }
  }

  static void copyTransformsAlike(Subject subject) {
    subject.assertTransformsLike((Transformer) subject.copy());
  }

  private static List<OtherValue> othersOf(Subject subject) {
    List<OtherValue> others = OtherValue.of(subject.stage());
    assertThat(others).as("a Param of %s to change", subject.name()).isNotEmpty();
    return others;
  }
}
