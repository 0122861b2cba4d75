package io.dlpipelines.tensorflow.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.dlpipelines.persist.CurrentSession;
import io.dlpipelines.persist.ModelFile;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.persist.ShownPath;
import io.dlpipelines.persist.SourcePath;
import io.dlpipelines.persist.UnreadableException;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** Reads models' files from any Hadoop file system into the form in which they travel. */
final class GraphFiles {
  /** What errors call a model that was read before. */
  static final String THE_MODEL = "The model";

  private static final String SAVED_MODEL_FILE = ModelKind.SAVED_MODEL_FILE;
  private static final String SAVED_MODEL_TEXT = "saved_model.pbtxt";
  static final String SAVED_MODEL_PATH = ModelKind.SAVED_MODEL_FOLDER + "/" + SAVED_MODEL_FILE;
  private static final String META = ".meta";
  static final String META_PATH = ModelKind.CHECKPOINT_PREFIX + META;
  private static final String INDEX = ".index";
  private static final String DATA = ".data-";
  private static final String CHECKPOINT_STATE = "checkpoint";
  private static final Pattern CHECKPOINT_PATH =
      Pattern.compile("(?m)^\\s*model_checkpoint_path:\\s*\"([^\"]*)\"");

  private GraphFiles() {}

  /** What a path holds, by the names of the files. */
  static ModelKind kindOf(String path) {
    Path root = path(path);
    try {
      FileSystem fileSystem = root.getFileSystem(CurrentSession.hadoop());
      boolean found = fileSystem.exists(root);
      boolean folder = found && fileSystem.getFileStatus(root).isDirectory();
      if (root.getName().equals(SAVED_MODEL_FILE)
          || root.getName().equals(SAVED_MODEL_TEXT)
          || folder
              && (list(root).contains(SAVED_MODEL_FILE) || list(root).contains(SAVED_MODEL_TEXT))) {
        return ModelKind.SAVED_MODEL;
      }
      boolean checkpoint =
          folder
              ? list(root).contains(CHECKPOINT_STATE)
              : path.endsWith(META)
                  || path.endsWith(INDEX)
                  || !found && fileSystem.exists(root.suffix(META));
      if (folder && !checkpoint) {
        throw new IllegalArgumentException(
            "%s holds no model: there is no %s and no %s in it; there is %s."
                .formatted(ShownPath.of(root), SAVED_MODEL_FILE, CHECKPOINT_STATE, list(root)));
      }
      return checkpoint ? ModelKind.CHECKPOINT : ModelKind.GRAPH;
    } catch (IOException failure) {
      throw UnreadableException.of(path, failure);
    }
  }

  static ModelFiles readGraph(String path) {
    Path file = path(path);
    requireFile(file, "a frozen GraphDef (.pb)");
    byte[] content = onlyFile(read(file)).toBytes();
    FileForm.foreign(file.getName(), content)
        .ifPresent(
            form -> {
              throw new IllegalArgumentException("%s is %s".formatted(shown(path), form));
            });
    return FileForm.isText(file.getName(), content)
        ? of(FileForm.parseText(content, GraphDef.newBuilder(), shown(path), "GraphDef").build())
        : ModelFiles.of(ModelKind.GRAPH_FILE, content);
  }

  static ModelFiles readSavedModel(String path) {
    Path folder = path(path);
    if (folder.getName().equals(SAVED_MODEL_FILE) || folder.getName().equals(SAVED_MODEL_TEXT)) {
      folder = folder.getParent();
    }
    List<String> names = list(folder);
    boolean text = !names.contains(SAVED_MODEL_FILE) && names.contains(SAVED_MODEL_TEXT);
    if (!text && !names.contains(SAVED_MODEL_FILE)) {
      throw new IllegalArgumentException(
          "%s is no SavedModel: there is no %s in it; there is %s. %s"
              .formatted(
                  ShownPath.of(folder),
                  SAVED_MODEL_FILE,
                  names,
                  names.stream().anyMatch(name -> name.endsWith(META))
                      ? "These look like a checkpoint: use fromCheckpoint."
                      : "Give the folder that holds that file."));
    }
    Set<String> parts = Set.of("variables", "assets", "assets.extra");
    List<ModelFile> kept = new ArrayList<>();
    if (text) {
      byte[] content = onlyFile(read(new Path(folder, SAVED_MODEL_TEXT))).toBytes();
      Message model =
          FileForm.parseText(content, SavedModel.newBuilder(), ShownPath.of(folder), "SavedModel")
              .build();
      kept.add(onlyFile(ModelFiles.of(SAVED_MODEL_PATH, toBytes(model))));
    }
    read(folder).files().stream()
        .filter(
            file ->
                file.path().endsWith(".pb") && !file.path().contains("/")
                    || parts.contains(file.path().split("/", 2)[0]))
        .map(file -> renamed(file, ModelKind.SAVED_MODEL_FOLDER + "/" + file.path()))
        .forEach(kept::add);
    return ModelFiles.of(kept);
  }

  static ModelFiles readCheckpoint(String path) {
    Path prefix = checkpointPrefix(path(path));
    List<String> names = list(prefix.getParent());
    String name = prefix.getName();
    List<ModelFile> files = new ArrayList<>();
    for (String found : names) {
      if (found.equals(name + META)
          || found.equals(name + INDEX)
          || found.startsWith(name + DATA)) {
        ModelFile file = onlyFile(read(new Path(prefix.getParent(), found)));
        files.add(renamed(file, ModelKind.CHECKPOINT_PREFIX + found.substring(name.length())));
      }
    }
    for (String suffix : List.of(META, INDEX, DATA)) {
      String part = ModelKind.CHECKPOINT_PREFIX + suffix;
      if (files.stream().noneMatch(file -> file.path().startsWith(part))) {
        throw new IllegalArgumentException(
            "The checkpoint %s has no file %s; there is %s. A checkpoint needs its meta graph (%s), its index (%s) and its data (%s)."
                .formatted(ShownPath.of(prefix), name + suffix, names, META, INDEX, DATA + "*"));
      }
    }
    return ModelFiles.of(files);
  }

  /** A checkpoint whose index and data are written to the prefix of a local folder. */
  static ModelFiles checkpoint(byte[] metaGraph, Consumer<java.nio.file.Path> values) {
    try {
      java.nio.file.Path folder = Files.createTempDirectory("dlpipelines-variables");
      java.nio.file.Path prefix = folder.resolve("model");
      try {
        values.accept(prefix);
        Files.write(folder.resolve("model" + META), metaGraph);
        return readCheckpoint(prefix.toUri().toString());
      } finally {
        FileUtil.fullyDelete(folder.toFile());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("Variables could not be written to a local folder.", failure);
    }
  }

  /** The same files with another meta graph in the place of the one with these tags. */
  static ModelFiles with(
      ModelFiles files, ModelKind kind, List<String> tags, MetaGraphDef metaGraph) {
    String path = kind == ModelKind.SAVED_MODEL ? SAVED_MODEL_PATH : META_PATH;
    Message message = metaGraph;
    if (kind == ModelKind.SAVED_MODEL) {
      SavedModel.Builder model = parseSavedModel(files, THE_MODEL).toBuilder();
      model.setMetaGraphs(
          model.getMetaGraphsList().indexOf(GraphImporter.metaGraph(model.build(), tags)),
          metaGraph);
      message = model.build();
    }
    ModelFile replaced = onlyFile(ModelFiles.of(path, toBytes(message)));
    return ModelFiles.of(
        files.files().stream().map(file -> file.path().equals(path) ? replaced : file).toList());
  }

  static ModelFiles of(GraphDef definition) {
    return ModelFiles.of(ModelKind.GRAPH_FILE, toBytes(definition));
  }

  /** The same bytes for the same content: TensorFlow itself shuffles attributes. */
  static byte[] toBytes(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes;
  }

  static GraphDef parseGraph(ModelFiles files, String source) {
    byte[] bytes = files.find(ModelKind.GRAPH_FILE).orElseThrow().toBytes();
    try {
      return GraphDef.parseFrom(bytes);
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed(source, "GraphDef", malformed.getMessage());
    }
  }

  static SavedModel parseSavedModel(ModelFiles files, String source) {
    try {
      return SavedModel.parseFrom(files.find(SAVED_MODEL_PATH).orElseThrow().toBytes());
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed(source, "SavedModel", malformed.getMessage());
    }
  }

  static MetaGraphDef parseMetaGraph(ModelFiles files, String source) {
    try {
      return MetaGraphDef.parseFrom(files.find(META_PATH).orElseThrow().toBytes());
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed(source, "meta graph", malformed.getMessage());
    }
  }

  /** What errors call a model that is read from a path. */
  static String shown(String path) {
    return ShownPath.of(path);
  }

  static IllegalArgumentException malformed(String source, String what, String problem) {
    return new IllegalArgumentException(
        "%s is no %s: %s Check that it was written by TensorFlow and copied whole."
            .formatted(source, what, problem));
  }

  /** The newest checkpoint of a folder, or the path itself if it names one. */
  private static Path checkpointPrefix(Path path) {
    try {
      FileSystem fileSystem = path.getFileSystem(CurrentSession.hadoop());
      if (!fileSystem.exists(path) || !fileSystem.getFileStatus(path).isDirectory()) {
        String name = path.getName();
        return name.endsWith(META) || name.endsWith(INDEX)
            ? new Path(path.getParent(), name.substring(0, name.lastIndexOf('.')))
            : path;
      }
      Path state = new Path(path, CHECKPOINT_STATE);
      if (!fileSystem.exists(state)) {
        throw new IllegalArgumentException(
            "%s has no file named %s that says which checkpoint is the newest; there is %s. Give the checkpoint's prefix, such as %s/model."
                .formatted(ShownPath.of(path), CHECKPOINT_STATE, list(path), ShownPath.of(path)));
      }
      Matcher matcher = CHECKPOINT_PATH.matcher(new String(onlyFile(read(state)).toBytes(), UTF_8));
      if (!matcher.find()) {
        throw new IllegalArgumentException(
            ShownPath.of(state) + " names no model_checkpoint_path.");
      }
      return new Path(path, new Path(matcher.group(1)).getName());
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private static Path path(String path) {
    try {
      return SourcePath.of(path, CurrentSession.hadoop());
    } catch (IOException failure) {
      throw UnreadableException.of(path, failure);
    }
  }

  private static ModelFile renamed(ModelFile file, String path) {
    return new ModelFile(path, file.chunks(), file.sha256());
  }

  private static ModelFile onlyFile(ModelFiles files) {
    return files.files().get(0);
  }

  private static ModelFiles read(Path path) {
    try {
      return ModelFiles.read(path, CurrentSession.hadoop());
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private static void requireFile(Path path, String expected) {
    try {
      if (path.getFileSystem(CurrentSession.hadoop()).getFileStatus(path).isDirectory()) {
        throw new IllegalArgumentException(
            "%s is a folder, and %s is a file; there is %s in it."
                .formatted(ShownPath.of(path), expected, list(path)));
      }
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private static List<String> list(Path folder) {
    try {
      FileStatus[] files = SourcePath.list(folder, CurrentSession.hadoop());
      return Stream.of(files).map(file -> file.getPath().getName()).sorted().toList();
    } catch (IOException failure) {
      throw UnreadableException.of(folder.toString(), failure);
    }
  }
}
