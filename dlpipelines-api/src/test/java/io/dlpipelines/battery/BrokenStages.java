package io.dlpipelines.battery;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.udf;

import io.dlpipelines.battery.sample.ColumnParams;
import io.dlpipelines.persist.StageReader;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Stages that are right but for one thing each, which the battery must find. Public only because
 * Spark calls them by reflection.
 */
public final class BrokenStages {

  private BrokenStages() {}

  /** Doubles a number; nothing is wrong with it. */
  public abstract static class Doubler<S extends Doubler<S>> extends Transformer
      implements ColumnParams<S>, DefaultParamsWritable {

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> handleInvalid;

    Doubler(String uid) {
      this.uid = uid;
      inputCol = ColumnParams.inputColParam(this);
      outputCol = ColumnParams.outputColParam(this);
      handleInvalid = ColumnParams.handleInvalidParam(this);
      setDefault(handleInvalid, "error");
    }

    @Override
    public final String uid() {
      return uid;
    }

    @Override
    public Param<String> inputCol() {
      return inputCol;
    }

    @Override
    public Param<String> outputCol() {
      return outputCol;
    }

    @Override
    public Param<String> handleInvalid() {
      return handleInvalid;
    }

    Column output(Column input) {
      return input.multiply(2);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      transformSchema(dataset.schema());
      return withOutput(dataset, this::output);
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return appendOutput(schema);
    }

    @Override
    @SuppressWarnings("unchecked")
    public S copy(ParamMap extra) {
      return (S) this.<Doubler<S>>defaultCopy(extra);
    }
  }

  /** Has no fault. */
  public static final class Sound extends Doubler<Sound> {

    /** Makes one with a uid of its own. */
    public Sound() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Sound(String uid) {
      super(uid);
    }

    /** Reads a saved one. */
    public static MLReader<Sound> read() {
      return new StageReader<>(Sound.class);
    }

    /** Loads a saved one. */
    public static Sound load(String path) {
      return read().load(path);
    }
  }

  /** Says that it adds an integer. */
  public static final class WrongSchema extends Doubler<WrongSchema> {

    /** Makes one with a uid of its own. */
    public WrongSchema() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public WrongSchema(String uid) {
      super(uid);
    }

    @Override
    public StructType transformSchema(StructType schema) {
      super.transformSchema(schema);
      return schema.add(getOutputCol(), DataTypes.IntegerType, true);
    }

    /** Reads a saved one. */
    public static MLReader<WrongSchema> read() {
      return new StageReader<>(WrongSchema.class);
    }

    /** Loads a saved one. */
    public static WrongSchema load(String path) {
      return read().load(path);
    }
  }

  /** Copies without its Params. */
  public static final class ForgetfulCopy extends Doubler<ForgetfulCopy> {

    /** Makes one with a uid of its own. */
    public ForgetfulCopy() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public ForgetfulCopy(String uid) {
      super(uid);
    }

    @Override
    public ForgetfulCopy copy(ParamMap extra) {
      return new ForgetfulCopy(uid());
    }

    /** Reads a saved one. */
    public static MLReader<ForgetfulCopy> read() {
      return new StageReader<>(ForgetfulCopy.class);
    }

    /** Loads a saved one. */
    public static ForgetfulCopy load(String path) {
      return read().load(path);
    }
  }

  /** Is its own copy. */
  public static final class SharingCopy extends Doubler<SharingCopy> {

    /** Makes one with a uid of its own. */
    public SharingCopy() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public SharingCopy(String uid) {
      super(uid);
    }

    @Override
    public SharingCopy copy(ParamMap extra) {
      return copyValues(this, extra);
    }

    /** Reads a saved one. */
    public static MLReader<SharingCopy> read() {
      return new StageReader<>(SharingCopy.class);
    }

    /** Loads a saved one. */
    public static SharingCopy load(String path) {
      return read().load(path);
    }
  }

  /** Saves without its Params. */
  public static final class ForgetfulWriter extends Doubler<ForgetfulWriter> {

    /** Makes one with a uid of its own. */
    public ForgetfulWriter() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public ForgetfulWriter(String uid) {
      super(uid);
    }

    @Override
    public MLWriter write() {
      return new ForgetfulWriter(uid()).setOutputCol("lost").writeAsIs();
    }

    private MLWriter writeAsIs() {
      return super.write();
    }

    /** Reads a saved one. */
    public static MLReader<ForgetfulWriter> read() {
      return new StageReader<>(ForgetfulWriter.class);
    }

    /** Loads a saved one. */
    public static ForgetfulWriter load(String path) {
      return read().load(path);
    }
  }

  /** Has one Param for each way of getting Params wrong. */
  public static final class MuddledParams extends Doubler<MuddledParams> {

    private final IntParam hidden = new IntParam("nobody", "hidden", "has no method");
    private final IntParam undocumented = new IntParam(this, "undocumented", " ");
    private final IntParam unreadable = new IntParam(this, "unreadable", "has no getter");
    private final IntParam unchangeable = new IntParam(this, "unchangeable", "has no setter");
    private final Param<String> nullable = new Param<>(this, "nullable", "takes null");

    /** Makes one with a uid of its own. */
    public MuddledParams() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public MuddledParams(String uid) {
      super(uid);
    }

    /** Has no doc. */
    public Param<Object> undocumented() {
      return undocumented;
    }

    /** The value of a Param. */
    public int getUndocumented() {
      return (Integer) getOrDefault(undocumented);
    }

    /** Sets a Param. */
    public MuddledParams setUndocumented(int value) {
      set(undocumented, value);
      return this;
    }

    /** Has no getter. */
    public Param<Object> unreadable() {
      return unreadable;
    }

    /** Sets a Param. */
    public MuddledParams setUnreadable(int value) {
      set(unreadable, value);
      return this;
    }

    /** Has no setter. */
    public Param<Object> unchangeable() {
      return unchangeable;
    }

    /** The value of a Param. */
    public int getUnchangeable() {
      return (Integer) getOrDefault(unchangeable);
    }

    /** Has a setter that takes null. */
    public Param<String> nullable() {
      return nullable;
    }

    /** The value of a Param. */
    public String getNullable() {
      return getOrDefault(nullable);
    }

    /** Sets a Param. */
    public MuddledParams setNullable(String value) {
      set(nullable, value);
      return this;
    }

    /** Reads a saved one. */
    public static MLReader<MuddledParams> read() {
      return new StageReader<>(MuddledParams.class);
    }

    /** Loads a saved one. */
    public static MuddledParams load(String path) {
      return read().load(path);
    }
  }

  /** Has setters that lead to another object. */
  public static final class ForeignSetter extends Doubler<ForeignSetter> {

    /** Makes one with a uid of its own. */
    public ForeignSetter() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public ForeignSetter(String uid) {
      super(uid);
    }

    @Override
    public ForeignSetter setOutputCol(String value) {
      return copy(ParamMap.empty()).with(value);
    }

    private ForeignSetter with(String value) {
      set(outputCol(), requireNonNull(value, "outputCol"));
      return this;
    }

    /** Reads a saved one. */
    public static MLReader<ForeignSetter> read() {
      return new StageReader<>(ForeignSetter.class);
    }

    /** Loads a saved one. */
    public static ForeignSetter load(String path) {
      return read().load(path);
    }
  }

  /** Is not final and has no static load. */
  public static class Misshapen extends Doubler<Misshapen> {

    /** Makes one with a uid of its own. */
    public Misshapen() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Misshapen(String uid) {
      super(uid);
    }

    /** Reads a saved one. */
    public static MLReader<Misshapen> read() {
      return new StageReader<>(Misshapen.class);
    }
  }

  /** Takes an output column that exists. */
  public static final class Overwriting extends Doubler<Overwriting> {

    /** Makes one with a uid of its own. */
    public Overwriting() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Overwriting(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      return super.transform(dataset.drop(getOutputCol()));
    }

    @Override
    public StructType transformSchema(StructType schema) {
      StructType left = new StructType();
      for (var field : schema.fields()) {
        left = field.name().equals(getOutputCol()) ? left : left.add(field);
      }
      return super.transformSchema(left);
    }

    /** Reads a saved one. */
    public static MLReader<Overwriting> read() {
      return new StageReader<>(Overwriting.class);
    }

    /** Loads a saved one. */
    public static Overwriting load(String path) {
      return read().load(path);
    }
  }

  /** Does not say which column is missing. */
  public static final class Taciturn extends Doubler<Taciturn> {

    /** Makes one with a uid of its own. */
    public Taciturn() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Taciturn(String uid) {
      super(uid);
    }

    @Override
    public StructType transformSchema(StructType schema) {
      if (!schema.getFieldIndex(getInputCol()).isDefined()) {
        throw new IllegalArgumentException("bad schema");
      }
      return super.transformSchema(schema);
    }

    /** Reads a saved one. */
    public static MLReader<Taciturn> read() {
      return new StageReader<>(Taciturn.class);
    }

    /** Loads a saved one. */
    public static Taciturn load(String path) {
      return read().load(path);
    }
  }

  /** Puts its output in front of the input. */
  public static final class Renaming extends Doubler<Renaming> {

    /** Makes one with a uid of its own. */
    public Renaming() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Renaming(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      return super.transform(dataset).select(getOutputCol(), dataset.columns());
    }

    @Override
    public StructType transformSchema(StructType schema) {
      StructType all = super.transformSchema(schema);
      StructType turned = new StructType().add(all.apply(getOutputCol()));
      for (var field : schema.fields()) {
        turned = turned.add(field);
      }
      return turned;
    }

    /** Reads a saved one. */
    public static MLReader<Renaming> read() {
      return new StageReader<>(Renaming.class);
    }

    /** Loads a saved one. */
    public static Renaming load(String path) {
      return read().load(path);
    }
  }

  /** Runs a job before an action. */
  public static final class Eager extends Doubler<Eager> {

    /** Makes one with a uid of its own. */
    public Eager() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Eager(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      if (!dataset.isStreaming()) {
        dataset.toJavaRDD().count();
      }
      return super.transform(dataset);
    }

    /** Reads a saved one. */
    public static MLReader<Eager> read() {
      return new StageReader<>(Eager.class);
    }

    /** Loads a saved one. */
    public static Eager load(String path) {
      return read().load(path);
    }
  }

  /** Keeps what it should skip or fail at. */
  public static final class Lenient extends Doubler<Lenient> {

    /** Makes one with a uid of its own. */
    public Lenient() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Lenient(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      transformSchema(dataset.schema());
      return dataset.withColumn(getOutputCol(), output(col(getInputCol())));
    }

    /** Reads a saved one. */
    public static MLReader<Lenient> read() {
      return new StageReader<>(Lenient.class);
    }

    /** Loads a saved one. */
    public static Lenient load(String path) {
      return read().load(path);
    }
  }

  /** Puts a number where there is none. */
  public static final class Guessing extends Doubler<Guessing> {

    /** Makes one with a uid of its own. */
    public Guessing() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Guessing(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      Dataset<Row> transformed = super.transform(dataset);
      return getHandleInvalid().equals("keep")
          ? transformed.na().fill(0, new String[] {getOutputCol()})
          : transformed;
    }

    /** Reads a saved one. */
    public static MLReader<Guessing> read() {
      return new StageReader<>(Guessing.class);
    }

    /** Loads a saved one. */
    public static Guessing load(String path) {
      return read().load(path);
    }
  }

  /** Turns the rows round. */
  public static final class Shuffling extends Doubler<Shuffling> {

    /** Makes one with a uid of its own. */
    public Shuffling() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Shuffling(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      Dataset<Row> transformed = super.transform(dataset);
      return dataset.isStreaming()
          ? transformed
          : transformed.coalesce(1).sortWithinPartitions(col("id").desc());
    }

    /** Reads a saved one. */
    public static MLReader<Shuffling> read() {
      return new StageReader<>(Shuffling.class);
    }

    /** Loads a saved one. */
    public static Shuffling load(String path) {
      return read().load(path);
    }
  }

  /** Drops the first row. */
  public static final class Losing extends Doubler<Losing> {

    /** Makes one with a uid of its own. */
    public Losing() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Losing(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      return super.transform(dataset).filter("id > 0");
    }

    /** Reads a saved one. */
    public static MLReader<Losing> read() {
      return new StageReader<>(Losing.class);
    }

    /** Loads a saved one. */
    public static Losing load(String path) {
      return read().load(path);
    }
  }

  /** Gives another result each time. */
  public static final class Moody extends Doubler<Moody> {

    /** Makes one with a uid of its own. */
    public Moody() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Moody(String uid) {
      super(uid);
    }

    @Override
    Column output(Column input) {
      return input.multiply(rand());
    }

    /** Reads a saved one. */
    public static MLReader<Moody> read() {
      return new StageReader<>(Moody.class);
    }

    /** Loads a saved one. */
    public static Moody load(String path) {
      return read().load(path);
    }
  }

  /** Knows its rows too early to stream. */
  public static final class BatchOnly extends Doubler<BatchOnly> {

    /** Makes one with a uid of its own. */
    public BatchOnly() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public BatchOnly(String uid) {
      super(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      return super.transform(dataset).coalesce(1).limit(1000).sort("id");
    }

    /** Reads a saved one. */
    public static MLReader<BatchOnly> read() {
      return new StageReader<>(BatchOnly.class);
    }

    /** Loads a saved one. */
    public static BatchOnly load(String path) {
      return read().load(path);
    }
  }

  /** Cannot travel. */
  public static final class Stuck extends Doubler<Stuck> {

    /** Makes one with a uid of its own. */
    public Stuck() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Stuck(String uid) {
      super(uid);
    }

    private Thread notSerializable = Thread.currentThread();

    /** Reads a saved one. */
    public static MLReader<Stuck> read() {
      return new StageReader<>(Stuck.class);
    }

    /** Loads a saved one. */
    public static Stuck load(String path) {
      return read().load(path);
    }
  }

  /** Opens a handle for each row. */
  public static final class Leaking extends Doubler<Leaking> {

    static final AtomicLong OPEN = new AtomicLong();

    /** Makes one with a uid of its own. */
    public Leaking() {
      this(Identifiable.randomUID("broken"));
    }

    /** Makes one with this uid. */
    public Leaking(String uid) {
      super(uid);
    }

    @Override
    Column output(Column input) {
      UDF1<Number, Double> leak =
          value -> {
            OPEN.incrementAndGet();
            return value == null ? null : 2 * value.doubleValue();
          };
      return udf(leak, DataTypes.DoubleType).apply(input);
    }

    /** Reads a saved one. */
    public static MLReader<Leaking> read() {
      return new StageReader<>(Leaking.class);
    }

    /** Loads a saved one. */
    public static Leaking load(String path) {
      return read().load(path);
    }
  }

  /** Fits a model that is wrong; nothing is wrong with the estimator. */
  public static final class Trainer extends Estimator<Trained>
      implements ColumnParams<Trainer>, DefaultParamsWritable {

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> handleInvalid;

    /** Makes one with a uid of its own. */
    public Trainer() {
      this(Identifiable.randomUID("trainer"));
    }

    /** Makes one with this uid. */
    public Trainer(String uid) {
      this.uid = uid;
      inputCol = ColumnParams.inputColParam(this);
      outputCol = ColumnParams.outputColParam(this);
      handleInvalid = ColumnParams.handleInvalidParam(this);
      setDefault(handleInvalid, "error");
    }

    @Override
    public String uid() {
      return uid;
    }

    @Override
    public Param<String> inputCol() {
      return inputCol;
    }

    @Override
    public Param<String> outputCol() {
      return outputCol;
    }

    @Override
    public Param<String> handleInvalid() {
      return handleInvalid;
    }

    @Override
    public Trained fit(Dataset<?> dataset) {
      transformSchema(dataset.schema());
      withOutput(dataset, input -> input).collectAsList();
      return copyValues(new Trained(uid, 2), ParamMap.empty()).setParent(this);
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return appendOutput(schema);
    }

    @Override
    public Trainer copy(ParamMap extra) {
      return defaultCopy(extra);
    }

    /** Reads a saved one. */
    public static MLReader<Trainer> read() {
      return new StageReader<>(Trainer.class);
    }

    /** Loads a saved one. */
    public static Trainer load(String path) {
      return read().load(path);
    }
  }

  /** Saves its Params but not what it has learned, and its copy has no parent. */
  public static final class Trained extends Model<Trained>
      implements ColumnParams<Trained>, DefaultParamsWritable {

    private final String uid;
    private final int learned;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> handleInvalid;

    /** Makes one that has learned nothing. */
    public Trained(String uid) {
      this(uid, 0);
    }

    Trained(String uid, int learned) {
      this.uid = uid;
      this.learned = learned;
      inputCol = ColumnParams.inputColParam(this);
      outputCol = ColumnParams.outputColParam(this);
      handleInvalid = ColumnParams.handleInvalidParam(this);
      setDefault(handleInvalid, "error");
    }

    @Override
    public String uid() {
      return uid;
    }

    @Override
    public Param<String> inputCol() {
      return inputCol;
    }

    @Override
    public Param<String> outputCol() {
      return outputCol;
    }

    @Override
    public Param<String> handleInvalid() {
      return handleInvalid;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      transformSchema(dataset.schema());
      return withOutput(dataset, input -> input.multiply(learned));
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return appendOutput(schema);
    }

    @Override
    public Trained copy(ParamMap extra) {
      return copyValues(new Trained(uid, learned), extra);
    }

    /** Reads a saved one. */
    public static MLReader<Trained> read() {
      return new StageReader<>(Trained.class);
    }

    /** Loads a saved one. */
    public static Trained load(String path) {
      return read().load(path);
    }
  }
}
