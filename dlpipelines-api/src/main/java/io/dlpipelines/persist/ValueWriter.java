package io.dlpipelines.persist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWriter;

/**
 * Saves a model that is a Param's value on its own, in the form that Spark's tuning expects of such
 * values: its class in {@code metadata/}, and {@code data/} as a stage has it.
 */
public final class ValueWriter extends MLWriter {
  private final Class<?> type;
  private final SavedData data;

  /**
   * Makes a writer.
   *
   * @param type the value's class, which has a static {@code read()}
   * @param data the value
   */
  public ValueWriter(Class<?> type, SavedData data) {
    this.type = type;
    this.data = data;
  }

  @Override
  public void saveImpl(String path) {
    Configuration configuration = sparkSession().sparkContext().hadoopConfiguration();
    ObjectNode metadata = new ObjectMapper().createObjectNode();
    metadata.put("class", type.getName());
    metadata.put("timestamp", System.currentTimeMillis());
    metadata.put("sparkVersion", sparkSession().version());
    metadata.put("uid", data.files().sha256());
    metadata.putObject("paramMap");
    metadata.putObject("defaultParamMap");
    Path file = new Path(path, "metadata/part-00000");
    try {
      try (OutputStream out = file.getFileSystem(configuration).create(file, false)) {
        out.write((metadata + "\n").getBytes(StandardCharsets.UTF_8));
      }
      new DataFolder(path, configuration).write(Optional.of(data));
    } catch (IOException failure) {
      throw new UncheckedIOException("The model could not be saved to " + path, failure);
    }
  }
}
