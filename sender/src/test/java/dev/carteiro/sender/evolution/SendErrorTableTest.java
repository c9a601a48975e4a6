// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in docs/EVOLUTION.md is what the sender does: line by line. */
class SendErrorTableTest {
  private static final Path DOCUMENT = Path.of("../docs/EVOLUTION.md");
  private static final Pattern SAID = Pattern.compile("`([^`]+)`");
  private static final int PLACE_OF_LEFT = 4;

  @ParameterizedTest
  @CsvSource({
    "| status |, send-errors.md",
    "| code | Meta says |, cloud-errors.md",
  })
  void theDocumentHasTheRowsThatTheSenderReads(String head, String resource) throws IOException {
    // When
    List<List<String>> documented = documented(head);
    // Then
    assertThat(documented).isEqualTo(SendErrorTable.rows(resource)).isNotEmpty();
  }

  @ParameterizedTest(name = "line {0}: {2} {1}")
  @MethodSource("lines")
  void eachLineIsWhatTheSenderConcludes(
      int line, String sample, int status, byte[] body, List<String> cells) {
    // When
    AttemptOutcome outcome =
        AttemptOutcomeClassifier.of(new EvolutionCallResult.EvolutionResponse(status, body, null));
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.valueOf(cells.get(5)));
    assertThat(outcome.code()).isEqualTo(cells.get(6));
    assertThat(countsFor(outcome)).isEqualTo(cells.get(7));
    assertThat(outcome.httpStatus()).isEqualTo(status);
    assertThat(outcome.detail()).isNotBlank();
    assertThat(outcome.elsewhere())
        .isEqualTo(status == 503 && outcome.trouble() != FailureScope.MESSAGE);
    assertNothingDoubles(cells.get(PLACE_OF_LEFT), outcome);
  }

  /** The topology reads such codes in statuses, which come after the answer. */
  @Test
  void aCodeThatSlowsTheNumberDownDoesSoInAStatusToo() {
    assertThat(SendErrorTable.rows("cloud-errors.md"))
        .isNotEmpty()
        .allSatisfy(
            cells ->
                assertThat(new MessageStatusError(cells.get(0), null, null).isRateLimit())
                    .isEqualTo(cells.get(4).contains("slower")));
  }

  static Stream<Arguments> lines() throws IOException {
    List<List<String>> rows = documented("| status |");
    List<Arguments> all = new ArrayList<>();
    IntStream.range(0, rows.size())
        .forEach(
            line -> {
              List<String> cells = rows.get(line);
              int status = status(cells.get(0));
              for (String form : forms(cells.get(1))) {
                for (String said : samples(cells.get(2))) {
                  all.add(
                      Arguments.of(line + 1, form + " " + said, status, body(form, said), cells));
                }
              }
            });
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cloudLines")
  void eachErrorOfMetaIsWhatTheSenderConcludes(List<String> cells) {
    // Given
    int code = cells.get(0).equals("other") ? 999_999 : Integer.parseInt(cells.get(0));
    // When
    AttemptOutcome outcome =
        AttemptOutcomeClassifier.of(
            new EvolutionCallResult.EvolutionResponse(
                201,
                Json.write(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("message", "(#" + code + ") Refused")
                        .put("code", code)),
                null));
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.valueOf(cells.get(3)));
    assertThat(outcome.code()).isEqualTo("CLOUD_API_" + code);
    assertThat(countsFor(outcome)).isEqualTo(cells.get(4));
    assertNothingDoubles(cells.get(2), outcome);
  }

  static Stream<List<String>> cloudLines() throws IOException {
    return documented("| code | Meta says |").stream();
  }

  @Test
  void eachWayOfNoAnswerIsWhatTheSenderConcludes() throws IOException {
    // When
    List<List<String>> documented = documented("| how far the call came |");
    // Then
    List<List<String>> concluded = new ArrayList<>();
    for (EvolutionCallResult.CallFailurePhase phase :
        EvolutionCallResult.CallFailurePhase.values()) {
      AttemptOutcome outcome =
          AttemptOutcomeClassifier.of(
              new EvolutionCallResult.EvolutionCallFailure(phase, "because"));
      boolean harmless = outcome.kind() == SendResultKind.NOT_SENT;
      concluded.add(
          List.of(
              phase.name(),
              harmless ? "no" : "perhaps",
              outcome.kind().name(),
              outcome.code(),
              countsFor(outcome)));
    }
    assertThat(documented).isEqualTo(concluded);
  }

  @Test
  void noStatusIsWithoutALine() {
    for (int status = 300; status < 600; status++) {
      assertThat(
              AttemptOutcomeClassifier.of(
                      new EvolutionCallResult.EvolutionResponse(status, new byte[0], null))
                  .code())
          .isNotBlank();
    }
  }

  /** What may have left is never anything but uncertain, and what did not is never that. */
  private static void assertNothingDoubles(String left, AttemptOutcome outcome) {
    assertThat(left).isIn("no", "perhaps", "yes");
    if (left.equals("no")) {
      assertThat(outcome.kind())
          .isIn(SendResultKind.PERMANENT, SendResultKind.TRANSIENT, SendResultKind.NOT_SENT);
    } else {
      assertThat(outcome.kind()).isEqualTo(SendResultKind.UNKNOWN);
    }
  }

  private static String countsFor(AttemptOutcome outcome) {
    return outcome.trouble().text() + (outcome.rateLimited() ? ", slower" : "");
  }

  private static int status(String cell) {
    return switch (cell) {
      case "*" -> 418;
      case "5xx" -> 599;
      default -> Integer.parseInt(cell);
    };
  }

  private static List<String> forms(String cell) {
    return cell.equals("any") ? List.of("text", "list", "page") : List.of(cell.split(" or "));
  }

  private static List<String> samples(String cell) {
    List<String> said =
        SAID.matcher(cell).results().map(one -> one.group(1).replace("…", "a \n b")).toList();
    return said.isEmpty() ? List.of("what nobody has seen yet") : said;
  }

  private static byte[] body(String form, String said) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    switch (form) {
      case "text" -> body.putObject("response").put("message", said);
      case "list" -> body.putObject("response").set("message", list.add("Error: " + said));
      case "list of lists" ->
          body.putObject("response")
              .set("message", list.add(JsonNodeFactory.instance.arrayNode().add(said)));
      case "jid" ->
          body.putObject("response")
              .set(
                  "message",
                  list.add(
                      JsonNodeFactory.instance.objectNode().put("jid", said).put("exists", false)));
      case "code" -> body.put("code", said).put("error", "service not activated");
      case "other" -> body.put("message", said);
      case "page" -> {
        return "<html><h1>what nobody has seen yet</h1></html>".getBytes(StandardCharsets.UTF_8);
      }
      default -> throw new IllegalArgumentException("no form is called " + form);
    }
    return Json.write(body);
  }

  /** The cells of the document's table with that head. */
  private static List<List<String>> documented(String head) throws IOException {
    return Files.readString(DOCUMENT)
        .lines()
        .dropWhile(line -> !line.startsWith(head))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> line.substring(1, line.length() - 1).split("\\|"))
        .map(cells -> Stream.of(cells).map(String::strip).toList())
        .toList();
  }
}
