package io.dlpipelines.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small coloured pictures for tests, each unlike the others and unlike its mirror image. */
final class Pictures {

  private Pictures() {}

  /** Rows {@code id}, {@code content}: PNG files of several sizes. */
  static Dataset<Row> encoded(SparkSession spark, int count) {
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      rows.add(RowFactory.create((long) id, png(id)));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType, false)
            .add("content", DataTypes.BinaryType, true);
    return spark.createDataFrame(rows, schema).repartition(2);
  }

  static byte[] png(int id) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(picture(id), "png", out);
      return out.toByteArray();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static BufferedImage picture(int id) {
    BufferedImage image = new BufferedImage(20 + id, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(250, 120 - 5 * id, 10));
    graphics.fillRect(0, 0, 40, 40);
    graphics.setColor(new Color(20, 40, 200));
    graphics.fillOval(3, 5 + id, 12, 8);
    graphics.dispose();
    return image;
  }
}
