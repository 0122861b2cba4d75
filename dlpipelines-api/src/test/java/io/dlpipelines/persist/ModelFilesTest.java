package io.dlpipelines.persist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
  private static final Configuration HADOOP = new Configuration();
  private static final List<String> NAMES =
      List.of(
          "graph.pb",
          "a b/c d.txt",
          "deep/er/and/deeper/x",
          "100%.bin",
          "per%20cent",
          "plus+and#hash",
          "ümlaut/像",
          "weights.crc");

  @TempDir private Path folder;

  @Test
  void sha256IsThatOfPathsAndContents() {
    ModelFiles one = ModelFiles.of("abc.txt", bytes("abc"));
    assertThat(one.find("abc.txt").orElseThrow().sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(one).isEqualTo(ModelFiles.of("abc.txt", bytes("abc")));
    assertThat(one).hasSameHashCodeAs(ModelFiles.of("abc.txt", bytes("abc")));
    assertThat(one).isNotEqualTo(ModelFiles.of("abd.txt", bytes("abc")));
    assertThat(one).isNotEqualTo(ModelFiles.of("abc.txt", bytes("abd")));
    assertThat(one).isNotEqualTo(ModelFiles.of(List.of()));
    assertThat(one).hasToString(one.sha256().substring(0, 12));
  }

  @Test
  void orderDoesNotMatter() {
    List<ModelFile> files = new ArrayList<>(sample().files());
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(files, random);
      ModelFiles shuffled = ModelFiles.of(files);
      assertThat(shuffled).isEqualTo(sample());
      assertThat(shuffled.files()).extracting(ModelFile::path).isSorted();
    }
  }

  @Test
  void largeFilesAreReadInChunksAndAreTheSame() throws IOException {
    byte[] large = new byte[(33 << 20) + 5];
    new Random(4).nextBytes(large);
    Files.write(folder.resolve("large"), large);
    ModelFiles read = read(folder.resolve("large"));
    ModelFile file = read.find("large").orElseThrow();
    assertThat(file.chunks()).hasSize(3);
    assertThat(file.size()).isEqualTo(large.length);
    assertThat(file.toBytes()).isEqualTo(large);
    assertThat(read).isEqualTo(ModelFiles.of("large", large));
  }

  @Test
  void contentSwappedBetweenFilesIsAnotherModel() {
    ModelFiles files = both(ModelFiles.of("a", bytes("1")), ModelFiles.of("b", bytes("2")));
    ModelFiles swapped = both(ModelFiles.of("a", bytes("2")), ModelFiles.of("b", bytes("1")));
    assertThat(files).isNotEqualTo(swapped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with space", "per%20cent"})
  void foldersAreWrittenAndReadWhole(String name) throws IOException {
    Path target = folder.resolve(name);
    sample().write(hadoop(target), HADOOP);
    for (String path : NAMES) {
      assertThat(target.resolve(path)).hasBinaryContent(bytes("content of " + path));
    }
    ModelFiles read = read(target);
    assertThat(read.files()).extracting(ModelFile::path).containsExactlyInAnyOrderElementsOf(NAMES);
    assertThat(read).isEqualTo(sample());
    assertThat(read.size()).isEqualTo(sample().size()).isPositive();
  }

  @Test
  void aFolderMayBeNamedWithOrWithoutAScheme() throws IOException {
    sample().write(hadoop(folder), HADOOP);
    for (String name : List.of(folder.toString(), "file:" + folder, "file://" + folder + "/")) {
      assertThat(ModelFiles.read(new org.apache.hadoop.fs.Path(name), HADOOP)).isEqualTo(sample());
    }
  }

  @Test
  void aFileIsAModelOfOne() throws IOException {
    Files.writeString(folder.resolve("other"), "not this");
    Path file = Files.writeString(folder.resolve("a b.pb"), "this");
    assertThat(read(file)).isEqualTo(ModelFiles.of("a b.pb", bytes("this")));
  }

  @Test
  void hadoopsChecksumsAreNoFilesOfTheModel() throws IOException {
    ModelFiles.of("graph.pb", bytes("g")).write(hadoop(folder), HADOOP);
    assertThat(folder.resolve(".graph.pb.crc")).exists();
    assertThat(read(folder)).isEqualTo(ModelFiles.of("graph.pb", bytes("g")));
    Configuration raw = new Configuration();
    raw.set("fs.file.impl", org.apache.hadoop.fs.RawLocalFileSystem.class.getName());
    raw.setBoolean("fs.file.impl.disable.cache", true);
    assertThat(ModelFiles.read(hadoop(folder), raw))
        .isEqualTo(ModelFiles.of("graph.pb", bytes("g")));
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    Files.writeString(folder.resolve("graph.pb"), "old");
    assertThatThrownBy(() -> sample().write(hadoop(folder), HADOOP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("graph.pb");
    assertThat(folder.resolve("graph.pb")).hasContent("old");
  }

  @Test
  void missingFolderIsAnError() {
    assertThatThrownBy(() -> read(folder.resolve("none")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("none");
  }

  @Test
  void unknownFilesAreNotFound() {
    assertThat(sample().find("none")).isEmpty();
  }

  @Test
  void theyTravel() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sample());
    }
    Object travelled =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(travelled).isEqualTo(sample());
    assertThat(((ModelFiles) travelled).find("graph.pb").orElseThrow().toBytes())
        .isEqualTo(bytes("content of graph.pb"));
  }

  @Test
  void nullsAreRejected() {
    assertThatThrownBy(() -> new ModelFile(null, List.of(), "")).hasMessage("path");
    assertThatThrownBy(() -> new ModelFile("a", List.of(), null)).hasMessage("sha256");
    assertThatThrownBy(() -> new SavedData(null, null, sample())).hasMessage("engine");
    assertThatThrownBy(() -> new SavedData("e", null, sample())).hasMessage("descriptor");
  }

  private static ModelFiles sample() {
    ModelFiles all = ModelFiles.of(List.of());
    for (String name : NAMES) {
      all = both(all, ModelFiles.of(name, bytes("content of " + name)));
    }
    return all;
  }

  private static ModelFiles both(ModelFiles first, ModelFiles second) {
    List<ModelFile> files = new ArrayList<>(first.files());
    files.addAll(second.files());
    return ModelFiles.of(files);
  }

  private static ModelFiles read(Path path) throws IOException {
    return ModelFiles.read(hadoop(path), HADOOP);
  }

  /** Not by way of a URI, whose percent signs Hadoop takes literally. */
  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path("file://" + path);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
