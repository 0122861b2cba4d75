package io.dlpipelines.samples.report;

import java.util.List;

/** Test images with their answers: mistakes first. */
final class TestGallery {

  private final List<ScoredImage> wrong;
  private final List<ScoredImage> right;

  TestGallery(List<ScoredImage> wrong, List<ScoredImage> right) {
    this.wrong = wrong;
    this.right = right;
  }

  void write(Html html) {
    html.open("section", "class", "wide").element("h2", "Test images");
    if (!wrong.isEmpty()) {
      html.element("p", "Mistaken, the surest mistakes first.", "class", "hint");
      new Gallery(wrong).write(html);
    }
    html.element("p", "Recognized, drawn at random.", "class", "hint");
    new Gallery(right).write(html);
    html.close();
  }
}
