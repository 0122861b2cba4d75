package io.dlpipelines.tensorflow.keras;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.keras.file.ModelReader;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.family.TType;

/**
 * A model file with inputs and the outputs that Keras computed for them: an entry of a {@code
 * cases.json}.
 *
 * @param folder the folder that holds the model and its {@code cases.json}
 * @param json the entry: {@code name}, {@code path}, {@code weights} where they are apart, {@code
 *     inputs} by name, {@code outputs} in the model's order
 */
public record PythonCase(Path folder, JsonNode json) {
  /** The largest difference of float32 values, relative to 1 plus the value. */
  private static final double TOLERANCE = 1e-4;

  /** Keras rounds each result to 8 bits of mantissa at the worst, where float32 has 24. */
  private static final double REDUCED_PRECISION = 2e-2;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** All cases of a folder. */
  public static List<PythonCase> of(Path folder) throws IOException {
    List<PythonCase> cases = new ArrayList<>();
    JSON.readTree(folder.resolve("cases.json").toFile())
        .forEach(each -> cases.add(new PythonCase(folder, each)));
    return cases;
  }

  /** The name of the case, unique within its folder. */
  public String name() {
    return json.get("name").asText();
  }

  /** Reads and runs the model; how its outputs differ from Keras's, empty if they do not. */
  public Optional<String> difference() throws IOException {
    return difference(read(), reducedPrecision() ? REDUCED_PRECISION : TOLERANCE);
  }

  /** Like {@link #difference()}, with a tolerance. */
  public Optional<String> difference(double tolerance) {
    return difference(read(), tolerance);
  }

  /** Reads the model. */
  public WeightedNetwork read() {
    return json.has("weights")
        ? ModelReader.read(
            file().toString(), folder.resolve(json.get("weights").asText()).toString())
        : ModelReader.read(file().toString());
  }

  /** The file of the model. */
  public Path file() {
    return folder.resolve(json.get("path").asText());
  }

  /** Whether a layer computes in float16 or bfloat16 in Keras, as the model's JSON says. */
  private boolean reducedPrecision() throws IOException {
    byte[] settings;
    if (file().toString().endsWith(".keras")) {
      try (ZipFile zip = new ZipFile(file().toFile());
          InputStream config = zip.getInputStream(zip.getEntry("config.json"))) {
        settings = config.readAllBytes();
      }
    } else {
      settings = Files.readAllBytes(file());
    }
    return new String(settings, StandardCharsets.ISO_8859_1).contains("float16");
  }

  private Optional<String> difference(WeightedNetwork model, double tolerance) {
    JsonNode wanted = json.get("outputs");
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    List<CaseValues> found = run(model, inputs());
    if (found.size() != wanted.size()) {
      return Optional.of("%d outputs instead of %d".formatted(found.size(), wanted.size()));
    }
    for (int index = 0; index < found.size(); index++) {
      String output = "output " + index + ": ";
      Optional<String> difference =
          found.get(index).difference(CaseValues.of(wanted.get(index)), tolerance);
      if (difference.isPresent()) {
        return difference.map(output::concat);
      }
    }
    return Optional.empty();
  }

  /** The inputs by name. */
  Map<String, CaseValues> inputs() {
    Map<String, CaseValues> inputs = new LinkedHashMap<>();
    json.get("inputs")
        .properties()
        .forEach(each -> inputs.put(each.getKey(), CaseValues.of(each.getValue().get("data"))));
    return inputs;
  }

  /** The outputs of a model in its order, for inputs by name. */
  static List<CaseValues> run(WeightedNetwork model, Map<String, CaseValues> inputs) {
    Map<String, TType> fed = new LinkedHashMap<>();
    try (Graph graph = new Graph()) {
      graph.importGraphDef(model.graph().freeze(model.weights()));
      for (Endpoint input : model.graph().inputs()) {
        fed.put(input.tensor(), inputs.get(input.name()).toTensor(input.spec().dtype()));
      }
      try (Session session = new Session(graph)) {
        Session.Runner runner = session.runner();
        fed.forEach(runner::feed);
        model.graph().outputs().forEach(output -> runner.fetch(output.tensor()));
        try (Result result = runner.run()) {
          List<CaseValues> outputs = new ArrayList<>();
          result.forEach(output -> outputs.add(CaseValues.of(output.getValue())));
          return outputs;
        }
      }
    } finally {
      fed.values().forEach(TType::close);
    }
  }
}
