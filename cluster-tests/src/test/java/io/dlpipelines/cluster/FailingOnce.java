package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.udf;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** A condition that holds for all rows, but fails at one until a file says that it has failed. */
final class FailingOnce {

  private FailingOnce() {}

  static Column where(Column id, long failing, Path marker) {
    String file = marker.toString();
    UDF1<Long, Boolean> condition =
        each -> {
          if (each == failing && !Files.exists(Path.of(file))) {
            Files.createFile(Path.of(file));
            throw new IllegalStateException("the disk failed");
          }
          return true;
        };
    return udf(condition, DataTypes.BooleanType).asNondeterministic().apply(id);
  }
}
