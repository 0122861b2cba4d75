package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Scala's sequences from Java. */
final class Sequences {

  private Sequences() {}

  static <T> Seq<T> of(T element) {
    return of(List.of(element));
  }

  static <T> Seq<T> of(List<? extends T> elements) {
    return CollectionConverters.<T>asScala(new ArrayList<T>(elements)).toIndexedSeq();
  }

  static <T> List<T> toJava(Seq<T> elements) {
    return CollectionConverters.asJava(elements);
  }

  static <T> Seq<T> append(Seq<T> elements, T last) {
    List<T> all = new ArrayList<>(toJava(elements));
    all.add(last);
    return of(all);
  }
}
