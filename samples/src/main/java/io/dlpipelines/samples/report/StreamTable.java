package io.dlpipelines.samples.report;

import java.util.List;
import java.util.Locale;

/** Streamed images, one in each cell: file, answer, and how sure the model is of it. */
final class StreamTable {

  private final List<ScoredImage> images;

  StreamTable(List<ScoredImage> images) {
    this.images = images;
  }

  void write(Html html) {
    html.open("div", "class", "stream");
    for (ScoredImage image : images) {
      html.open("div", "class", "streamed");
      Gallery.picture(html, image);
      html.open("div")
          .element("b", image.predictedLabel())
          .open(
              "span",
              "class",
              "meter",
              "style",
              String.format(Locale.ROOT, "--width:%.1f%%", 100 * image.probability()))
          .close()
          .element("small", Numbers.probability(image.probability()))
          .element("code", image.name())
          .close()
          .close();
    }
    html.close();
  }
}
