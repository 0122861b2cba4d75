package io.dlpipelines.tensorflow.keras.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes models as Keras 3 does, without anything of the time or place of writing: equal models
 * give equal bytes.
 */
public final class ModelWriter {
  private static final String KERAS_VERSION = "3.8.0";
  private static final String BACKEND = "tensorflow";
  private static final LocalDateTime THEN = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final String METADATA =
      "{\"keras_version\": \"%s\", \"date_saved\": \"1980-01-01@00:00:00\"}"
          .formatted(KERAS_VERSION);

  private ModelWriter() {}

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a {@code .keras} archive.
   *
   * @param model the model
   * @param out where it goes; not closed
   * @throws IOException if it cannot be written
   */
  public static void writeArchive(WeightedNetwork model, OutputStream out) throws IOException {
    String config = JsonText.write(ArchitectureWriter.write(model));
    Hdf5Tree weights = weights(model);
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    put(zip, "metadata.json", content -> content.write(METADATA.getBytes(UTF_8)));
    put(zip, "config.json", content -> content.write(config.getBytes(UTF_8)));
    put(zip, "model.weights.h5", content -> Hdf5Writer.write(weights, content));
    zip.finish();
  }

  /**
   * Writes a legacy {@code .h5} file.
   *
   * @param model the model
   * @param out where it goes; not closed
   * @throws IOException if it cannot be written
   */
  public static void writeHdf5(WeightedNetwork model, OutputStream out) throws IOException {
    ObjectNode architecture = ArchitectureWriter.write(model);
    Hdf5Tree root = new Hdf5Tree();
    root.text("backend", BACKEND);
    root.text("keras_version", KERAS_VERSION);
    root.text("model_config", JsonText.write(architecture));
    Hdf5Tree group = root.group("model_weights");
    group.text("backend", BACKEND);
    group.text("keras_version", KERAS_VERSION);
    Map<String, List<WeightSpec>> layers = WeightLayout.layers(model);
    group.list("layer_names", List.copyOf(layers.keySet()));
    layers.forEach((name, weights) -> layer(group.group(name), weights, model));
    layer(group.group("top_level_model_weights"), List.of(), model);
    Hdf5Writer.write(root, out);
  }

  private static void layer(Hdf5Tree group, List<WeightSpec> weights, WeightedNetwork model) {
    group.list("weight_names", weights.stream().map(WeightSpec::key).toList());
    weights.forEach(weight -> group.array(weight.key(), model.weights().get(weight.key())));
  }

  private static Hdf5Tree weights(WeightedNetwork model) {
    Hdf5Tree root = new Hdf5Tree();
    root.group("vars");
    WeightLayout.groups(model)
        .forEach(
            (path, weights) -> {
              Hdf5Tree group = root.group(path);
              for (WeightSpec weight : weights) {
                String index = String.valueOf(weights.indexOf(weight));
                group.array(index, model.weights().get(weight.key()));
              }
            });
    WeightLayout.savedValues(model.network()).forEach(root::array);
    return root;
  }

  /** What is stored as it is must be known by size and checksum before it is written. */
  private static void put(ZipOutputStream zip, String name, Content content) throws IOException {
    CRC32 checksum = new CRC32();
    long[] size = new long[1];
    OutputStream counted =
        new OutputStream() {
          @Override
          public void write(int value) {
            size[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            size[0] += length;
          }
        };
    content.writeTo(new CheckedOutputStream(counted, checksum));
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(THEN);
    entry.setSize(size[0]);
    entry.setCompressedSize(size[0]);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }
}
