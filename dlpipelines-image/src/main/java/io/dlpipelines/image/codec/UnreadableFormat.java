package io.dlpipelines.image.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Names files of formats that are recognized, but not decoded. */
final class UnreadableFormat {
  private static final int TEXT_BYTES = 4096;
  private static final String AVIF = "AVIF images";
  private static final String HEIC = "HEIC images";
  private static final String JPEG_2000 = "JPEG 2000 images";
  private static final String JPEG_XL = "JPEG XL images";
  private static final String HTML = "HTML pages";
  private static final String SVG = "SVG images";

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("WebP images", "WEBP", 8),
          new Signature(JPEG_2000, "\0\0\0\fjP  ", 0),
          new Signature(JPEG_2000, "\u00ff\u004f\u00ff\u0051", 0),
          new Signature(JPEG_XL, "\0\0\0\fJXL ", 0),
          new Signature(JPEG_XL, "\u00ff\n", 0),
          new Signature("JPEG-LS images", "\u00ff\u00d8\u00ff\u00f7", 0),
          new Signature("JPEG XR images", "II\u00bc", 0),
          new Signature("Photoshop (PSD) images", "8BPS", 0),
          new Signature("GIMP (XCF) images", "gimp xcf", 0),
          new Signature("PDF documents", "%PDF", 0),
          new Signature("PostScript documents", "%!PS", 0),
          new Signature("PostScript documents", "\u00c5\u00d0\u00d3\u00c6", 0),
          new Signature("DjVu documents", "AT&TFORM", 0),
          new Signature("TGA images", "TRUEVISION-XFILE.\0", -18),
          new Signature("ICO images", "\0\0\1\0", 0),
          new Signature("TGA and CUR images", "\0\0\2\0", 0),
          new Signature("ICNS images", "icns", 0),
          new Signature("QOI images", "qoif", 0),
          new Signature("DDS images", "DDS ", 0),
          new Signature("OpenEXR images", "\u0076\u002f\u0031\1", 0),
          new Signature("Radiance HDR images", "#?R", 0),
          new Signature("DICOM images", "DICM", 128),
          new Signature("FITS images", "SIMPLE  =", 0),
          new Signature("FLIF images", "FLIF", 0),
          new Signature("BPG images", "BPG\u00fb", 0),
          new Signature("SGI images", "\1\u00da", 0),
          new Signature("PCX images", "\n\5\1", 0),
          new Signature("Windows metafiles", "\u00d7\u00cd\u00c6\u009a", 0),
          new Signature("Windows metafiles", " EMF", 40),
          new Signature("camera raw (RAF) images", "FUJIFILM", 0),
          new Signature("camera raw (ORF) images", "IIRO", 0),
          new Signature("camera raw (RW2) images", "IIU\0", 0),
          new Signature("ZIP archives", "PK\3\4", 0),
          new Signature("gzip files", "\u001f\u008b", 0),
          new Signature("HDF5 files", "\u0089HDF\r\n", 0),
          new Signature("Git LFS pointers", "version https://git-lfs", 0),
          new Signature("Parquet files", "PAR1", 0));

  private static final List<String> AVIF_BRANDS = List.of("avif", "avis");
  private static final List<String> HEIC_BRANDS =
      List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

  private UnreadableFormat() {}

  /** The plural of what the file is. */
  static Optional<String> find(byte[] file) {
    return SIGNATURES.stream()
        .filter(signature -> signature.matches(file))
        .map(Signature::format)
        .findFirst()
        .or(() -> findIsoMedia(file))
        .or(() -> findNetpbm(file))
        .or(() -> findText(file));
  }

  /** A file type box begins with its length and lists the brands that the file conforms to. */
  private static Optional<String> findIsoMedia(byte[] file) {
    if (!Signature.matches("ftyp", 4, file)) {
      return Optional.empty();
    }
    int end = Math.min(file.length, Math.max(12, (file[2] & 0xff) << 8 | file[3] & 0xff));
    List<String> brands =
        Stream.iterate(8, at -> at + 4 <= end, at -> at + 4)
            .map(at -> new String(file, at, 4, StandardCharsets.ISO_8859_1))
            .toList();
    if (brands.stream().anyMatch(AVIF_BRANDS::contains)) {
      return Optional.of(AVIF);
    }
    return Optional.of(
        brands.stream().anyMatch(HEIC_BRANDS::contains)
            ? HEIC
            : "ISO media files (" + brands.get(0).strip() + ")");
  }

  private static Optional<String> findNetpbm(byte[] file) {
    boolean netpbm =
        file.length > 2
            && file[0] == 'P'
            && (file[1] >= '1' && file[1] <= '7' || file[1] == 'F' || file[1] == 'f')
            && Character.isWhitespace(file[2]);
    return netpbm ? Optional.of("Netpbm images") : Optional.empty();
  }

  private static Optional<String> findText(byte[] file) {
    String text =
        new String(file, 0, Math.min(file.length, TEXT_BYTES), StandardCharsets.UTF_8)
            .replace("\ufeff", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    if (!text.startsWith("<")) {
      return Optional.empty();
    }
    if (text.startsWith("<!doctype html") || text.contains("<html")) {
      return Optional.of(HTML);
    }
    return text.contains("<svg") ? Optional.of(SVG) : Optional.of("XML documents");
  }
}
