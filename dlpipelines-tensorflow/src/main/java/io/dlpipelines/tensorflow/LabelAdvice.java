package io.dlpipelines.tensorflow;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/** What to do about a column of labels that are no numbers. */
record LabelAdvice(DataType column) {

  /** Where labels are class indexes. */
  String forClasses() {
    if (column instanceof StringType) {
      return "Number the classes with StringIndexer.";
    }
    if (column instanceof BooleanType) {
      return "Cast it to an integer: false is class 0 and true is class 1.";
    }
    if (column instanceof ArrayType || column.equals(SQLDataTypes.VectorType())) {
      return "Give one number for each row, from 0; for a label for each output unit, use"
          + " KerasEstimator.";
    }
    return "Give whole numbers from 0, such as StringIndexer makes of the column as strings.";
  }

  /** Where labels are the values to predict. */
  String forValues() {
    return column instanceof StringType
        ? "Cast it to double where the strings are numbers; where they are classes, number them"
            + " with StringIndexer and train a KerasClassifier."
        : "Cast it to double.";
  }
}
