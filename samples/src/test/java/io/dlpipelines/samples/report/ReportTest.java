package io.dlpipelines.samples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class ReportTest {

  private static final String EVIL = "<script>alert('x')</script>\" onload=\"y";

  @Test
  void showsEverything() throws IOException {
    String html = report("cat").toHtml();

    assertThat(html)
        .contains("1,234", "the note", "regParam", "99.00 %", "spark stage", "&quot;lbfgs&quot;")
        .contains("data:image/png;base64,", "prefers-color-scheme: dark")
        .contains("file.png", "no preview", "Fit it", "2 min 05 s", "the environment")
        .endsWith("</html>\n");
  }

  @Test
  void escapesWhatComesFromFilesAndFolders() throws IOException {
    String html = report(EVIL).toHtml();

    assertThat(html)
        .doesNotContain("<script", "onload=\"")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  }

  @Test
  void loadsNothingFromElsewhere() throws IOException {
    assertThat(report("cat").toHtml()).doesNotContain("http", "src=\"/", "@import", "url(");
  }

  @Test
  void countsImagesOfLabelsWithoutTestImages() {
    Confusion confusion = new Confusion(List.of("a", "b"), new long[][] {{3, 1}, {0, 0}});
    Html html = new Html();

    new ConfusionTable(confusion).write(html);

    assertThat(html.finish()).contains("75.00 %", "–").doesNotContain("NaN");
  }

  private static Report report(String label) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", png);
    ScoredImage right =
        new ScoredImage(label + "/file.png", png.toByteArray(), Optional.of(label), label, 0.75);
    ScoredImage wrong =
        new ScoredImage(label + "/2.png", new byte[3], Optional.of(label), "dog", 0.5);
    return new Report(
        label,
        label,
        List.of(new Fact("images", Numbers.count(1234), label)),
        List.of("the note", label),
        new Confusion(List.of(label, "dog"), new long[][] {{9, 1}, {0, 8}}),
        List.of(
            new LabelMetrics(label, 10, 1, 0.9, 0.95), new LabelMetrics("dog", 8, 0.9, 1, 0.95)),
        new SearchResult(
            "regParam",
            "accuracy",
            3,
            100,
            List.of(new GridPoint(0.01, 0.9, false), new GridPoint(0.1, 0.99, true))),
        List.of(wrong),
        List.of(right),
        List.of(new ScoredImage(label, png.toByteArray(), Optional.empty(), label, 1)),
        List.of(new StepTime("Fit it", label, Duration.ofSeconds(125))),
        List.of(new StageParam("spark stage", "solver", "\"lbfgs\"", true)),
        "the environment");
  }
}
