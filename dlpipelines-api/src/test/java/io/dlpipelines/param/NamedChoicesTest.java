package io.dlpipelines.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedChoicesTest {

  private static final NamedChoices<String> SHAPES = shapes();

  private static NamedChoices<String> shapes() {
    Map<String, NamedChoices.Choice<? extends String>> choices = new LinkedHashMap<>();
    choices.put("round_table", (text, settings) -> "round by " + settings.whole("seats", 4));
    choices.put("desk", (text, settings) -> "desk as " + text);
    return new NamedChoices<>("table", choices, Map.of("rt", "round_table"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "round_table(seats=6)",
        "RoundTable(seats=6)",
        "ROUNDTABLE(seats=6)",
        "RT(seats=6)"
      })
  void namesAreFoundInAnyCase(String text) {
    assertThat(SHAPES.of(text)).isEqualTo("round by 6");
  }

  @Test
  void settingsAreAsByDefault() {
    assertThat(SHAPES.of("round_table")).isEqualTo("round by 4");
  }

  @Test
  void choicesKnowHowTheyWereAskedFor() {
    assertThat(SHAPES.of(" Desk() ")).isEqualTo("desk as Desk");
  }

  @Test
  void unknownNamesListTheKnown() {
    assertThatThrownBy(() -> SHAPES.of("stool(seats=1)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no table [stool]; there are [round_table, desk].");
  }

  @Test
  void unknownSettingsAreRefused() {
    assertThatThrownBy(() -> SHAPES.of("round_table(chairs=1)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[round_table] has no setting [chairs]; it has [seats].");
  }
}
