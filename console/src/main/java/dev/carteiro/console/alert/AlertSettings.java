// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.Environment;
import dev.carteiro.config.HelpText;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import dev.carteiro.config.SettingDefinition;
import dev.carteiro.config.SettingSource;
import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings of the alert rules and of the channels that notify people. */
public record AlertSettings(
    @Setting(name = "ALERT_OFF", parser = "rules")
        @HelpText("Alert rules that are switched off, comma-separated.")
        Set<AlertRuleId> off,
    @Setting(name = "ALERT_INTERVAL", defaultValue = "PT5S", range = "PT0.2S..PT5M")
        @HelpText("How often the alert rules are judged.")
        Duration interval,
    @Setting(name = "ALERT_RESOLVE_AFTER", defaultValue = "PT30S", range = "PT0S..PT1H")
        @HelpText("How long a condition must be gone before its alert is resolved.")
        Duration resolveAfter,
    @Setting(name = "ALERT_ZONE", defaultValue = "America/Sao_Paulo", parser = "zone")
        @HelpText("IANA time zone of the days and nights of instances, for INSTANCE_SILENT.")
        ZoneId zone,
    @SettingSource.ReadBy(RuleLimitSource.class) Map<AlertRuleId, AlertRuleLimits> limits,
    AlertChannelSettings channels) {

  static Set<AlertRuleId> rules(String text) {
    return Stream.of(text.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(AlertSettings::rule)
        .collect(Collectors.toSet());
  }

  private static AlertRuleId rule(String name) {
    try {
      return AlertRuleId.valueOf(name);
    } catch (IllegalArgumentException e) {
      List<String> known = Arrays.stream(AlertRuleId.values()).map(Enum::name).sorted().toList();
      throw new InvalidSettingException(
          "ALERT_OFF", "knows no rule " + name + "; there are " + known, e);
    }
  }

  static ZoneId zone(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be blank");
    }
    try {
      return ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not an IANA time zone", e);
    }
  }

  boolean isOn(AlertRuleId rule) {
    return !off.contains(rule);
  }

  AlertRuleLimits limits(AlertRuleId rule) {
    return limits.get(rule);
  }

  /** The settings of the rules' limits, which the catalogue names. */
  static final class RuleLimitSource implements SettingSource<Map<AlertRuleId, AlertRuleLimits>> {
    @Override
    public List<SettingDefinition<?>> definitions() {
      return AlertRuleCatalog.rules().stream()
          .<SettingDefinition<?>>flatMap(rule -> rule.settings().values().stream())
          .toList();
    }

    @Override
    public Map<AlertRuleId, AlertRuleLimits> read(Environment environment) {
      return AlertRuleCatalog.rules().stream()
          .collect(Collectors.toMap(AlertRule::id, rule -> rule.limits(environment)));
    }
  }
}
