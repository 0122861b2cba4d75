package io.dlpipelines.samples.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.run.Places;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A saved stage or pipeline, as its metadata describes it.
 *
 * @param folder where it was saved
 * @param metadata what Spark wrote of it
 */
record SavedStage(Path folder, JsonNode metadata) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "metadata";
  private static final String STAGES = "stages";
  private static final String STAGE_UIDS = "stageUids";
  private static final String NETWORK = "data/model";
  private static final String META_GRAPH = ".meta";

  /** The stage or pipeline in a folder, empty if there is none. */
  static Optional<SavedStage> find(String place) {
    try {
      return find(new Path(Places.of(place)));
    } catch (IOException failure) {
      throw new UserException(
          "Cannot read the metadata of " + place + ": " + failure.getMessage(), failure);
    }
  }

  private static Optional<SavedStage> find(Path folder) throws IOException {
    Path metadata = new Path(folder, METADATA);
    FileSystem files = fileSystem(folder);
    if (!files.exists(metadata) || !files.getFileStatus(metadata).isDirectory()) {
      return Optional.empty();
    }
    for (FileStatus part : files.listStatus(metadata)) {
      String name = part.getPath().getName();
      if (part.getLen() > 0 && !name.startsWith(".") && !name.startsWith("_")) {
        try (InputStream in = files.open(part.getPath())) {
          JsonNode json = JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          return Optional.of(new SavedStage(folder, json));
        }
      }
    }
    return Optional.empty();
  }

  /** Its class, its Params, its network, and the same of its stages. */
  String describe() {
    try {
      return String.join("\n", lines());
    } catch (IOException failure) {
      throw new UserException("Cannot read " + folder + ": " + failure.getMessage(), failure);
    }
  }

  private List<String> lines() throws IOException {
    String type = metadata.path("class").asText();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s, saved by Spark %s"
            .formatted(
                type.substring(type.lastIndexOf('.') + 1),
                metadata.path("uid").asText(),
                metadata.path("sparkVersion").asText("of an unknown version")));
    metadata.path("paramMap").properties().stream()
        .filter(param -> !param.getKey().equals(STAGE_UIDS))
        .forEach(param -> lines.add("  %s = %s".formatted(param.getKey(), param.getValue())));
    for (SavedStage stage : stages()) {
      stage.lines().forEach(line -> lines.add("  " + line));
    }
    network().ifPresent(text -> text.lines().forEach(line -> lines.add("  " + line)));
    return lines;
  }

  /** Spark names the folders of a pipeline's stages by their index and uid. */
  private List<SavedStage> stages() throws IOException {
    Path stages = new Path(folder, STAGES);
    List<SavedStage> found = new ArrayList<>();
    if (fileSystem(folder).exists(stages)) {
      FileStatus[] folders = fileSystem(folder).listStatus(stages);
      Arrays.sort(folders, (one, other) -> Integer.compare(index(one), index(other)));
      for (FileStatus each : folders) {
        find(each.getPath()).ifPresent(found::add);
      }
    }
    return found;
  }

  private static int index(FileStatus stage) {
    String name = stage.getPath().getName();
    String digits = name.substring(0, Math.max(0, name.indexOf('_')));
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
  }

  private Optional<String> network() throws IOException {
    Path network = new Path(folder, NETWORK);
    if (!fileSystem(folder).exists(network)) {
      return Optional.empty();
    }
    List<String> files =
        Stream.of(fileSystem(folder).listStatus(network))
            .map(file -> file.getPath().toString())
            .toList();
    return files.stream()
        .filter(file -> files.size() == 1 || file.endsWith(META_GRAPH))
        .findFirst()
        .map(file -> new ModelFile(file).describe());
  }

  private static FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(new Configuration());
  }
}
