package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/** Java functions as the partial functions that Catalyst's tree transformations take. */
final class Rewrites {

  private Rewrites() {}

  /** Applies to every tree node of a type. */
  static <B, T extends B> PartialFunction<B, B> all(
      Class<T> type, Function<? super T, ? extends B> rewrite) {
    return some(type, node -> true, rewrite);
  }

  /** Applies to the tree nodes of a type that pass the test. */
  static <B, T extends B> PartialFunction<B, B> some(
      Class<T> type, Predicate<? super T> test, Function<? super T, ? extends B> rewrite) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(B node) {
        return type.isInstance(node) && test.test(type.cast(node));
      }

      @Override
      public B apply(B node) {
        return rewrite.apply(type.cast(node));
      }
    };
  }

  /** The expressions of a type in a tree, outer before inner. */
  static <T extends Expression> List<T> find(Expression root, Class<T> type) {
    List<T> found = new ArrayList<>();
    collect(root, type, found);
    return found;
  }

  private static <T extends Expression> void collect(
      Expression node, Class<T> type, List<T> found) {
    if (type.isInstance(node)) {
      found.add(type.cast(node));
    }
    Sequences.toJava(node.children()).forEach(child -> collect(child, type, found));
  }
}
