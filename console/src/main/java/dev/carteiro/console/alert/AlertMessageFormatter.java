// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Locale;

/** Formats titles and sentences of alerts in one language, from the texts that the page uses. */
final class AlertMessageFormatter {
  private static final String FILE = "/dev/carteiro/console/web/page/i18n/alerts.js";

  private final Locale locale;
  private final JsonNode texts = texts();

  AlertMessageFormatter(Locale locale) {
    this.locale = locale;
  }

  /** The content of the file, which is a JavaScript module around a JSON object. */
  static JsonNode texts() {
    try (InputStream file = AlertMessageFormatter.class.getResourceAsStream(FILE)) {
      String module = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Json.mapper().readTree(module.substring(module.indexOf('{')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String firing(AlertRuleId rule, AlertRuleFinding finding) {
    return format(rule(rule, "firing"), finding.words().toArray());
  }

  String resolved(AlertEvent firing) {
    return format(rule(firing.rule(), "resolved"), subject(firing));
  }

  String switchedOff(AlertEvent firing) {
    return format(notice("switchedOff"), firing.rule().name());
  }

  String title(AlertEvent event) {
    boolean firing = event.state() == AlertState.FIRING;
    String mark = format(notice(firing ? event.severity().name() : "RESOLVED"));
    String subject = subject(event);
    return "[%s] %s%s"
        .formatted(
            mark, format(rule(event.rule(), "title")), subject.isEmpty() ? "" : ": " + subject);
  }

  String title(AlertNotice notice) {
    return notice.isDigest()
        ? format(
            notice("digest"), notice.count(AlertState.FIRING), notice.count(AlertState.RESOLVED))
        : title(notice.first());
  }

  String lasted(Duration time) {
    return format(notice("lasted"), readable(time));
  }

  private String rule(AlertRuleId rule, String kind) {
    return texts.at("/rules/%s/%s/%s".formatted(rule, locale.getLanguage(), kind)).asText();
  }

  private String notice(String key) {
    return texts.at("/notice/%s/%s".formatted(locale.getLanguage(), key)).asText();
  }

  private String format(String pattern, Object... words) {
    return new MessageFormat(pattern, locale).format(words);
  }

  private static String subject(AlertEvent event) {
    if (event.instance() != null && event.instance().text().equals(event.subject())) {
      return event.instance().name();
    }
    return event.subject() == null ? "" : event.subject();
  }

  /** Replaces control characters: a line break in a name must not become a mail header. */
  static String oneLine(String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static String readable(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
