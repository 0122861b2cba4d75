package io.dlpipelines.tensorflow.keras.layer.recurrent;

import io.dlpipelines.tensorflow.runtime.GraphLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A {@link TimeLoop} as one operation whose body is a function of the graph. It takes any number of
 * times, and cannot be trained.
 */
final class WhileLoop {
  /** Carried before the states: the step, the number of times and the last output. */
  private static final int STATES = 3;

  private final TimeLoop loop;
  private final Ops tf;

  WhileLoop(TimeLoop loop, Ops tf) {
    this.loop = loop;
    this.tf = tf;
  }

  TimeLoop.Result run(
      Operand<TFloat32> projected, Optional<Operand<TBool>> mask, List<Operand<TFloat32>> states) {
    Operand<TFloat32> first = tf.zerosLike(states.get(loop.recurrence().output()));
    Operand<TInt32> times = Sizes.of(tf, projected, 1);
    List<Operand<?>> carried = new ArrayList<>();
    carried.add(tf.constant(0));
    carried.add(times);
    carried.add(first);
    carried.addAll(states);
    if (loop.sequences()) {
      // Memory of this run's own, which the steps write to in place.
      carried.add(
          tf.empty(
              tf.concat(
                  List.of(tf.expandDims(times, tf.constant(0)), tf.shape(first)), tf.constant(0)),
              TFloat32.class));
    }
    Body body = new Body(carried);
    Operand<TFloat32> inputs = timeMajor(projected);
    Optional<Operand<TBool>> masks = mask.map(this::timeMajor);
    List<Output<?>> after =
        GraphLoop.run(
            tf,
            ops -> body.signature(ops, scope -> turn(scope, states.size(), inputs, masks)),
            body::condition,
            body::arguments);
    List<Operand<TFloat32>> last = new ArrayList<>();
    for (int index = 0; index < states.size(); index++) {
      last.add(after.get(STATES + index).expect(TFloat32.class));
    }
    Operand<TFloat32> output = after.get(STATES - 1).expect(TFloat32.class);
    return new TimeLoop.Result(
        loop.sequences()
            ? timeMajor(after.get(STATES + states.size()).expect(TFloat32.class))
            : output,
        last);
  }

  private List<Operand<?>> turn(
      Body.Inside scope, int stateCount, Operand<TFloat32> inputs, Optional<Operand<TBool>> masks) {
    Ops inside = scope.tf();
    Operand<TInt32> step = scope.carried(0).expect(TInt32.class);
    Operand<TInt32> times = scope.carried(1).expect(TInt32.class);
    Operand<TInt32> time =
        loop.backwards() ? inside.math.sub(inside.math.sub(times, inside.constant(1)), step) : step;
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (int index = 0; index < stateCount; index++) {
      states.add(scope.carried(STATES + index).expect(TFloat32.class));
    }
    TimeLoop.Turn turn =
        loop.turn(
            scope,
            at(scope, inputs, time),
            masks.map(all -> at(scope, all, time)),
            new TimeLoop.Turn(scope.carried(STATES - 1).expect(TFloat32.class), states));
    List<Operand<?>> next = new ArrayList<>();
    next.add(inside.math.add(step, inside.constant(1)));
    next.add(inside.identity(times));
    next.add(turn.output());
    next.addAll(turn.states());
    if (loop.sequences()) {
      next.add(
          inside.inplaceUpdate(
              scope.carried(STATES + stateCount).expect(TFloat32.class),
              inside.expandDims(step, inside.constant(0)),
              inside.expandDims(turn.output(), inside.constant(0))));
    }
    return next;
  }

  private static <T extends TType> Operand<T> at(
      StepScope scope, Operand<T> sequence, Operand<TInt32> time) {
    return scope.tf().gather(scope.outer(sequence), time, scope.tf().constant(0));
  }

  private <T extends TType> Operand<T> timeMajor(Operand<T> sequence) {
    return tf.linalg.transpose(sequence, swapped(sequence.shape().numDimensions()));
  }

  private Operand<TInt32> swapped(int rank) {
    int[] axes = new int[rank];
    for (int axis = 2; axis < rank; axis++) {
      axes[axis] = axis;
    }
    axes[0] = 1;
    return tf.constant(axes);
  }

  /** The functions of a loop: both take what is carried on, and what they need of the graph. */
  private static final class Body {
    private final List<Operand<?>> carried;
    private final Map<Output<?>, Operand<?>> captured = new LinkedHashMap<>();

    Body(List<Operand<?>> carried) {
      this.carried = carried;
    }

    List<Operand<?>> arguments() {
      List<Operand<?>> all = new ArrayList<>(carried);
      all.addAll(captured.keySet());
      return all;
    }

    Signature signature(Ops inside, Function<Inside, List<Operand<?>>> turn) {
      Inside scope = new Inside(inside);
      List<Operand<?>> next = new ArrayList<>(turn.apply(scope));
      scope.captures.values().forEach(capture -> next.add(inside.identity(capture)));
      captured.putAll(scope.captures);
      Signature.Builder signature = scope.inputs("step");
      for (int index = 0; index < next.size(); index++) {
        signature.output("next" + index, next.get(index));
      }
      return signature.build();
    }

    Signature condition(Ops inside) {
      Inside scope = new Inside(inside);
      arguments().subList(carried.size(), arguments().size()).forEach(scope::capture);
      return scope
          .inputs("more")
          .output(
              "more",
              inside.math.less(
                  scope.carried(0).expect(TInt32.class), scope.carried(1).expect(TInt32.class)))
          .build();
    }

    /** The inside of one function. */
    final class Inside implements StepScope {
      private final Ops tf;
      private final List<Output<?>> variables = new ArrayList<>();
      private final Map<Output<?>, Output<?>> captures = new LinkedHashMap<>();

      Inside(Ops tf) {
        this.tf = tf;
        carried.forEach(each -> variables.add(placeholder(each.asOutput())));
      }

      @Override
      public Ops tf() {
        return tf;
      }

      Output<?> carried(int index) {
        return variables.get(index);
      }

      @Override
      public <T extends TType> Operand<T> outer(Operand<T> tensor) {
        return capture(tensor).expect(tensor.type());
      }

      Output<?> capture(Operand<?> tensor) {
        return captures.computeIfAbsent(tensor.asOutput(), this::placeholder);
      }

      /** TensorFlow keeps functions by name and content, of which shapes of inputs are no part. */
      Signature.Builder inputs(String key) {
        List<Shape> shapes =
            Stream.concat(variables.stream(), captures.values().stream())
                .map(Output::shape)
                .toList();
        Signature.Builder signature =
            Signature.builder().key(key + Integer.toHexString(shapes.hashCode()));
        int index = 0;
        for (Output<?> variable : variables) {
          signature.input("carried" + index++, variable);
        }
        index = 0;
        for (Output<?> capture : captures.values()) {
          signature.input("captured" + index++, capture);
        }
        return signature;
      }

      private Output<?> placeholder(Output<?> like) {
        return tf.scope()
            .env()
            .opBuilder("Placeholder", tf.scope().makeOpName("argument"), tf.scope())
            .setAttr("dtype", DataType.forNumber(like.dataType().getNumber()))
            .setAttr("shape", like.shape())
            .build()
            .output(0);
      }
    }
  }
}
