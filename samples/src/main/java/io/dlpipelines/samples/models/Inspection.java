package io.dlpipelines.samples.models;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.image.zoo.WaveletScattering;
import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.tensorflow.graph.ModelVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A look at a model.
 *
 * @param model the name of a network, or where a model is
 * @param layers whether to list the layers of a named network
 */
public record Inspection(String model, boolean layers) {

  /**
   * Looks at it.
   *
   * @return lines of text
   * @throws UserException if there is no such model, or it cannot be read
   */
  public String describe() {
    Optional<String> name = NetworkNames.find(model);
    if (name.equals(Optional.of(NetworkNames.WAVELET_SCATTERING))) {
      return scattering();
    }
    if (name.isPresent()) {
      return new NetworkDescription(NamedNetwork.of(name.get())).describe(layers);
    }
    if (layers) {
      throw new UserException(
          "--layers is for named networks (%s); a Keras file is always shown with its layers."
              .formatted(String.join(", ", NamedNetwork.names())));
    }
    return SavedStage.find(model)
        .map(SavedStage::describe)
        .or(() -> versions().map(Inspection::describe))
        .orElseGet(() -> new ModelFile(model).describe());
  }

  /** The versions in a folder as TensorFlow Serving lays it out, newest first. */
  private Optional<List<ModelVersion>> versions() {
    ModelFile file = new ModelFile(model);
    return file.isFolder()
        ? Optional.of(ModelVersion.list(Places.of(model))).filter(found -> !found.isEmpty())
        : Optional.empty();
  }

  private static String describe(List<ModelVersion> versions) {
    ModelVersion newest = versions.get(0);
    return "%s: %s\nVersion %d:\n%s"
        .formatted(
            versions.size() == 1 ? "1 version" : versions.size() + " versions",
            versions.stream()
                .map(version -> Long.toString(version.number()))
                .collect(Collectors.joining(", ")),
            newest.number(),
            new ModelFile(newest.path()).describe());
  }

  private static String scattering() {
    DeepImageFeaturizer defaults = new DeepImageFeaturizer();
    WaveletScattering scattering =
        new WaveletScattering(defaults.getScales(), defaults.getAngles(), 32, 32);
    return "WaveletScattering, whose weights are formulas, for grey images\n"
        + scattering.network(ChannelOrder.L).graph().describe();
  }
}
