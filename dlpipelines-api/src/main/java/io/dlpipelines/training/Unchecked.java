package io.dlpipelines.training;

/** Throws checked exceptions from methods that do not declare them, as Spark's own methods do. */
final class Unchecked {

  private Unchecked() {}

  static RuntimeException rethrow(Exception failure) {
    return Unchecked.<RuntimeException>as(failure);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException as(Exception failure) throws E {
    throw (E) failure;
  }
}
