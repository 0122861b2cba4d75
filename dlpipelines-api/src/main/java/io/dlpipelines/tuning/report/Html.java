package io.dlpipelines.tuning.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes HTML and SVG; text and attribute values are escaped, and every element is closed. */
final class Html {
  private final StringBuilder out = new StringBuilder("<!doctype html>\n");
  private final Deque<String> openTags = new ArrayDeque<>();

  Html open(String tag, String... attributes) {
    start(tag, attributes);
    openTags.push(tag);
    return this;
  }

  Html close() {
    out.append("</").append(openTags.pop()).append('>');
    return this;
  }

  /** An element with only text in it. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element with nothing in it and no end tag. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    return this;
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A style sheet or script of the library's own, which is not escaped. */
  Html raw(String tag, String content) {
    out.append('<').append(tag).append('>').append(content);
    out.append("</").append(tag).append('>');
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
    for (int each = 0; each < attributes.length; each += 2) {
      out.append(' ').append(attributes[each]).append("=\"");
      out.append(escaped(attributes[each + 1])).append('"');
    }
    out.append('>');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
