package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.InvalidCellException;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensorflow.runtime.EmbeddedGraph;
import java.util.List;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Unpacks JPEG and PNG in TensorFlow. Keeps its buffer from image to image; used by one thread. */
final class NativeDecoder {
  private static final EmbeddedGraph GRAPH = new EmbeddedGraph(NativeDecoder::build);
  private static final List<String> CONTENTS = List.of("contents:0");
  private static final List<String> JPEG = List.of("jpeg_colour:0");
  private static final List<String> GREY_JPEG = List.of("jpeg_grey:0");
  private static final List<String> PNG = List.of("png_colour:0");
  private static final List<String> GREY_PNG = List.of("png_grey:0");

  /** A larger buffer is given up after its image. */
  private static final int KEPT_BYTES = 32 << 20;

  private final TensorBuffer[] outputs = {new TensorBuffer(Dtype.UINT8)};

  Pixels decodeJpeg(byte[] file, ImageHeader header) throws InvalidCellException {
    return decode(file, header, ImageFormat.JPEG, header.grey() ? GREY_JPEG : JPEG);
  }

  Pixels decodePng(byte[] file, ImageHeader header) throws InvalidCellException {
    return decode(file, header, ImageFormat.PNG, header.grey() ? GREY_PNG : PNG);
  }

  private Pixels decode(byte[] file, ImageHeader header, ImageFormat format, List<String> fetches)
      throws InvalidCellException {
    if (outputs[0].bytes().length > KEPT_BYTES) {
      outputs[0] = new TensorBuffer(Dtype.UINT8);
    }
    try {
      GRAPH.run(CONTENTS, new TensorBuffer[] {TensorBuffer.ofString(file)}, fetches, outputs);
    } catch (TFInvalidArgumentException | TensorFlowException refused) {
      throw DecoderFailure.invalid(format.displayName(), refused);
    }
    long[] shape = outputs[0].dimensions();
    if (shape[0] != header.height() || shape[1] != header.width()) {
      throw new InvalidCellException("the image's header contradicts its data");
    }
    return Pixels.packed(
        outputs[0].bytes(), (int) shape[1], (int) shape[0], header.grey() ? 1 : 3, false);
  }

  private static void build(Ops tf) {
    Placeholder<TString> contents = tf.withName("contents").placeholder(TString.class);
    addJpeg(tf.withName("jpeg_colour"), contents, 3);
    addJpeg(tf.withName("jpeg_grey"), contents, 1);
    addPng(tf.withName("png_colour"), contents, 3);
    addPng(tf.withName("png_grey"), contents, 1);
  }

  private static void addJpeg(Ops named, Placeholder<TString> contents, long channels) {
    named.image.decodeJpeg(
        contents,
        DecodeJpeg.channels(channels),
        DecodeJpeg.dctMethod("INTEGER_ACCURATE"),
        DecodeJpeg.fancyUpscaling(true),
        DecodeJpeg.tryRecoverTruncated(false));
  }

  private static void addPng(Ops named, Placeholder<TString> contents, long channels) {
    named.image.decodePng(contents, TUint8.class, DecodePng.channels(channels));
  }
}
