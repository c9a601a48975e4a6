// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.Environment;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of an alert rule. A limit that the rule does not use is 0.
 *
 * @param holds how long the condition must hold without interruption
 * @param threshold the threshold, in the rule's unit
 * @param window the time span that the rule looks back at
 * @param minimum the amount of data below which the rule is not judged, in the rule's unit
 */
public record AlertRuleLimits(Duration holds, long threshold, Duration window, long minimum) {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Map<String, RuleLimitSettings> TEMPLATES = templates();

  /** The settings of one rule's limits; null for a limit that the rule does not use. */
  private record RuleLimitSettings(
      Setting<Duration> holds,
      Setting<Integer> threshold,
      Setting<Duration> window,
      Setting<Integer> minimum) {

    List<Setting<?>> all() {
      List<Setting<?>> all = new ArrayList<>();
      all.add(holds);
      for (Setting<?> setting : new Setting<?>[] {threshold, window, minimum}) {
        if (setting != null) {
          all.add(setting);
        }
      }
      return all;
    }

    AlertRuleLimits read(Environment environment) {
      return new AlertRuleLimits(
          environment.get(holds),
          threshold == null ? 0 : environment.get(threshold),
          window == null ? Duration.ZERO : environment.get(window),
          minimum == null ? 0 : environment.get(minimum));
    }
  }

  private static Map<String, RuleLimitSettings> templates() {
    Map<String, RuleLimitSettings> all = new LinkedHashMap<>();
    Duration now = Duration.ZERO;
    put(all, "EVOLUTION_OFFLINE", Duration.ofMinutes(1), null, null, null);
    put(all, "EVOLUTION_UNLICENSED", Duration.ofMinutes(1), null, null, null);
    put(all, "EVOLUTION_DEGRADED", Duration.ofMinutes(2), null, null, null);
    put(all, "MONITORING_INCOMPLETE", Duration.ofMinutes(1), null, null, null);
    all.put(
        "FAILURE_RATE_HIGH",
        new RuleLimitSettings(
            holds("FAILURE_RATE_HIGH", now),
            threshold("FAILURE_RATE_HIGH", 10, 100, "Percent of the calls to Evolution"),
            window("FAILURE_RATE_HIGH", Duration.ofMinutes(15), "looked back at"),
            Setting.integer(
                "ALERT_FAILURE_RATE_HIGH_MINIMUM",
                20,
                1,
                1_000_000,
                "Calls in the window below which no rate is judged.")));
    put(all, "QUEUE_LONG", Duration.ofMinutes(1), 50, "Messages that wait", null);
    put(all, "QUEUE_WAITING", Duration.ofMinutes(1), 100, "Messages that wait", null);
    put(
        all,
        "QUEUE_FAILED",
        now,
        50,
        "Messages that failed in 24 hours or wait for a person",
        null);
    put(all, "QUEUE_STALLED", Duration.ofMinutes(3), null, null, null);
    put(all, "QUEUE_BACKLOG", Duration.ofMinutes(10), 500, "Messages of one instance", null);
    put(all, "KAFKA_DOWN", Duration.ofSeconds(10), null, null, null);
    put(all, "TRANSACTION_HANGING", now, null, null, null);
    put(all, "POSTGRES_DOWN", Duration.ofSeconds(10), null, null, null);
    for (String role : List.of("BRIDGE", "TOPOLOGY", "SENDER", "SINK")) {
      put(all, role + "_DOWN", Duration.ofSeconds(30), null, null, null);
    }
    put(all, "INSTANCE_DISCONNECTED", Duration.ofMinutes(2), null, null, null);
    put(all, "INSTANCE_REMOVED", now, null, null, null);
    put(all, "INSTANCE_MISMATCH", now, null, null, DAY);
    all.put(
        "INSTANCE_SILENT",
        new RuleLimitSettings(
            holds("INSTANCE_SILENT", now),
            Setting.integer(
                "ALERT_INSTANCE_SILENT_THRESHOLD",
                10_000,
                10,
                1_000_000_000,
                "One in how many silences of this length, by the instance's own hours, is heard"
                    + " of."),
            window(
                "INSTANCE_SILENT", Duration.ofHours(1), "of silence that is never worth an alert"),
            Setting.integer(
                "ALERT_INSTANCE_SILENT_MINIMUM",
                5,
                2,
                14,
                "Days on which an instance must have spoken before its silence is judged.")));
    all.put(
        "UNCONFIRMED_SENDS",
        new RuleLimitSettings(
            holds("UNCONFIRMED_SENDS", now),
            threshold("UNCONFIRMED_SENDS", 0, 1_000_000, "Messages of one instance"),
            window("UNCONFIRMED_SENDS", Duration.ofMinutes(10), "that WhatsApp may take"),
            null));
    put(all, "WEBHOOKS_PARKED", Duration.ofMinutes(1), 0, "Unregistered instances", null);
    put(all, "DEAD_LETTERS", now, 0, "Unsettled dead letters", DAY);
    put(all, "RESTORING", Duration.ofMinutes(2), null, null, null);
    put(all, "TIMERS_LATE", Duration.ofSeconds(30), 60, "Seconds", null);
    put(all, "CLOCK_OFFSET", Duration.ofMinutes(1), 5, "Seconds, ahead or behind", null);
    all.put(
        "DISK_LOW",
        new RuleLimitSettings(
            holds("DISK_LOW", Duration.ofMinutes(1)),
            Setting.integer(
                "ALERT_DISK_LOW_THRESHOLD",
                10,
                0,
                99,
                "Percent of a disk's space that is free: below it DISK_LOW holds."),
            null,
            null));
    all.put(
        "SOURCE_LAG_HIGH",
        new RuleLimitSettings(
            holds("SOURCE_LAG_HIGH", Duration.ofMinutes(1)),
            threshold("SOURCE_LAG_HIGH", 300, 86_400, "Seconds"),
            window("SOURCE_LAG_HIGH", Duration.ofMinutes(5), "looked back at"),
            Setting.integer(
                "ALERT_SOURCE_LAG_HIGH_MINIMUM",
                3,
                1,
                10_000,
                "Messages of an instance in the window below which its lag is not judged.")));
    return all;
  }

  private static void put(
      Map<String, RuleLimitSettings> all,
      String rule,
      Duration holds,
      Integer threshold,
      String unit,
      Duration window) {
    all.put(
        rule,
        new RuleLimitSettings(
            holds(rule, holds),
            threshold == null ? null : threshold(rule, threshold, 1_000_000_000, unit),
            window == null ? null : window(rule, window, "looked back at"),
            null));
  }

  private static Setting<Duration> holds(String rule, Duration value) {
    return Setting.duration(
        "ALERT_" + rule + "_FOR", value, Duration.ZERO, DAY, "How long " + rule + " must hold.");
  }

  private static Setting<Integer> threshold(String rule, int value, int most, String unit) {
    return Setting.integer(
        "ALERT_" + rule + "_THRESHOLD", value, 0, most, unit + ": above it " + rule + " holds.");
  }

  private static Setting<Duration> window(String rule, Duration value, String what) {
    return Setting.duration(
        "ALERT_" + rule + "_WINDOW", value, Duration.ofSeconds(1), DAY, "Time " + what + ".");
  }

  static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    TEMPLATES.values().forEach(template -> all.addAll(template.all()));
    return List.copyOf(all);
  }

  /** The limits of all rules that have limits, by the rule's name. */
  static Map<String, AlertRuleLimits> from(Environment environment) {
    Map<String, AlertRuleLimits> limits = new HashMap<>();
    TEMPLATES.forEach((rule, template) -> limits.put(rule, template.read(environment)));
    return limits;
  }
}
