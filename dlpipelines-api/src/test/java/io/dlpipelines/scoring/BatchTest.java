package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensor.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final TensorShape ANY = TensorShape.of(TensorShape.UNKNOWN);

  @BeforeEach
  void forget() {
    JavaEngine.forget();
  }

  @Test
  void rowsOfOneShapeAreScoredAtOnce() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 4);
    for (int i = 0; i < 4; i++) {
      batch.add(row(i, i + 1));
    }
    score(batch, JavaEngine.Operation.DOUBLE);
    assertThat(JavaEngine.SHAPES).containsExactly("[4, 2]");
    assertThat(batch.byteCount()).isEqualTo(4 * 2 * Float.BYTES);
    for (int i = 0; i < 4; i++) {
      assertThat(outputs(batch, i)).containsExactly(2 * i, 2 * i + 2);
    }
  }

  @Test
  void shapesAreScoredInTheOrderTheyCame() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 8);
    add(batch, new float[][] {{1, 2}, {3}, {4, 5}, {}, {6}, {7}, {8, 9}});
    score(batch, JavaEngine.Operation.DOUBLE);
    assertThat(batch.groups()).isEqualTo(3);
    assertThat(JavaEngine.SHAPES).containsExactly("[3, 2]", "[3, 1]", "[1, 0]");
    assertThat(outputs(batch, 0)).containsExactly(2, 4);
    assertThat(outputs(batch, 6)).containsExactly(16, 18);
    assertThat(outputs(batch, 4)).containsExactly(12);
    assertThat(outputs(batch, 3)).isEmpty();
  }

  @Test
  void reusedBatchesHoldNothingOld() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 16);
    Scorer scorer = new JavaEngine(JavaEngine.Operation.DOUBLE).open();
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      batch.clear();
      float[][] rows = randomRows(random);
      add(batch, rows);
      batch.score(scorer, new DeviceMemory());
      assertThat(batch.rows()).isEqualTo(rows.length);
      assertScored(batch, rows);
      assertThat(batch.invalidRows())
          .isEqualTo((int) Arrays.stream(rows).filter(row -> row == null).count());
    }
  }

  @Test
  void invalidRowsAreKeptWithTheReasonAndNotScored() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 4);
    batch.add(row(1, 2));
    batch.add(row((float[]) null));
    batch.add(row(3, Float.NaN));
    batch.add(row(4, 5));
    score(batch, JavaEngine.Operation.DOUBLE);
    assertThat(batch.rows()).isEqualTo(4);
    assertThat(batch.invalidRows()).isEqualTo(2);
    assertThat(batch.invalidReason(1)).isEqualTo("column [x]: the value is null");
    assertThat(batch.invalidReason(2))
        .isEqualTo("column [x]: the value has an element that is not finite");
    assertThat(JavaEngine.SHAPES).containsExactly("[2, 2]");
    assertThat(outputs(batch, 3)).containsExactly(8, 10);
  }

  @Test
  void aRowThatIsInvalidInItsLastFeedLeavesNoCellBehind() {
    ScoringSpec two =
        new ScoringSpec(
            new JavaEngine(JavaEngine.Operation.DOUBLE),
            List.of(
                Specs.feed("a", Specs.FLOATS, ANY, true), Specs.feed("b", Specs.FLOATS, ANY, true)),
            List.of(Specs.fetch(ANY)),
            false,
            4,
            HandleInvalid.KEEP);
    Batch batch = new Batch(two, new int[] {0, 1});
    batch.add(pair(new float[] {1}, new float[] {1, 1}));
    batch.add(pair(new float[] {2}, null));
    batch.add(pair(new float[] {3}, new float[] {1}));
    batch.add(pair(new float[] {4}, new float[] {1, 1}));
    score(batch, JavaEngine.Operation.DOUBLE);
    assertThat(batch.invalidReason(1)).isEqualTo("column [b]: the value is null");
    assertThat(JavaEngine.SHAPES).containsExactly("[2, 1]", "[1, 1]");
    assertThat(outputs(batch, 3)).containsExactly(8);
    assertThat(outputs(batch, 2)).containsExactly(6);
  }

  @Test
  void aModelWithoutBatchDimensionScoresRowByRow() {
    ScoringSpec single =
        Specs.rowByRow(Specs.spec(JavaEngine.Operation.DOUBLE, 4, HandleInvalid.ERROR));
    Batch batch = new Batch(single, new int[] {0});
    batch.add(row(1, 2));
    batch.add(row(3, 4));
    score(batch, JavaEngine.Operation.DOUBLE);
    assertThat(JavaEngine.SHAPES).containsExactly("[2]", "[2]");
    assertThat(outputs(batch, 1)).containsExactly(6, 8);
  }

  @Test
  void rowsShareATensorWithoutBatchDimensionWhereTheyFeedItTheSame() {
    Batch batch = new Batch(sharing(), new int[] {0, 1});
    float[] setting = {5, 6};
    batch.add(pair(new float[] {1}, setting));
    batch.add(pair(new float[] {2}, new float[] {5, 7}));
    batch.add(pair(new float[] {3}, setting.clone()));
    score(batch, JavaEngine.Operation.DOUBLE);
    assertThat(JavaEngine.SHAPES).containsExactly("[2, 1]", "[1, 1]");
    assertThat(outputs(batch, 2)).containsExactly(6);
    assertThat(outputs(batch, 1)).containsExactly(4);
  }

  @Test
  void outputsThatAreNoRowsAreAnError() {
    Batch batch = batch(JavaEngine.Operation.ONE_ROW_MORE, 4);
    batch.add(row(1, 2));
    batch.add(row(3, 4));
    assertThatThrownBy(() -> score(batch, JavaEngine.Operation.ONE_ROW_MORE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Tensor [out:0] has shape [3, 2] for a batch of 2 rows, so it cannot be split into"
                + " rows. Set batchSize to 1 to score each row alone, or choose another output.");
  }

  @Test
  void outputsOfAnotherRankThanTheGraphSaysAreAnError() {
    Batch batch = batch(JavaEngine.Operation.ONE_AXIS_MORE, 4);
    batch.add(row(1, 2));
    batch.add(row(3, 4));
    assertThatThrownBy(() -> score(batch, JavaEngine.Operation.ONE_AXIS_MORE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Tensor [out:0] gave [2, 1] for each row, but its graph says [?].");
  }

  @Test
  void whatDoesNotFitIntoTheDevicesMemoryIsScoredInHalves() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 7);
    for (int i = 0; i < 7; i++) {
      batch.add(row(i, -i));
    }
    DeviceMemory memory = new DeviceMemory();
    score(batch, 3, memory);
    assertThat(JavaEngine.SHAPES).containsExactly("[2, 2]", "[2, 2]", "[2, 2]", "[1, 2]");
    assertThat(batch.halvings()).isEqualTo(2);
    assertThat(batch.groups()).isEqualTo(4);
    assertThat(memory.rows()).isEqualTo(2);
    for (int i = 0; i < 7; i++) {
      assertThat(outputs(batch, i)).containsExactly(2 * i, 0 - 2 * i);
    }
    batch.clear();
    assertThat(batch.halvings()).isZero();
  }

  @Test
  void halvesOfRandomBatchesHoldTheirOwnRows() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 16);
    Random random = new Random(8);
    for (int round = 0; round < 300; round++) {
      batch.clear();
      float[][] rows = randomRows(random);
      add(batch, rows);
      score(batch, 1 + random.nextInt(6), new DeviceMemory());
      assertScored(batch, rows);
    }
  }

  @Test
  void halvesFeedATensorWithoutBatchDimensionWhole() {
    List<String> fed = new ArrayList<>();
    Batch batch = new Batch(sharing(), new int[] {0, 1});
    for (int i = 0; i < 4; i++) {
      batch.add(pair(new float[] {i}, new float[] {5, 6}));
    }
    Scorer real = new JavaEngine(JavaEngine.Operation.DOUBLE, 1, 2).open();
    batch.score(
        new Scorer() {
          @Override
          public void run(TensorBuffer[] inputs, TensorBuffer[] outputs) {
            fed.add(
                Arrays.toString(inputs[1].dimensions())
                    + Arrays.toString(Arrays.copyOf(inputs[1].bytes(), inputs[1].byteCount())));
            real.run(inputs, outputs);
          }

          @Override
          public int concurrentRuns() {
            return 1;
          }

          @Override
          public void close() {}
        },
        new DeviceMemory());
    real.close();
    assertThat(fed).hasSize(3).containsOnly(fed.get(0));
    assertThat(fed.get(0)).startsWith("[2]");
    assertThat(outputs(batch, 3)).containsExactly(6);
  }

  @Test
  void aRowThatDoesNotFitIntoTheDevicesMemoryIsAnError() {
    Batch batch = batch(JavaEngine.Operation.DOUBLE, 4);
    batch.add(row(1, 2));
    batch.add(row(3, 4));
    assertThatThrownBy(() -> score(batch, 0, new DeviceMemory()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "A single row does not fit into the memory of the device, fed as tensor [in:0] with"
                + " shape [1, 2]: 1 rows need too much. Feed smaller cells, give the device's"
                + " memory to fewer tasks (gpuMemoryFraction, spark.task.resource.gpu.amount), or"
                + " set device to cpu.")
        .hasRootCauseMessage("the engine");
    assertThat(JavaEngine.SHAPES).isEmpty();
  }

  /** One feed of rows, and one that takes one value for all rows. */
  private static ScoringSpec sharing() {
    Feed whole = Specs.feed("b", Specs.FLOATS, ANY, false);
    return new ScoringSpec(
        new JavaEngine(JavaEngine.Operation.DOUBLE),
        List.of(
            Specs.feed("a", Specs.FLOATS, ANY, false),
            new Feed("b", "b:0", whole.dtype(), ANY, false, false, whole.cells())),
        List.of(Specs.fetch(ANY)),
        false,
        8,
        HandleInvalid.ERROR);
  }

  private static void score(Batch batch, int deviceRows, DeviceMemory memory) {
    try (Scorer scorer = new JavaEngine(JavaEngine.Operation.DOUBLE, 1, deviceRows).open()) {
      batch.score(scorer, memory);
    }
  }

  private static Batch batch(JavaEngine.Operation operation, int size) {
    return new Batch(Specs.spec(operation, size, HandleInvalid.KEEP), new int[] {0});
  }

  private static void score(Batch batch, JavaEngine.Operation operation) {
    try (Scorer scorer = new JavaEngine(operation).open()) {
      batch.score(scorer, new DeviceMemory());
    }
  }

  private static float[] outputs(Batch batch, int row) {
    ShapeGroup group = batch.groupOf(row);
    int count = group.cellElements(0);
    ByteBuffer bytes = ByteBuffer.wrap(group.output(0).bytes()).order(ByteOrder.nativeOrder());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes.getFloat((batch.positionOf(row) * count + i) * Float.BYTES);
    }
    return values;
  }

  private static float[][] randomRows(Random random) {
    float[][] rows = new float[1 + random.nextInt(16)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(5) == 0 ? null : values(random);
    }
    return rows;
  }

  private static float[] values(Random random) {
    float[] values = new float[random.nextInt(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static float[] doubled(float[] values) {
    float[] doubled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      doubled[i] = 2 * values[i];
    }
    return doubled;
  }

  private static void add(Batch batch, float[][] rows) {
    for (float[] values : rows) {
      batch.add(row(values));
    }
  }

  private static InternalRow row(float... values) {
    return new GenericInternalRow(new Object[] {cell(values)});
  }

  private static InternalRow pair(float[] first, float[] second) {
    return new GenericInternalRow(new Object[] {cell(first), cell(second)});
  }

  private static GenericArrayData cell(float[] values) {
    return values == null ? null : new GenericArrayData(values);
  }

  /** Fails unless all rows but those that are null have outputs, each element doubled. */
  private static void assertScored(Batch batch, float[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      assertThat(batch.isValid(i)).isEqualTo(rows[i] != null);
      if (rows[i] != null) {
        assertThat(outputs(batch, i)).containsExactly(doubled(rows[i]));
      }
    }
  }
}
