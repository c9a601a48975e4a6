// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsRecordTest {

  enum Colour {
    RED,
    BLUE
  }

  record InnerSettings(
      @Setting(name = "INNER_TEXT", defaultValue = "inside") @HelpText("A text.") String text) {}

  record GroupSettings(
      @Setting(name = "GROUP_PORT", defaultValue = "7", range = "0..9") @HelpText("Port.") int port,
      @Setting(name = "GROUP_TO", groupKey = true) @HelpText("Addresses.") List<String> to,
      @Setting(name = "GROUP_KEY", secret = true, minLength = 4) @HelpText("Key.") String key) {}

  record AllSettings(
      @Setting(name = "NUMBER", defaultValue = "5", range = "-1..10") @HelpText("A number.")
          int number,
      @Setting(name = "BYTES", defaultValue = "4294967296", range = "0..") @HelpText("Bytes.")
          long bytes,
      InnerSettings inner,
      @Setting(name = "FLAG", defaultValue = "false") @HelpText("A flag.") boolean flag,
      @Setting(name = "WAIT", defaultValue = "PT1M", range = "PT1S..P1D") @HelpText("A time.")
          Duration pause,
      @Setting(name = "COLOUR", defaultValue = "red") @HelpText("A colour.") Colour colour,
      @Setting(name = "FOLDER") @HelpText("A folder.") Optional<Path> folder,
      @Setting(name = "URLS", defaultValue = "http://a:1/") @HelpText("URLs.") List<URI> urls,
      @Setting(name = "DIGITS", parser = "digits") @HelpText("Digits.") Set<Integer> digits,
      Optional<GroupSettings> group) {
    static Set<Integer> digits(String text) {
      return text.isEmpty() ? Set.of() : Set.of(Integer.parseInt(text));
    }
  }

  @Test
  void aRecordIsReadWithTheRecordsInIt() {
    // Given
    Environment environment =
        new Environment(
            Map.of(
                "NUMBER", " 10 ",
                "INNER_TEXT", " given ",
                "FLAG", "Yes",
                "COLOUR", "Blue",
                "FOLDER", "some/where",
                "URLS", "https://b//, http://c",
                "DIGITS", "3",
                "GROUP_TO", "x, y",
                "GROUP_KEY", "secret"));

    // When
    AllSettings settings = environment.bind(AllSettings.class);

    // Then
    assertThat(settings)
        .isEqualTo(
            new AllSettings(
                10,
                4_294_967_296L,
                new InnerSettings("given"),
                true,
                Duration.ofMinutes(1),
                Colour.BLUE,
                Optional.of(Path.of("some/where")),
                List.of(URI.create("https://b"), URI.create("http://c")),
                Set.of(3),
                Optional.of(new GroupSettings(7, List.of("x", "y"), "secret"))));
  }

  @Test
  void withoutATextTheDefaultHoldsOrNothingIsThere() {
    // When
    AllSettings settings = new Environment(Map.of("GROUP_PORT", "99")).bind(AllSettings.class);

    // Then
    assertThat(settings.number()).isEqualTo(5);
    assertThat(settings.inner().text()).isEqualTo("inside");
    assertThat(settings.folder()).isEmpty();
    assertThat(settings.digits()).isEmpty();
    assertThat(settings.group()).isEmpty();
  }

  @Test
  void theListOfSettingsHasTheOrderOfTheComponents() {
    // When / Then
    assertThat(SettingDefinition.of(List.of(InnerSettings.class, AllSettings.class)))
        .extracting(SettingDefinition::name)
        .containsExactly(
            "INNER_TEXT",
            "NUMBER",
            "BYTES",
            "INNER_TEXT",
            "FLAG",
            "WAIT",
            "COLOUR",
            "FOLDER",
            "URLS",
            "DIGITS",
            "GROUP_PORT",
            "GROUP_TO",
            "GROUP_KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER,11,NUMBER must be between -1 and 10 (it is \"11\")",
    "NUMBER,3000000000,NUMBER must be between -1 and 10 (it is \"3000000000\")",
    "BYTES,1 KB,BYTES must be a whole number (it is \"1 KB\")",
    "FLAG,2,FLAG must be true or false (it is \"2\")",
    "WAIT,P2D,WAIT must be between PT1S and PT24H (it is \"P2D\")",
    "COLOUR,green,'COLOUR must be one of [red, blue] (it is \"green\")'",
    "URLS,'http://a,ftp://b',URLS must start with http:// or https:// (it is \"ftp://b\")",
    "INNER_TEXT,' ',INNER_TEXT must not be blank (it is \" \")",
    "GROUP_TO,x,GROUP_KEY is required beside GROUP_TO",
  })
  void aBadValueIsRefusedByNameWithWhatIsWrong(String name, String value, String message) {
    // When / Then
    assertThatThrownBy(() -> new Environment(Map.of(name, value)).bind(AllSettings.class))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(message).startsWith(e.name()))
        .hasMessage(message);
  }

  @Test
  void aSecretIsInNoMessageAndAFileMustHoldOne(@TempDir Path directory) throws IOException {
    // Given
    Environment tooShort = new Environment(Map.of("GROUP_TO", "x", "GROUP_KEY", "abc"));
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Environment emptyFile =
        new Environment(Map.of("GROUP_TO", "x", "GROUP_KEY_FILE", empty.toString()));

    // When / Then
    assertThatThrownBy(() -> tooShort.bind(AllSettings.class))
        .hasMessage("GROUP_KEY must have at least 4 characters");
    assertThatThrownBy(() -> emptyFile.bind(AllSettings.class))
        .hasMessage("GROUP_KEY must not be blank");
  }

  record NoParserSettings(@Setting(name = "X", defaultValue = "a") @HelpText("") Object bad) {}

  record NoMethodSettings(
      @Setting(name = "X", parser = "missing") @HelpText("") Map<String, Colour> bad) {}

  record NoTextSettings(@Setting(name = "X", defaultValue = "a") String bad) {}

  record NoRangeSettings(@Setting(name = "X", defaultValue = "1") @HelpText("") int bad) {}

  record RangedTextSettings(
      @Setting(name = "X", defaultValue = "1", range = "1..2") @HelpText("") String bad) {}

  record BrokenRangeSettings(
      @Setting(name = "X", defaultValue = "1", range = "1-2") @HelpText("") int bad) {}

  record ShortNumberSettings(
      @Setting(name = "X", defaultValue = "1", range = "1..2", minLength = 3) @HelpText("")
          int bad) {}

  record UnreadSettings(String bad) {}

  record KeylessGroupSettings(Optional<InnerSettings> bad) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        NoParserSettings.class,
        NoMethodSettings.class,
        NoTextSettings.class,
        NoRangeSettings.class,
        RangedTextSettings.class,
        BrokenRangeSettings.class,
        ShortNumberSettings.class,
        UnreadSettings.class,
        KeylessGroupSettings.class
      })
  void aWrongAnnotationIsFoundWhenTheSettingsAreListed(Class<? extends Record> type) {
    // When / Then
    assertThatThrownBy(() -> SettingDefinition.of(List.of(type)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(type.getName() + ".bad");
  }
}
