package io.dlpipelines.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.param.NamedValue;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.Test;

class SettingTextTest {
  private final LogisticRegression stage = new LogisticRegression("lr");
  private final Param<Object> anything = new Param<>("lr", "network", "anything");

  private record Network(String name, int seed) implements NamedValue {}

  private ParamMap setting(Object value) {
    return new ParamMap().put(anything, value);
  }

  @Test
  void settingsOfAValueAreToldApart() {
    assertThat(
            SettingText.of(
                setting("sgd(momentum=0.9, nesterov=true)").put(stage.maxIter(), (Object) 7),
                setting("adam")))
        .containsExactly(
            Map.of(
                "maxIter", "7",
                "network", "sgd",
                "network.momentum", "0.9",
                "network.nesterov", "true"),
            Map.of("network", "adam"));
  }

  @Test
  void otherTextsStayAsTheyAre() {
    assertThat(SettingText.of(setting("f(x"), setting(List.of(1, 2)), setting("")))
        .extracting(text -> text.get("network"))
        .containsExactly("f(x", "[1, 2]", "");
  }

  @Test
  void namedValuesAreToldByTheirNames() {
    Network narrow = new Network("cnn(width=8)", 1);
    assertThat(SettingText.of(setting(narrow), setting(narrow), setting(new Network("mlp", 1))))
        .containsExactly(
            Map.of("network", "cnn", "network.width", "8"),
            Map.of("network", "cnn", "network.width", "8"),
            Map.of("network", "mlp"));
  }

  @Test
  void othersOfTheSameNameAreToldInFull() {
    assertThat(SettingText.of(setting(new Network("net", 1)), setting(new Network("net", 2))))
        .extracting(text -> text.get("network"))
        .containsExactly("Network[name=net, seed=1]", "Network[name=net, seed=2]");
  }
}
