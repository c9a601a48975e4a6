// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.ResourceBundle;

/** Formats the titles and sentences of alerts in one language. */
final class AlertMessageFormatter {
  private final Locale locale;
  private final ResourceBundle sentences;

  AlertMessageFormatter(Locale locale) {
    this.locale = locale;
    this.sentences =
        ResourceBundle.getBundle(
            "dev.carteiro.console.alert.sentences",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The sentence of a firing alert. */
  String firing(AlertRuleId rule, AlertRuleFinding finding) {
    return format(rule.name() + ".firing", finding.words().toArray());
  }

  /** The sentence of a resolved alert. */
  String resolved(AlertEvent firing) {
    return format(firing.rule().name() + ".resolved", what(firing));
  }

  /** The sentence of an alert whose rule was disabled. */
  String switchedOff(AlertEvent firing) {
    return format("switched.off", firing.rule().name());
  }

  /** The rule's short name, for titles. */
  String title(AlertRuleId rule) {
    return format(rule.name() + ".title");
  }

  /** The title of one event: state or severity, rule, and subject. */
  String title(AlertEvent event) {
    boolean firing = event.state() == AlertState.FIRING;
    String mark = firing ? format("severity." + event.severity().name()) : format("title.resolved");
    String where = what(event);
    return "[" + mark + "] " + title(event.rule()) + (where.isEmpty() ? "" : ": " + where);
  }

  /** The title of a digest. */
  String digestTitle(int firing, int resolved) {
    return format("digest", firing, resolved);
  }

  /** The sentence that says how long a resolved alert fired. */
  String took(Duration time) {
    return format("took", readable(time));
  }

  String format(String key, Object... words) {
    return new MessageFormat(sentences.getString(key), locale).format(words);
  }

  private static String what(AlertEvent event) {
    if (event.instance() != null && event.instance().text().equals(event.subject())) {
      return event.instance().name();
    }
    return event.subject() == null ? "" : event.subject();
  }

  private static String readable(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min";
    }
    return minutes / 60 + " h " + minutes % 60 + " min";
  }
}
