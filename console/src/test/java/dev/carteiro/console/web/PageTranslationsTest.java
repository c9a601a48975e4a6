// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTranslationsTest {
  static final Path PAGE = Path.of("src/main/resources/dev/carteiro/console/web/page");
  private static final Pattern TEXT = Pattern.compile("'([a-zA-Z][\\w.-]*)'");
  private static final Pattern BUILT = Pattern.compile("\\b(tn?)\\(\\s*`([^`]*)`");
  private static final Pattern PLAIN = Pattern.compile("(?<![\\w.])t\\(\\s*'([^']+)'");
  private static final Pattern COUNTED = Pattern.compile("(?<![\\w.])tn\\(\\s*'([^']+)'");
  private static final Pattern FAMILY = Pattern.compile("\\bword\\(\\s*'([^']+)'");
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

  private final Map<String, String> english = words("en");
  private final Map<String, String> portuguese = words("pt");
  private final String code = code();

  @Test
  void bothLanguagesSayTheSameThings() {
    assertThat(portuguese.keySet()).isEqualTo(english.keySet());
    assertThat(english.values()).doesNotContain("");
    assertThat(portuguese.values()).doesNotContain("");
    english.forEach(
        (key, text) -> assertThat(places(portuguese.get(key))).as(key).isEqualTo(places(text)));
  }

  @Test
  void everyTextThatThePageNamesIsThere() {
    // When
    Set<String> missing = new TreeSet<>();
    found(PLAIN).filter(key -> !english.containsKey(key)).forEach(missing::add);
    found(COUNTED)
        .flatMap(key -> Stream.of(key + ".one", key + ".other"))
        .filter(key -> !english.containsKey(key))
        .forEach(missing::add);

    // Then
    assertThat(missing).isEmpty();
  }

  @Test
  void everyTextIsUsed() {
    // Given
    Set<String> quoted = found(TEXT).collect(Collectors.toSet());
    Set<Pattern> built =
        BUILT
            .matcher(code)
            .results()
            .map(match -> match.group(2) + (match.group(1).equals("tn") ? ".${form}" : ""))
            .map(PageTranslationsTest::shape)
            .collect(Collectors.toSet());
    Set<String> families = found(FAMILY).collect(Collectors.toSet());

    // When
    Set<String> unused = new TreeSet<>();
    for (String key : english.keySet()) {
      String counted = key.replaceFirst("\\.(one|other)$", "");
      boolean used =
          quoted.contains(key)
              || quoted.contains(counted)
              || built.stream().anyMatch(each -> each.matcher(key).matches())
              || families.stream().anyMatch(family -> key.startsWith(family + "."))
              || key.startsWith("error.");
      if (!used) {
        unused.add(key);
      }
    }

    // Then
    assertThat(unused).isEmpty();
  }

  @Test
  void everyWordOfTheContractHasATranslation() {
    assertThat(english)
        .containsKeys(keys("job.", Arrays.stream(JobState.values()).map(JobState::text)))
        .containsKeys(keys("lane.", Arrays.stream(Lane.values()).map(Lane::text)))
        .containsKeys(keys("status.", Arrays.stream(MessageStatus.values()).map(Enum::name)))
        .containsKeys(
            keys("deadletter.", Arrays.stream(DeadLetter.Reason.values()).map(Enum::name)))
        .containsKeys(
            keys("deadletter.do.", Arrays.stream(DeadLetter.Reason.values()).map(Enum::name)))
        .containsKeys(
            keys(
                "type.",
                Arrays.stream(MessageType.values())
                    .map(type -> type.name().toLowerCase(Locale.ROOT))));
  }

  private static String[] keys(String prefix, Stream<String> names) {
    return names.map(name -> prefix + name).toArray(String[]::new);
  }

  /** `nav.${name}` as what it may become. */
  private static Pattern shape(String template) {
    return Pattern.compile(
        Arrays.stream(template.split("\\$\\{[^}]*}", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[\\w-]+(?:\\.[\\w-]+)*")));
  }

  private Stream<String> found(Pattern pattern) {
    return pattern.matcher(code).results().map(match -> match.group(1));
  }

  private static Set<String> places(String text) {
    return PLACE
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> words(String language) {
    String file = read(PAGE.resolve("i18n/" + language + ".js"));
    String json = file.substring(file.indexOf('{'), file.lastIndexOf('}') + 1);
    try {
      return Json.mapper().readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code() {
    try (Stream<Path> files = Files.walk(PAGE)) {
      return files
          .filter(file -> file.toString().endsWith(".js") && !file.toString().contains("i18n/"))
          .map(PageTranslationsTest::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
