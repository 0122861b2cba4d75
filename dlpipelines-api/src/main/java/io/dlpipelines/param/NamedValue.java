package io.dlpipelines.param;

/** A value of a Param that people know by a name, such as a network. */
public interface NamedValue {

  /**
   * What reports of searches call it; {@code cnn(width=32, dropout=0.4)} also tells what it was
   * built with.
   *
   * @return the name
   */
  String name();
}
