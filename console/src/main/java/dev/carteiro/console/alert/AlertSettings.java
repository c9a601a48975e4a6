// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of the alert rules and of the channels that notify people.
 *
 * @param off names of disabled rules
 * @param limits limits of the rules that have limits, by the rule's name
 * @param interval how often the rules are judged
 * @param resolveAfter how long a condition must be gone before its alert is resolved
 * @param zone time zone of the instances' daily activity, for INSTANCE_SILENT
 * @param channels the channels that notify people
 */
public record AlertSettings(
    Set<String> off,
    Map<String, AlertRuleLimits> limits,
    Duration interval,
    Duration resolveAfter,
    ZoneId zone,
    AlertChannelSettings channels) {

  /** Rules without limits; their alerts are raised elsewhere. */
  private static final Set<String> RAISED_ELSEWHERE =
      Set.of("SEND_NEEDS_MANUAL", "SEND_RATE_LIMITED");

  public static final Setting<List<String>> OFF =
      Setting.texts("ALERT_OFF", "", "Rules of alerts that are switched off, comma-separated.");
  public static final Setting<Duration> INTERVAL =
      Setting.duration(
          "ALERT_INTERVAL",
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofMinutes(5),
          "How often the rules of alerts are looked at.");
  public static final Setting<Duration> RESOLVE_AFTER =
      Setting.duration(
          "ALERT_RESOLVE_AFTER",
          Duration.ofSeconds(30),
          Duration.ZERO,
          Duration.ofHours(1),
          "How long a trouble must be gone before its alert is resolved.");

  public static final Setting<String> ZONE =
      Setting.text(
          "ALERT_ZONE",
          "America/Sao_Paulo",
          "IANA time zone whose days and nights instances keep; for INSTANCE_SILENT.");

  public AlertSettings {
    off = Set.copyOf(off);
    limits = Map.copyOf(limits);
    Set<String> known = new TreeSet<>(limits.keySet());
    known.addAll(RAISED_ELSEWHERE);
    for (String rule : off) {
      if (!known.contains(rule)) {
        throw new InvalidSettingException(
            OFF.name(), "knows no rule " + rule + "; there are " + known);
      }
    }
  }

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(OFF, INTERVAL, RESOLVE_AFTER, ZONE));
    all.addAll(AlertRuleLimits.settings());
    all.addAll(AlertChannelSettings.settings());
    return List.copyOf(all);
  }

  public static AlertSettings from(Environment environment) {
    return new AlertSettings(
        Set.copyOf(environment.get(OFF)),
        AlertRuleLimits.from(environment),
        environment.get(INTERVAL),
        environment.get(RESOLVE_AFTER),
        zone(environment.get(ZONE)),
        AlertChannelSettings.from(environment));
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new InvalidSettingException(
          ZONE.name(), "is not an IANA time zone (it is \"" + name + "\")", e);
    }
  }

  /** Whether a rule is enabled. */
  public boolean isOn(String rule) {
    return !off.contains(rule);
  }

  /**
   * The limits of a rule.
   *
   * @throws IllegalArgumentException if the rule has no limits
   */
  public AlertRuleLimits limit(String rule) {
    AlertRuleLimits limit = limits.get(rule);
    if (limit == null) {
      throw new IllegalArgumentException("no limits of rule " + rule);
    }
    return limit;
  }
}
