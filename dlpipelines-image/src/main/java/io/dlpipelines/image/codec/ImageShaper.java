package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.Cell;
import org.apache.spark.unsafe.Platform;

/** Makes of unpacked pixels what the options ask for. Used by one thread. */
final class ImageShaper {
  private final ImageDecoding options;
  private final Resampler resampler;
  private final PixelSink sink;

  ImageShaper(ImageDecoding options) {
    this.options = options;
    this.resampler = new Resampler(options.interpolation());
    this.sink = new PixelSink(options.channelOrder());
  }

  /** Writes the image as a cell {@code [height, width, channels]}, a view where nothing changes. */
  void shape(Pixels source, Orientation orientation, Cell cell) {
    int height = height(source, orientation);
    int width = width(source, orientation);
    int channels = options.channelOrder().channels();
    int byteCount = height * width * channels;
    if (isAsAskedFor(source, height, width, orientation)) {
      cell.view(source.bytes(), (long) Platform.BYTE_ARRAY_OFFSET + source.offset(), byteCount);
    } else {
      cell.start();
      int at = cell.reserve(byteCount);
      write(source, orientation, height, width, cell.memory(), at);
    }
    cell.addDimension(height);
    cell.addDimension(width);
    cell.addDimension(channels);
  }

  /** The image in an array of its own. */
  DecodedImage shape(Pixels source, Orientation orientation) {
    int height = height(source, orientation);
    int width = width(source, orientation);
    int channels = options.channelOrder().channels();
    byte[] pixels = new byte[height * width * channels];
    write(source, orientation, height, width, pixels, 0);
    return new DecodedImage(height, width, channels, pixels);
  }

  private int height(Pixels source, Orientation orientation) {
    if (!options.keepsOwnSize()) {
      return options.height();
    }
    return orientation.swapsAxes() ? source.width() : source.height();
  }

  private int width(Pixels source, Orientation orientation) {
    if (!options.keepsOwnSize()) {
      return options.width();
    }
    return orientation.swapsAxes() ? source.height() : source.width();
  }

  private boolean isAsAskedFor(Pixels source, int height, int width, Orientation orientation) {
    ChannelOrder order = options.channelOrder();
    return orientation == Orientation.UPRIGHT
        && height == source.height()
        && width == source.width()
        && source.isPacked()
        && source.pixelStride() == order.channels()
        && (source.isGrey() || source.blueFirst() == (order == ChannelOrder.BGR));
  }

  /** Resizes the stored image before it is turned, so that only small images are. */
  private void write(
      Pixels source, Orientation orientation, int height, int width, byte[] memory, int at) {
    int storedHeight = orientation.swapsAxes() ? width : height;
    int storedWidth = orientation.swapsAxes() ? height : width;
    sink.begin(memory, at, source, storedWidth, storedHeight, orientation);
    resampler.resample(source, storedWidth, storedHeight, sink);
  }
}
