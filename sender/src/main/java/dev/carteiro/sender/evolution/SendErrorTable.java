// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sender.evolution.EvolutionErrorText.ErrorTextForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The error tables of docs/EVOLUTION.md, section "Send errors": each error that Evolution, or Meta
 * through Evolution, can answer to a message call, whether the message may have been sent, and
 * whose failure it counts as. The resources read here hold the same rows as the document.
 */
final class SendErrorTable {
  private static final String SLOWER = ", slower";

  record SendErrorVerdict(
      SendResult.SendResultKind kind, String code, FailureScope trouble, boolean rateLimited) {
    static SendErrorVerdict of(String kind, String code, String countsFor) {
      boolean slower = countsFor.endsWith(SLOWER);
      String whose =
          slower ? countsFor.substring(0, countsFor.length() - SLOWER.length()) : countsFor;
      return new SendErrorVerdict(
          SendResult.SendResultKind.valueOf(kind), code, FailureScope.of(whose), slower);
    }
  }

  /**
   * A row of the table of Evolution's answers.
   *
   * @param status 3 digits, 5xx or *
   * @param forms where the error text is in the body; empty for any place
   * @param patterns the error texts, with … as a wildcard; empty for any text
   */
  record SendErrorRow(
      String status, List<ErrorTextForm> forms, List<Pattern> patterns, SendErrorVerdict verdict) {
    boolean covers(int answered, EvolutionErrorText text) {
      boolean ofStatus =
          status.equals("*")
              || status.equals("" + answered)
              || status.equals(answered / 100 + "xx");
      return ofStatus
          && (forms.isEmpty() || forms.contains(text.form()))
          && (patterns.isEmpty()
              || patterns.stream().anyMatch(one -> one.matcher(text.text()).matches()));
    }
  }

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** In order: the first row that matches an answer decides. */
  private static final List<SendErrorRow> ANSWERS =
      rows("send-errors.md").stream().map(SendErrorTable::answer).toList();

  private static final Map<String, SendErrorVerdict> CLOUD = cloud();

  private SendErrorTable() {}

  static SendErrorVerdict verdict(int status, EvolutionErrorText text) {
    return ANSWERS.stream()
        .filter(row -> row.covers(status, text))
        .findFirst()
        .map(SendErrorRow::verdict)
        .orElseThrow(() -> new IllegalStateException("the table has no row for status " + status));
  }

  static SendErrorVerdict cloudVerdict(int code) {
    SendErrorVerdict found = CLOUD.getOrDefault("" + code, CLOUD.get("other"));
    return new SendErrorVerdict(
        found.kind(), "CLOUD_API_" + code, found.trouble(), found.rateLimited());
  }

  /** Returns the cells of each row of a table resource, without the header rows. */
  static List<List<String>> rows(String resource) {
    try (InputStream in = SendErrorTable.class.getResourceAsStream(resource)) {
      String text =
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(2).map(SendErrorTable::cells).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    return List.of(line.substring(1, line.length() - 1).split("\\|")).stream()
        .map(String::strip)
        .toList();
  }

  private static SendErrorRow answer(List<String> cells) {
    List<ErrorTextForm> forms =
        cells.get(1).equals("any")
            ? List.of()
            : List.of(cells.get(1).split(" or ")).stream().map(ErrorTextForm::of).toList();
    List<Pattern> patterns =
        QUOTED.matcher(cells.get(2)).results().map(SendErrorTable::pattern).toList();
    return new SendErrorRow(
        cells.get(0),
        forms,
        patterns,
        SendErrorVerdict.of(cells.get(5), cells.get(6), cells.get(7)));
  }

  private static Pattern pattern(MatchResult text) {
    return Pattern.compile("\\Q" + text.group(1).replace("…", "\\E.*\\Q") + "\\E", Pattern.DOTALL);
  }

  private static Map<String, SendErrorVerdict> cloud() {
    Map<String, SendErrorVerdict> verdicts = new HashMap<>();
    for (List<String> cells : rows("cloud-errors.md")) {
      verdicts.put(cells.get(0), SendErrorVerdict.of(cells.get(3), null, cells.get(4)));
    }
    return Map.copyOf(verdicts);
  }
}
