package io.dlpipelines.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder {@code data/} of a saved stage: {@code format.json} with the format's version and the
 * checksum of each file, and the files below {@code model/}.
 */
final class DataFolder {
  private static final int FORMAT_VERSION = 1;
  private static final String FORMAT_FILE = "format.json";
  private static final String MODEL_FOLDER = "model";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Configuration configuration;

  DataFolder(String stagePath, Configuration configuration) {
    this.folder = new Path(stagePath, "data");
    this.configuration = configuration;
  }

  void write(Optional<SavedData> data) throws IOException {
    ObjectNode format = JSON.createObjectNode();
    format.put("formatVersion", FORMAT_VERSION);
    format.put("libraryVersion", libraryVersion());
    if (data.isPresent()) {
      format.put("engine", data.get().engine());
      format.set("model", data.get().descriptor());
      ObjectNode files = format.putObject("files");
      for (ModelFile file : data.get().files().files()) {
        files.putObject(file.path()).put("sha256", file.sha256()).put("bytes", file.size());
      }
      data.get().files().write(new Path(folder, MODEL_FOLDER), configuration);
    }
    Path path = new Path(folder, FORMAT_FILE);
    try (OutputStream out = path.getFileSystem(configuration).create(path, false)) {
      JSON.writerWithDefaultPrettyPrinter().writeValue(out, format);
    }
  }

  Optional<SavedData> read() throws IOException {
    JsonNode format = readFormat();
    int version = format.path("formatVersion").asInt();
    if (version < 1 || version > FORMAT_VERSION) {
      throw new IOException(
          "%s has format version %d, and this library (%s) reads up to %d. It was written by version %s: use that or a newer one."
              .formatted(
                  ShownPath.of(folder),
                  version,
                  libraryVersion(),
                  FORMAT_VERSION,
                  format.path("libraryVersion").asText("unknown")));
    }
    if (!format.has("model")) {
      return Optional.empty();
    }
    Path model = new Path(folder, MODEL_FOLDER);
    ModelFiles files = verified(format.path("files"), readFiles(model), model);
    return Optional.of(new SavedData(format.path("engine").asText(), format.path("model"), files));
  }

  private JsonNode readFormat() throws IOException {
    Path path = new Path(folder, FORMAT_FILE);
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      return JSON.readTree(in);
    } catch (FileNotFoundException missing) {
      throw new IOException(
          "%s is missing: the stage was not saved whole. Save it again."
              .formatted(ShownPath.of(path)),
          missing);
    } catch (JsonProcessingException damaged) {
      throw new IOException(
          "%s is damaged: %s. Save the stage again."
              .formatted(ShownPath.of(path), damaged.getOriginalMessage()),
          damaged);
    }
  }

  private ModelFiles readFiles(Path model) throws IOException {
    try {
      return ModelFiles.read(model, configuration);
    } catch (FileNotFoundException missing) {
      throw new IOException(
          "%s is missing: the stage was not saved whole. Save it again."
              .formatted(ShownPath.of(model)),
          missing);
    }
  }

  /** The files that were saved, unchanged; what else lies there is none of the model's. */
  private static ModelFiles verified(JsonNode recorded, ModelFiles found, Path model)
      throws IOException {
    List<ModelFile> files = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : recorded.properties()) {
      ModelFile file =
          found
              .find(entry.getKey())
              .orElseThrow(
                  () ->
                      new IOException(
                          "%s/%s is missing: the stage was not saved or copied whole."
                              .formatted(ShownPath.of(model), entry.getKey())));
      String expected = entry.getValue().path("sha256").asText();
      if (!file.sha256().equals(expected)) {
        throw new IOException(
            "%s/%s has checksum %s, and %s was saved: the file was changed or damaged."
                .formatted(ShownPath.of(model), entry.getKey(), file.sha256(), expected));
      }
      files.add(file);
    }
    return ModelFiles.of(files);
  }

  private static String libraryVersion() {
    Properties properties = new Properties();
    try (InputStream in = DataFolder.class.getResourceAsStream("library.properties")) {
      properties.load(in);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return properties.getProperty("version");
  }
}
