package io.dlpipelines.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adam | adam",
        "' adam ( ) ' | adam",
        "sgd(momentum=0.9, nesterov=true) | sgd(momentum=0.9, nesterov=true)",
        "' sgd( nesterov = true ,momentum=0.9)' | sgd(nesterov=true, momentum=0.9)",
        "step(boundaries=[10, 20], values=[1, 0.1, 1e-2]) | step(boundaries=[10, 20], values=[1,"
            + " 0.1, 1e-2])",
        "step(values=[]) | step(values=[])"
      })
  void readsWhatItWrites(String text, String written) {
    NamedSettings settings = NamedSettings.parse(text);
    assertThat(settings).hasToString(written);
    assertThat(NamedSettings.parse(written)).isEqualTo(settings);
  }

  @Test
  void keepsSettingsAsTheyWereWritten() {
    NamedSettings settings = NamedSettings.parse("step(values=[1, 0.10], name=Fast)");
    assertThat(settings.name()).isEqualTo("step");
    assertThat(settings.values())
        .containsExactly(Map.entry("values", "[1, 0.10]"), Map.entry("name", "Fast"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "(a=1)",
        "two words",
        "sgd(",
        "sgd(a=1",
        "sgd)a=1(",
        "sgd(a)",
        "sgd(a=)",
        "sgd(=1)",
        "sgd(a=1,,b=2)",
        "sgd(a=1 b=2)",
        "sgd(a=b(c))",
        "sgd(a b=1)",
        "step(values=[1, 2)"
      })
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> NamedSettings.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "[%s] is not of the form name or name(setting=value, setting=value).".formatted(text));
  }

  @Test
  void refusesWhatIsSetTwice() {
    assertThatThrownBy(() -> NamedSettings.parse("sgd(a=1, a=2)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[a] is set twice in [sgd(a=1, a=2)].");
  }

  @Test
  void doesNotChange() {
    Map<String, String> values = new LinkedHashMap<>(Map.of("a", "1"));
    NamedSettings settings = new NamedSettings("sgd", values);
    values.put("b", "2");
    assertThat(settings).hasToString("sgd(a=1)");
    assertThatThrownBy(() -> settings.values().put("b", "2"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void travels() throws IOException, ClassNotFoundException {
    NamedSettings settings = NamedSettings.parse("sgd(momentum=0.9, nesterov=true)");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(settings);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(settings).hasToString(settings.toString());
    }
  }

  private static SettingsReader read(String settings) {
    return NamedSettings.parse("it(" + settings + ")").read();
  }

  @Test
  void readsEachKindOfSetting() {
    SettingsReader reader =
        read("n=-2.5e-3, w=7, i=-3, f=True, l=[1, 2.5], t=Fast, o=b, p=3, m=0.5");
    assertThat(reader.number("n", 1)).isEqualTo(-0.0025);
    assertThat(reader.number("m", 1, 0, 0.5)).isEqualTo(0.5);
    assertThat(reader.positive("p", 1)).isEqualTo(3);
    assertThat(reader.whole("w", 1)).isEqualTo(7);
    assertThat(reader.integer("i", 1, -3)).isEqualTo(-3);
    assertThat(reader.flag("f", false)).isTrue();
    assertThat(reader.numbers("l")).containsExactly(1, 2.5);
    assertThat(reader.text("t")).contains("Fast");
    assertThat(reader.oneOf("o", "a", "b")).isEqualTo("b");
    reader.end();
  }

  @Test
  void whatIsNotSetIsAsByDefault() {
    SettingsReader reader = NamedSettings.parse("it").read();
    assertThat(reader.number("n", 1.5)).isEqualTo(1.5);
    assertThat(reader.number("m", 0.5, 0, 1)).isEqualTo(0.5);
    assertThat(reader.positive("p", 2)).isEqualTo(2);
    assertThat(reader.whole("w", 1L << 40)).isEqualTo(1L << 40);
    assertThat(reader.integer("i", 3, 0)).isEqualTo(3);
    assertThat(reader.flag("f", true)).isTrue();
    assertThat(reader.numbers("l")).isEmpty();
    assertThat(reader.text("t")).isEmpty();
    assertThat(reader.oneOf("o", "a", "b")).isEqualTo("a");
    reader.end();
  }

  @Test
  void emptyListsAreSet() {
    assertThat(read("l=[]").numbers("l")).isEmpty();
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("two", reader -> reader.number("a", 1), "a number"),
        wrong("2", reader -> reader.number("a", 1, 0, 1), "a number from 0.0 to 1.0"),
        wrong("-1", reader -> reader.number("a", 1, 0, 1), "a number from 0.0 to 1.0"),
        wrong("NaN", reader -> reader.number("a", 1, 0, 1), "a number from 0.0 to 1.0"),
        wrong("0", reader -> reader.positive("a", 1), "a number above 0"),
        wrong("NaN", reader -> reader.positive("a", 1), "a number above 0"),
        wrong("Infinity", reader -> reader.positive("a", 1), "a number above 0"),
        wrong("1.0", reader -> reader.whole("a", 1), "a whole number"),
        wrong("0", reader -> reader.integer("a", 1, 1), "a whole number from 1 to 2147483647"),
        wrong(
            "3000000000",
            reader -> reader.integer("a", 1, 1),
            "a whole number from 1 to 2147483647"),
        wrong("yes", reader -> reader.flag("a", true), "true or false"),
        wrong("1", reader -> reader.numbers("a"), "numbers in brackets, such as [1, 2]"),
        wrong("[1, x]", reader -> reader.numbers("a"), "a number"),
        wrong("[1,, 2]", reader -> reader.numbers("a"), "a number"),
        wrong("c", reader -> reader.oneOf("a", "a", "b"), "one of [a, b]"));
  }

  private static Arguments wrong(String value, Consumer<SettingsReader> reading, String wanted) {
    return Arguments.of(value, reading, wanted);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void saysWhatASettingMustBe(String value, Consumer<SettingsReader> reading, String wanted) {
    SettingsReader reader = read("a=" + value);
    assertThatThrownBy(() -> reading.accept(reader))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[a] of [it] is [%s], and must be %s.".formatted(value, wanted));
  }

  @Test
  void refusesWhatNobodyAskedFor() {
    SettingsReader reader = read("momentun=0.9");
    reader.number("momentum", 0);
    reader.flag("nesterov", false);
    assertThatThrownBy(reader::end)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[it] has no setting [momentun]; it has [momentum, nesterov].");
  }
}
