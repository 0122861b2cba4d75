package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.HasBatchSize;
import io.dlpipelines.param.HasDevice;
import io.dlpipelines.param.HasGpuMemoryFraction;
import io.dlpipelines.param.HasHandleInvalid;
import io.dlpipelines.param.HasIntraOpParallelism;
import io.dlpipelines.param.HasPrecision;
import io.dlpipelines.param.HasTaskGpuAmount;
import io.dlpipelines.param.HasWeightCol;
import io.dlpipelines.param.HasXla;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.stage.EstimatorStage;
import io.dlpipelines.stage.TransformerStage;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The Params of a stage that trains a network.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class TrainingStage<E extends TrainingStage<E, M>, M extends TransformerStage<M>>
    extends EstimatorStage<M>
    implements HasBatchSize<E>,
        HasHandleInvalid<E>,
        HasDevice<E>,
        HasGpuMemoryFraction<E>,
        HasTaskGpuAmount<E>,
        HasIntraOpParallelism<E>,
        HasPrecision<E>,
        HasXla<E>,
        HasWeightCol<E> {
  private static final int DEFAULT_BATCH_SIZE = 32;
  private static final double DEFAULT_LEARNING_RATE = 0.001;
  private static final int DEFAULT_EPOCHS = 10;

  private final Param<String> optimizer =
      ParamFactory.text(
          this,
          "optimizer",
          "what changes the weights, with its settings, such as sgd(momentum=0.9)");
  private final DoubleParam learningRate =
      ParamFactory.positive(this, "learningRate", "how far each step goes, at the start");
  private final Param<String> learningRateSchedule =
      ParamFactory.text(
          this,
          "learningRateSchedule",
          "how the learning rate changes, with its settings, such as cosine(decay_epochs=10)");
  private final StringArrayParam metrics =
      ParamFactory.texts(
          this, "metrics", "what is told of predictions besides their loss, such as accuracy");
  private final IntParam epochs =
      ParamFactory.atLeast(this, "epochs", "passes over the rows, at most", 1);
  private final LongParam seed =
      ParamFactory.seed(
          this, "seed", "of all that is random: order of rows, dropout, the split for validation");
  private final BooleanParam shuffle =
      ParamFactory.flag(
          this, "shuffle", "whether each epoch takes the rows in an order of its own");
  private final Param<String> validationIndicatorCol =
      ParamFactory.column(
          this,
          "validationIndicatorCol",
          "name of a boolean column that is true for rows to validate with");
  private final DoubleParam validationFraction =
      ParamFactory.fraction(
          this,
          "validationFraction",
          "share of the rows that is kept to validate with, drawn by the seed");
  private final IntParam earlyStoppingPatience =
      ParamFactory.atLeast(
          this,
          "earlyStoppingPatience",
          "epochs without a lower loss (of validation, where there is one) after which training"
              + " ends with the best weights; 0 for never",
          0);
  private final DoubleParam gradientClipNorm =
      ParamFactory.positive(
          this,
          "gradientClipNorm",
          "the most that the norm of all gradients together may be; larger ones are scaled");
  private final DoubleParam weightDecay =
      ParamFactory.notNegative(
          this,
          "weightDecay",
          "share of each weight that is taken off at each step, times the learning rate");
  private final Param<String> checkpointDir =
      ParamFactory.path(
          this,
          "checkpointDir",
          "folder on any Hadoop file system where the state of trainings is kept, and from where"
              + " they go on");
  private final IntParam checkpointInterval =
      ParamFactory.atLeast(this, "checkpointInterval", "epochs from one checkpoint to the next", 1);
  private final DoubleParam checkpointMinutes =
      ParamFactory.positive(
          this,
          "checkpointMinutes",
          "minutes after which a checkpoint is written within an epoch too");
  private final Param<String> tensorBoardDir =
      ParamFactory.path(
          this,
          "tensorBoardDir",
          "folder on any Hadoop file system for TensorBoard's event files, a folder below for each"
              + " training");
  private final IntParam batchSize = HasBatchSize.trainingBatchSizeParam(this);
  private final Param<String> handleInvalid = HasHandleInvalid.handleInvalidParam(this);
  private final Param<String> device = HasDevice.deviceParam(this);
  private final DoubleParam gpuMemoryFraction = HasGpuMemoryFraction.gpuMemoryFractionParam(this);
  private final DoubleParam taskGpuAmount = HasTaskGpuAmount.taskGpuAmountParam(this);
  private final IntParam intraOpParallelism = HasIntraOpParallelism.intraOpParallelismParam(this);
  private final Param<String> precision = HasPrecision.precisionParam(this);
  private final BooleanParam xla = HasXla.xlaParam(this);
  private final Param<String> weightCol = HasWeightCol.weightColParam(this);

  /**
   * Sets the defaults: Adam with Keras's learning rate, 10 epochs of batches of 32 rows. A fit uses
   * all cores of the executor it runs on, unless {@code intraOpParallelism} says how many; fits
   * that want more cores than are free wait for each other.
   *
   * @param uid the stage's unique name
   */
  protected TrainingStage(String uid) {
    super(uid);
    setDefault(optimizer, "adam");
    setDefault(learningRate, DEFAULT_LEARNING_RATE);
    setDefault(learningRateSchedule, "constant");
    setDefault(metrics, new String[0]);
    setDefault(epochs, DEFAULT_EPOCHS);
    setDefault(seed, (long) getClass().getName().hashCode());
    setDefault(shuffle, true);
    setDefault(earlyStoppingPatience, 0);
    setDefault(checkpointInterval, 1);
    setDefault(batchSize, DEFAULT_BATCH_SIZE);
    setDefault(handleInvalid, HandleInvalid.ERROR.paramValue());
    setDefault(device, "auto");
    setDefault(gpuMemoryFraction, 1.0);
    setDefault(taskGpuAmount, 0.0);
    setDefault(precision, "float32");
    setDefault(xla, false);
  }

  /**
   * What changes the weights.
   *
   * @return the Param
   */
  public final Param<String> optimizer() {
    return optimizer;
  }

  /**
   * What changes the weights.
   *
   * @return the value
   */
  public final String getOptimizer() {
    return getOrDefault(optimizer);
  }

  /**
   * Sets what changes the weights: one of Keras's optimizers by its name, with its settings, such
   * as {@code sgd(momentum=0.9, nesterov=true)}.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setOptimizer(String value) {
    set(optimizer, requireNonNull(value, "optimizer"));
    return (E) this;
  }

  /**
   * How far each step goes, at the start.
   *
   * @return the Param
   */
  public final DoubleParam learningRate() {
    return learningRate;
  }

  /**
   * How far each step goes, at the start.
   *
   * @return the value
   */
  public final double getLearningRate() {
    return (Double) getOrDefault(learningRate);
  }

  /**
   * Sets how far each step goes, at the start.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setLearningRate(double value) {
    set(learningRate, value);
    return (E) this;
  }

  /**
   * How the learning rate changes.
   *
   * @return the Param
   */
  public final Param<String> learningRateSchedule() {
    return learningRateSchedule;
  }

  /**
   * How the learning rate changes.
   *
   * @return the value
   */
  public final String getLearningRateSchedule() {
    return getOrDefault(learningRateSchedule);
  }

  /**
   * Sets how the learning rate changes: {@code constant}, or one of Keras's schedules with its
   * settings.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setLearningRateSchedule(String value) {
    set(learningRateSchedule, requireNonNull(value, "learningRateSchedule"));
    return (E) this;
  }

  /**
   * What is told of predictions besides their loss.
   *
   * @return the Param
   */
  public final StringArrayParam metrics() {
    return metrics;
  }

  /**
   * What is told of predictions besides their loss.
   *
   * @return the value
   */
  public final String[] getMetrics() {
    return getOrDefault(metrics);
  }

  /**
   * Sets what is told of predictions besides their loss, by Keras's names.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setMetrics(String... value) {
    set(metrics, requireNonNull(value, "metrics").clone());
    return (E) this;
  }

  /**
   * Passes over the rows, at most.
   *
   * @return the Param
   */
  public final IntParam epochs() {
    return epochs;
  }

  /**
   * Passes over the rows, at most.
   *
   * @return the value
   */
  public final int getEpochs() {
    return (Integer) getOrDefault(epochs);
  }

  /**
   * Sets how many passes over the rows there are, at most.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setEpochs(int value) {
    set(epochs, value);
    return (E) this;
  }

  /**
   * The seed of all that is random.
   *
   * @return the Param
   */
  public final LongParam seed() {
    return seed;
  }

  /**
   * The seed of all that is random.
   *
   * @return the value
   */
  public final long getSeed() {
    return (Long) getOrDefault(seed);
  }

  /**
   * Sets the seed of all that is random: the order of rows, dropout, the split for validation.
   * First weights are the model's own; {@code KerasModel.withSeed} draws others.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setSeed(long value) {
    set(seed, value);
    return (E) this;
  }

  /**
   * Whether each epoch takes the rows in an order of its own.
   *
   * @return the Param
   */
  public final BooleanParam shuffle() {
    return shuffle;
  }

  /**
   * Whether each epoch takes the rows in an order of its own.
   *
   * @return the value
   */
  public final boolean getShuffle() {
    return (Boolean) getOrDefault(shuffle);
  }

  /**
   * Sets whether each epoch takes the rows in an order of its own.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setShuffle(boolean value) {
    set(shuffle, value);
    return (E) this;
  }

  /**
   * The column that is true for rows to validate with.
   *
   * @return the Param
   */
  public final Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /**
   * The column that is true for rows to validate with.
   *
   * @return the value
   */
  public final String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol);
  }

  /**
   * Sets the column that is true for rows to validate with; it is null or false for those to train
   * with.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setValidationIndicatorCol(String value) {
    set(validationIndicatorCol, requireNonNull(value, "validationIndicatorCol"));
    return (E) this;
  }

  /**
   * The share of rows that is kept to validate with.
   *
   * @return the Param
   */
  public final DoubleParam validationFraction() {
    return validationFraction;
  }

  /**
   * The share of rows that is kept to validate with.
   *
   * @return the value
   */
  public final double getValidationFraction() {
    return (Double) getOrDefault(validationFraction);
  }

  /**
   * Sets the share of rows that is kept to validate with, drawn by the seed.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setValidationFraction(double value) {
    set(validationFraction, value);
    return (E) this;
  }

  /**
   * Epochs without a lower loss after which training ends.
   *
   * @return the Param
   */
  public final IntParam earlyStoppingPatience() {
    return earlyStoppingPatience;
  }

  /**
   * Epochs without a lower loss after which training ends.
   *
   * @return the value
   */
  public final int getEarlyStoppingPatience() {
    return (Integer) getOrDefault(earlyStoppingPatience);
  }

  /**
   * Sets after how many epochs without a lower loss (of validation, where there is one) training
   * ends. Then the weights are those of the best epoch, whether it ended early or not; with 0 they
   * are those of the last.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setEarlyStoppingPatience(int value) {
    set(earlyStoppingPatience, value);
    return (E) this;
  }

  /**
   * The most that the norm of all gradients together may be.
   *
   * @return the Param
   */
  public final DoubleParam gradientClipNorm() {
    return gradientClipNorm;
  }

  /**
   * The most that the norm of all gradients together may be.
   *
   * @return the value
   */
  public final double getGradientClipNorm() {
    return (Double) getOrDefault(gradientClipNorm);
  }

  /**
   * Sets the most that the norm of all gradients together may be; larger ones are scaled.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setGradientClipNorm(double value) {
    set(gradientClipNorm, value);
    return (E) this;
  }

  /**
   * The share of each weight that is taken off at each step.
   *
   * @return the Param
   */
  public final DoubleParam weightDecay() {
    return weightDecay;
  }

  /**
   * The share of each weight that is taken off at each step.
   *
   * @return the value
   */
  public final double getWeightDecay() {
    return (Double) getOrDefault(weightDecay);
  }

  /**
   * Sets the share of each weight that is taken off at each step, times the learning rate: Keras's
   * {@code weight_decay}.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setWeightDecay(double value) {
    set(weightDecay, value);
    return (E) this;
  }

  /**
   * The folder where the state of trainings is kept.
   *
   * @return the Param
   */
  public final Param<String> checkpointDir() {
    return checkpointDir;
  }

  /**
   * The folder where the state of trainings is kept.
   *
   * @return the value
   */
  public final String getCheckpointDir() {
    return getOrDefault(checkpointDir);
  }

  /**
   * Sets the folder where the state of trainings is kept, each in a folder of its own. A training
   * with the same model, Params and number of rows goes on from there.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setCheckpointDir(String value) {
    set(checkpointDir, requireNonNull(value, "checkpointDir"));
    return (E) this;
  }

  /**
   * Epochs from one checkpoint to the next.
   *
   * @return the Param
   */
  public final IntParam checkpointInterval() {
    return checkpointInterval;
  }

  /**
   * Epochs from one checkpoint to the next.
   *
   * @return the value
   */
  public final int getCheckpointInterval() {
    return (Integer) getOrDefault(checkpointInterval);
  }

  /**
   * Sets how many epochs there are from one checkpoint to the next.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setCheckpointInterval(int value) {
    set(checkpointInterval, value);
    return (E) this;
  }

  /**
   * Minutes after which a checkpoint is written within an epoch too.
   *
   * @return the Param
   */
  public final DoubleParam checkpointMinutes() {
    return checkpointMinutes;
  }

  /**
   * Minutes after which a checkpoint is written within an epoch too.
   *
   * @return the value
   */
  public final double getCheckpointMinutes() {
    return (Double) getOrDefault(checkpointMinutes);
  }

  /**
   * Sets after how many minutes without a checkpoint one is written within an epoch too. Where it
   * is not set, they are written between epochs only.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setCheckpointMinutes(double value) {
    set(checkpointMinutes, value);
    return (E) this;
  }

  /**
   * The folder for TensorBoard's event files.
   *
   * @return the Param
   */
  public final Param<String> tensorBoardDir() {
    return tensorBoardDir;
  }

  /**
   * The folder for TensorBoard's event files.
   *
   * @return the value
   */
  public final String getTensorBoardDir() {
    return getOrDefault(tensorBoardDir);
  }

  /**
   * Sets the folder for TensorBoard's event files; each training has a folder below.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setTensorBoardDir(String value) {
    set(tensorBoardDir, requireNonNull(value, "tensorBoardDir"));
    return (E) this;
  }

  @Override
  public final IntParam batchSize() {
    return batchSize;
  }

  @Override
  public final Param<String> handleInvalid() {
    return handleInvalid;
  }

  @Override
  public final Param<String> device() {
    return device;
  }

  @Override
  public final DoubleParam gpuMemoryFraction() {
    return gpuMemoryFraction;
  }

  @Override
  public final DoubleParam taskGpuAmount() {
    return taskGpuAmount;
  }

  @Override
  public final IntParam intraOpParallelism() {
    return intraOpParallelism;
  }

  @Override
  public final Param<String> precision() {
    return precision;
  }

  @Override
  public final BooleanParam xla() {
    return xla;
  }

  @Override
  public final Param<String> weightCol() {
    return weightCol;
  }

  /**
   * Lets a model compute as it was trained: where, how exactly, and whether by XLA. Where a GPU was
   * asked for the training alone, the model takes one only if its tasks have one.
   *
   * @param fitted the model
   */
  protected final void computeAlike(ScoringStage<?> fitted) {
    fitted.setDevice(getTaskGpuAmount() > 0 && getDevice().equals("gpu") ? "auto" : getDevice());
    fitted.setGpuMemoryFraction(getGpuMemoryFraction());
    fitted.setPrecision(getPrecision());
    fitted.setXla(getXla());
  }
}
