package io.dlpipelines.samples.quickstart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;

/** Stands in for the network: gray levels of a small copy; what cannot be decoded is skipped. */
final class PixelFeaturizer {

  private static final int SIDE = 12;

  private PixelFeaturizer() {}

  /** Makes a stage that can be saved, and loaded in the same session. */
  static Transformer register(SparkSession spark) {
    spark
        .udf()
        .register(
            "pixels", (UDF1<byte[], Vector>) PixelFeaturizer::pixels, SQLDataTypes.VectorType());
    return new SQLTransformer()
        .setStatement(
            "SELECT * FROM (SELECT *, pixels(content) AS features FROM __THIS__) "
                + "WHERE features IS NOT NULL");
  }

  private static Vector pixels(byte[] content) throws IOException {
    BufferedImage image = content == null ? null : ImageIO.read(new ByteArrayInputStream(content));
    if (image == null) {
      return null;
    }
    BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, SIDE, SIDE, null);
    graphics.dispose();
    return Vectors.dense(
        small.getRaster().getSamples(0, 0, SIDE, SIDE, 0, new double[SIDE * SIDE]));
  }
}
