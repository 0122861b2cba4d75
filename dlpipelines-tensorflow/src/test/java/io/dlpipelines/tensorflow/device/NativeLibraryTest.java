package io.dlpipelines.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.device.NativeLibrary.Build;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeLibraryTest {

  @TempDir private Path folder;

  @Test
  void classifiersAreThoseOfTheJars() {
    assertThat(Build.CPU.classifier()).isEqualTo("linux-x86_64");
    assertThat(Build.GPU.classifier()).isEqualTo("linux-x86_64-gpu");
  }

  @ParameterizedTest
  @EnumSource(Build.class)
  void theBuildIsToldByTheJar(Build build) throws IOException {
    Path jar = LibraryJars.write(folder, build);
    List<NativeLibrary> found = found(jar);

    assertThat(NativeLibrary.requireOne(found)).hasValue(found.get(0));
    assertThat(found.get(0).build()).isEqualTo(build);
    assertThat(found.get(0).isForGpus()).isEqualTo(build == Build.GPU);
    assertThat(found.get(0).place()).isEqualTo(jar.toString());
  }

  @Test
  void twoBuildsAreRefusedWhicheverIsFirst() throws IOException {
    Path cpu = LibraryJars.write(folder, Build.CPU);
    Path gpu = LibraryJars.write(folder, Build.GPU);
    for (List<NativeLibrary> found : List.of(found(cpu, gpu), found(gpu, cpu))) {
      assertThatThrownBy(() -> NativeLibrary.requireOne(found))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "TensorFlow's native library is on the class path twice: for CPUs in %s, and for GPUs"
                  + " in %s. Leave one: take tensorflow-core-native with classifier linux-x86_64"
                  + " off the class path to compute on GPUs, or the one with classifier"
                  + " linux-x86_64-gpu to compute on CPUs only.",
              cpu, gpu);
    }
  }

  @Test
  void twoCopiesOfOneBuildAreOneBuild() throws IOException {
    Path copies = Files.createDirectory(folder.resolve("copies"));
    List<NativeLibrary> found =
        found(LibraryJars.write(folder, Build.CPU), LibraryJars.write(copies, Build.CPU));
    assertThat(NativeLibrary.requireOne(found)).isPresent();
  }

  @Test
  void aClassPathWithoutTheLibraryIsToldAsSuch() throws IOException {
    assertThat(NativeLibrary.requireOne(found(folder))).isEmpty();
  }

  @Test
  void foldersAreFoundLikeJars() throws IOException {
    Path file = folder.resolve(LibraryJars.resource(Build.GPU));
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    assertThat(found(folder).get(0).place()).isEqualTo(folder.toString());
  }

  @Test
  void theTestsThemselvesHaveOneBuild() {
    assertThat(NativeLibrary.all()).hasSize(1);
    assertThat(NativeLibrary.requireOne().orElseThrow().place()).endsWith(".jar");
  }

  private static List<NativeLibrary> found(Path... places) throws IOException {
    URL[] urls = new URL[places.length];
    for (int index = 0; index < places.length; index++) {
      urls[index] = places[index].toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      return NativeLibrary.all(loader);
    }
  }
}
