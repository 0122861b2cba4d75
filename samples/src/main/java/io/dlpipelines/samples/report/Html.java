package io.dlpipelines.samples.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes HTML; text and attribute values are escaped, and every opened element is closed. */
final class Html {

  private final StringBuilder out = new StringBuilder("<!doctype html>\n");
  private final Deque<String> openTags = new ArrayDeque<>();

  /** Opens an element. */
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    openTags.push(tag);
    return this;
  }

  /** Closes the element opened last. */
  Html close() {
    out.append("</").append(openTags.pop()).append('>');
    return this;
  }

  /** Writes an element that has only text in it. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Writes an element that has nothing in it and no end tag. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    return this;
  }

  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Writes a style sheet, the only content that is not escaped. */
  Html style(String css) {
    out.append("<style>").append(css).append("</style>");
    return this;
  }

  String finish() {
    while (!openTags.isEmpty()) {
      close();
    }
    return out.append('\n').toString();
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escape(attributes[i + 1])).append('"');
    }
    out.append('>');
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(character);
              }
            });
    return escaped.toString();
  }
}
