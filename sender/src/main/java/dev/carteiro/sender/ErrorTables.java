// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendResult;
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
 * The tables of docs/EVOLUTION.md, section "Send errors": what Evolution, and Meta through it, can
 * answer to a message call, whether the message can have left then, and whose trouble it is. The
 * resources that are read here are the document's rows.
 */
final class ErrorTables {
  private static final String SLOWER = ", slower";

  /** What a row of either table concludes. */
  record Verdict(SendResult.Kind kind, String code, Trouble trouble, boolean rateLimited) {
    /**
     * @param countsFor the last column
     */
    static Verdict of(String kind, String code, String countsFor) {
      boolean slower = countsFor.endsWith(SLOWER);
      String whose =
          slower ? countsFor.substring(0, countsFor.length() - SLOWER.length()) : countsFor;
      return new Verdict(SendResult.Kind.valueOf(kind), code, Trouble.of(whose), slower);
    }
  }

  /**
   * A row of the table of answers.
   *
   * @param status 3 digits, 5xx or *
   * @param forms where the text stands
   * @param patterns what it says, … for anything; empty for whatever it says
   */
  record Row(String status, List<ErrorText.Form> forms, List<Pattern> patterns, Verdict verdict) {
    boolean covers(int answered, ErrorText text) {
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

  private static final Pattern SAID = Pattern.compile("`([^`]+)`");

  /** The first row that covers an answer judges it. */
  private static final List<Row> ANSWERS =
      rows("send-errors.md").stream().map(ErrorTables::answer).toList();

  private static final Map<String, Verdict> CLOUD = cloud();

  private ErrorTables() {}

  /** What an answer that is no success means. */
  static Verdict verdict(int status, ErrorText text) {
    return ANSWERS.stream()
        .filter(row -> row.covers(status, text))
        .findFirst()
        .map(Row::verdict)
        .orElseThrow(() -> new IllegalStateException("the table has no row for status " + status));
  }

  /** What an error of Meta means. */
  static Verdict cloudVerdict(int code) {
    Verdict found = CLOUD.getOrDefault("" + code, CLOUD.get("other"));
    return new Verdict(found.kind(), "CLOUD_API_" + code, found.trouble(), found.rateLimited());
  }

  /** The cells of each row of a table, without those of its head. */
  static List<List<String>> rows(String resource) {
    try (InputStream in = ErrorTables.class.getResourceAsStream(resource)) {
      String text =
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(2).map(ErrorTables::cells).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    return List.of(line.substring(1, line.length() - 1).split("\\|")).stream()
        .map(String::strip)
        .toList();
  }

  private static Row answer(List<String> cells) {
    List<ErrorText.Form> forms =
        cells.get(1).equals("any")
            ? List.of()
            : List.of(cells.get(1).split(" or ")).stream().map(ErrorText.Form::of).toList();
    List<Pattern> patterns =
        SAID.matcher(cells.get(2)).results().map(ErrorTables::pattern).toList();
    return new Row(
        cells.get(0), forms, patterns, Verdict.of(cells.get(5), cells.get(6), cells.get(7)));
  }

  private static Pattern pattern(MatchResult said) {
    return Pattern.compile("\\Q" + said.group(1).replace("…", "\\E.*\\Q") + "\\E", Pattern.DOTALL);
  }

  private static Map<String, Verdict> cloud() {
    Map<String, Verdict> verdicts = new HashMap<>();
    for (List<String> cells : rows("cloud-errors.md")) {
      verdicts.put(cells.get(0), Verdict.of(cells.get(3), null, cells.get(4)));
    }
    return Map.copyOf(verdicts);
  }
}
