package io.dlpipelines.samples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One page of the documentation. */
record Page(Path file, String text) {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** The README and all pages below {@code docs/}. */
  static List<Page> all() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page of(String path) {
    return read(ROOT.resolve(path));
  }

  private static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return ROOT.relativize(file).toString();
  }

  List<String> javaBlocks() {
    return JAVA.matcher(text).results().map(block -> block.group(1)).toList();
  }

  /** Links to other pages that lead nowhere, to a missing file or a missing heading. */
  List<String> brokenLinks() {
    return LINK.matcher(INLINE_CODE.matcher(withoutCode()).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://") && isBroken(link))
        .toList();
  }

  private boolean isBroken(String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
    return !Files.exists(target) || parts.length == 2 && !read(target).anchors().contains(parts[1]);
  }

  private List<String> anchors() {
    return HEADING
        .matcher(withoutCode())
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  /** The row of a table that begins with a name in code, split into cells. */
  Optional<List<String>> row(String name) {
    Matcher row = Pattern.compile("(?m)^\\| `" + Pattern.quote(name) + "` \\| `.*$").matcher(text);
    return row.find()
        ? Optional.of(
            Stream.of(row.group().split("\\|")).skip(1).map(cell -> cell.strip()).toList())
        : Optional.empty();
  }

  private String withoutCode() {
    return CODE.matcher(text).replaceAll("");
  }

  @Override
  public String toString() {
    return name();
  }
}
