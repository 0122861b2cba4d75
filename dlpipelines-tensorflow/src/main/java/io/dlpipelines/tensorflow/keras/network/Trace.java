package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * One writing of a network into a graph. It learns on the way which weights the network has, since
 * layers ask for them where they use them, and which values training changes besides.
 */
public final class Trace {
  /** What {@link SplittableRandom} takes between one number and the next. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final Ops root;
  private final boolean training;
  private final long seed;
  private final Optional<Operand<TInt64>> step;
  private final WeightSource source;
  private final Map<String, WeightSpec> specs = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> tensors = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> updates = new LinkedHashMap<>();
  private final Map<String, Integer> names = new TreeMap<>();
  private final List<LayerOutput> outputs = new ArrayList<>();
  private final List<Operand<TFloat32>> penalties = new ArrayList<>();
  private final Map<String, Constraint> constraints = new LinkedHashMap<>();
  private Predicate<WeightSpec> trained = WeightSpec::trainable;
  private boolean penalized;
  private long draws;

  /**
   * A tensor that a layer gave.
   *
   * @param layer the layer's name, after those of the models it is nested in
   * @param application how often the layer was applied before
   * @param index which of the layer's outputs
   * @param value the tensor
   */
  public record LayerOutput(List<String> layer, int application, int index, Value value) {}

  /**
   * Starts to write.
   *
   * @param root the graph
   * @param training whether the graph is to train with: dropout drops, batches are normalized by
   *     their own moments
   * @param seed of all that is random
   * @param source puts weights into the graph
   */
  public Trace(Ops root, boolean training, long seed, WeightSource source) {
    this(root, training, seed, Optional.empty(), source);
  }

  /**
   * Starts to write a graph whose steps are numbered.
   *
   * @param root the graph
   * @param training whether the graph is to train with
   * @param seed of all that is random
   * @param step a scalar: what is random is the same at the same step, and another at each other
   *     one; if empty, it is the same always
   * @param source puts weights into the graph
   */
  public Trace(
      Ops root, boolean training, long seed, Optional<Operand<TInt64>> step, WeightSource source) {
    this.root = requireNonNull(root, "root");
    this.training = training;
    this.seed = seed;
    this.step = requireNonNull(step, "step");
    this.source = requireNonNull(source, "source");
    penalized = training;
  }

  /**
   * The weights that were asked for, each once.
   *
   * @return in the order in which they were first asked for
   */
  public List<WeightSpec> weights() {
    return List.copyOf(specs.values());
  }

  /**
   * What weights that are not trained become after a step, such as moving averages.
   *
   * @return new values by {@link WeightSpec#key}
   */
  public Map<String, Operand<TFloat32>> updates() {
    return Collections.unmodifiableMap(updates);
  }

  /**
   * What regularizers of weights that are trained, and of what layers give, add to the loss.
   *
   * @return scalars, none if the graph is not to train with, unless they are {@linkplain
   *     #withPenalties asked for}
   */
  public List<Operand<TFloat32>> penalties() {
    return List.copyOf(penalties);
  }

  /**
   * What weights that are trained are made to be after each step.
   *
   * @return constraints by {@link WeightSpec#key}, none if the graph is not to train with
   */
  public Map<String, Constraint> constraints() {
    return Map.copyOf(constraints);
  }

  /**
   * What each layer gave.
   *
   * @return in the order of writing
   */
  public List<LayerOutput> outputs() {
    return List.copyOf(outputs);
  }

  /**
   * Asks for penalties in a graph that is not to train with, but tells how well it was trained.
   *
   * @return this one
   */
  public Trace withPenalties() {
    penalized = true;
    return this;
  }

  boolean penalized() {
    return penalized;
  }

  Ops root() {
    return root;
  }

  boolean training() {
    return training;
  }

  /** Two numbers for an operation that draws, which depend on its number and the step alone. */
  Operand<TInt64> nextSeed(Ops tf) {
    long number = new SplittableRandom(seed + GOLDEN * ++draws).nextLong();
    return tf.stack(List.of(tf.constant(number), step.orElseGet(() -> tf.constant(0L))));
  }

  /** A name that no operation or scope of this graph has: the one asked for, or with a number. */
  String unique(String name) {
    int before = names.merge(name, 1, Integer::sum) - 1;
    return before == 0 ? name : unique(name + "_" + before);
  }

  /** Says which weights are trained, before any is asked for. */
  void train(Predicate<WeightSpec> weights) {
    trained = weights;
  }

  void penalize(Operand<TFloat32> penalty) {
    penalties.add(penalty);
  }

  /**
   * The tensor of a weight.
   *
   * @param config the settings of the layer that has the weight, which may have rules for it
   */
  Operand<TFloat32> weight(WeightSpec spec, LayerConfig config) {
    String key = spec.key();
    WeightSpec known = specs.putIfAbsent(key, spec);
    if (known == null) {
      Operand<TFloat32> tensor = source.tensor(root, spec);
      tensors.put(key, tensor);
      if (penalized && trained.test(spec)) {
        config
            .findRule(spec.name(), "regularizer")
            .ifPresent(rule -> penalize(rule.regularizer().penalty(root, tensor)));
      }
      if (training && trained.test(spec)) {
        config
            .findRule(spec.name(), "constraint")
            .ifPresent(rule -> constraints.put(key, rule.constraint()));
      }
    } else if (!known.shape().equals(spec.shape())) {
      throw new IllegalArgumentException(
          "The layer is applied to inputs that need weights of different shapes: %s and %s. Use two layers."
              .formatted(known, spec));
    }
    return tensors.get(key);
  }

  void update(String key, Operand<TFloat32> value) {
    updates.put(key, value);
  }

  void record(LayerOutput output) {
    outputs.add(output);
  }
}
