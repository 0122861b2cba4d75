package io.dlpipelines.persist;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.param.HasInputCol;
import io.dlpipelines.stage.TransformerStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A stage whose model is a folder of files; it does nothing with them. */
public final class FileKeeper extends TransformerStage<FileKeeper>
    implements HasInputCol<FileKeeper> {

  /** The files and how many there are. */
  static final class FilesParam extends DataParam<ModelFiles> {

    FilesParam(Params owner) {
      super(owner, "files", "the files");
    }

    @Override
    public SavedData toSaved(ModelFiles value) {
      return new SavedData(
          "keeper 1",
          JsonNodeFactory.instance.objectNode().put("count", value.files().size()),
          value);
    }

    @Override
    public ModelFiles fromSaved(SavedData saved) {
      if (saved.descriptor().path("count").asInt() != saved.files().files().size()) {
        throw new IllegalStateException(saved.descriptor() + " is not of " + saved.files().files());
      }
      return saved.files();
    }
  }

  private final Param<String> inputCol = HasInputCol.inputColParam(this);
  private final FilesParam files = new FilesParam(this);

  /** With this uid. */
  public FileKeeper(String uid) {
    super(uid);
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  /** The files. */
  public DataParam<ModelFiles> files() {
    return files;
  }

  FileKeeper setFiles(ModelFiles value) {
    set(files, value);
    return this;
  }

  ModelFiles getFiles() {
    return getOrDefault(files);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return dataset.toDF();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public FileKeeper copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a saved one. */
  public static MLReader<FileKeeper> read() {
    return new StageReader<>(FileKeeper.class);
  }
}
