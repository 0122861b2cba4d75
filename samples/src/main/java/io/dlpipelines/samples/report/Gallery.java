package io.dlpipelines.samples.report;

import java.util.List;

/** Images with the model's answers, side by side. */
final class Gallery {

  private final List<ScoredImage> images;

  Gallery(List<ScoredImage> images) {
    this.images = images;
  }

  void write(Html html) {
    html.open("div", "class", "gallery");
    for (ScoredImage image : images) {
      String truth = image.label().orElse(image.predictedLabel());
      boolean right = truth.equals(image.predictedLabel());
      html.open("figure", "class", right ? "right" : "wrong", "title", image.name());
      picture(html, image);
      html.open("figcaption");
      if (right) {
        html.element("b", image.predictedLabel());
      } else {
        html.element("span", truth + " → ").element("b", image.predictedLabel());
      }
      html.element("small", Numbers.probability(image.probability()));
      html.close().close();
    }
    html.close();
  }

  static void picture(Html html, ScoredImage image) {
    Thumbnail.dataUri(image.content())
        .ifPresentOrElse(
            uri -> html.empty("img", "src", uri, "alt", image.name()),
            () -> html.element("span", "no preview", "class", "no-preview"));
  }
}
