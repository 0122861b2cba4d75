package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.function.Function;

/** The layers of this package. */
public final class PreprocessingLayers {
  /** What makes each layer, by Keras's name of its class. */
  public static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("AugMix", ScoringAugmentation::new),
          entry("AutoContrast", AutoContrast::new),
          entry("CategoryEncoding", CategoryEncoding::new),
          entry("CenterCrop", CenterCrop::new),
          entry(
              "ContrastLimitedAdaptiveHistogramEqualization",
              ContrastLimitedAdaptiveHistogramEqualization::new),
          entry("CutMix", ScoringAugmentation::new),
          entry("Discretization", Discretization::new),
          entry("Equalization", ScoringAugmentation::new),
          entry("HashedCrossing", HashedCrossing::new),
          entry("Hashing", Hashing::new),
          entry("IntegerLookup", IntegerLookup::new),
          entry("MaxNumBoundingBoxes", ScoringAugmentation::new),
          entry("MelSpectrogram", MelSpectrogram::new),
          entry("MixUp", ScoringAugmentation::new),
          entry("Normalization", Normalization::new),
          entry("RandAugment", ScoringAugmentation::new),
          entry("RandomBrightness", RandomBrightness::new),
          entry("RandomContrast", RandomContrast::new),
          entry("RandomCrop", RandomCrop::new),
          entry("RandomFlip", RandomFlip::new),
          entry("RandomRotation", RandomRotation::new),
          entry("RandomTranslation", RandomTranslation::new),
          entry("RandomZoom", RandomZoom::new),
          entry("Rescaling", Rescaling::new),
          entry("Resizing", Resizing::new),
          entry("STFTSpectrogram", StftSpectrogram::new),
          entry("Solarization", ScoringAugmentation::new),
          entry("StringLookup", StringLookup::new),
          entry("TextVectorization", TextVectorization::new),
          entry("RandomColorDegeneration", ScoringAugmentation::new),
          entry("RandomColorJitter", ScoringAugmentation::new),
          entry("RandomElasticTransform", ScoringAugmentation::new),
          entry("RandomErasing", ScoringAugmentation::new),
          entry("RandomGaussianBlur", ScoringAugmentation::new),
          entry("RandomGrayscale", ScoringAugmentation::new),
          entry("RandomHeight", ScoringAugmentation::new),
          entry("RandomHue", ScoringAugmentation::new),
          entry("RandomInvert", ScoringAugmentation::new),
          entry("RandomPerspective", ScoringAugmentation::new),
          entry("RandomPosterization", ScoringAugmentation::new),
          entry("RandomSaturation", ScoringAugmentation::new),
          entry("RandomSharpness", ScoringAugmentation::new),
          entry("RandomShear", ScoringAugmentation::new),
          entry("RandomWidth", ScoringAugmentation::new));

  private PreprocessingLayers() {}
}
