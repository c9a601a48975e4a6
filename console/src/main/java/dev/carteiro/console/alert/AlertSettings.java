// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings of the alert rules and of the channels that notify people.
 *
 * @param off disabled rules
 * @param limits limits of all rules
 * @param interval how often the rules are judged
 * @param resolveAfter how long a condition must be gone before its alert is resolved
 * @param zone time zone of the instances' daily activity, for INSTANCE_SILENT
 * @param channels the channels that notify people
 */
public record AlertSettings(
    Set<AlertRuleId> off,
    Map<AlertRuleId, AlertRuleLimits> limits,
    Duration interval,
    Duration resolveAfter,
    ZoneId zone,
    AlertChannelSettings channels) {

  public static final Setting<List<String>> OFF =
      Setting.texts("ALERT_OFF", "", "Alert rules that are switched off, comma-separated.");
  public static final Setting<Duration> INTERVAL =
      Setting.duration(
          "ALERT_INTERVAL",
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofMinutes(5),
          "How often the alert rules are judged.");
  public static final Setting<Duration> RESOLVE_AFTER =
      Setting.duration(
          "ALERT_RESOLVE_AFTER",
          Duration.ofSeconds(30),
          Duration.ZERO,
          Duration.ofHours(1),
          "How long a condition must be gone before its alert is resolved.");

  public static final Setting<String> ZONE =
      Setting.text(
          "ALERT_ZONE",
          "America/Sao_Paulo",
          "IANA time zone of the days and nights of instances, for INSTANCE_SILENT.");

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(OFF, INTERVAL, RESOLVE_AFTER, ZONE));
    AlertRuleCatalog.rules().forEach(rule -> all.addAll(rule.settings().values()));
    all.addAll(AlertChannelSettings.settings());
    return List.copyOf(all);
  }

  public static AlertSettings from(Environment environment) {
    return new AlertSettings(
        environment.get(OFF).stream().map(AlertSettings::rule).collect(Collectors.toSet()),
        AlertRuleCatalog.rules().stream()
            .collect(Collectors.toMap(AlertRule::id, rule -> rule.limits(environment))),
        environment.get(INTERVAL),
        environment.get(RESOLVE_AFTER),
        zone(environment.get(ZONE)),
        AlertChannelSettings.from(environment));
  }

  private static AlertRuleId rule(String name) {
    try {
      return AlertRuleId.valueOf(name);
    } catch (IllegalArgumentException e) {
      List<String> known = Arrays.stream(AlertRuleId.values()).map(Enum::name).sorted().toList();
      throw new InvalidSettingException(
          OFF.name(), "knows no rule " + name + "; there are " + known, e);
    }
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new InvalidSettingException(
          ZONE.name(), "is not an IANA time zone (it is \"" + name + "\")", e);
    }
  }

  boolean isOn(AlertRuleId rule) {
    return !off.contains(rule);
  }

  AlertRuleLimits limits(AlertRuleId rule) {
    return limits.get(rule);
  }
}
