// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.Environment;
import dev.carteiro.config.SettingDefinition;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One alert rule: the settings of its limits, {@code ALERT_<RULE>_…}, and the condition under which
 * it fires. Its texts are in {@code i18n/alerts.js} of the page.
 */
final class AlertRule {
  private static final Duration DAY = Duration.ofDays(1);

  private final AlertRuleId id;
  private final Map<RuleLimitKind, SettingDefinition<?>> settings =
      new EnumMap<>(RuleLimitKind.class);
  private boolean raisedElsewhere;
  private BiFunction<AlertRuleInput, AlertRuleLimits, AlertRuleVerdict> condition;

  /** The limits that a rule may have, as in the names of settings. */
  enum RuleLimitKind {
    FOR,
    THRESHOLD,
    WINDOW,
    MINIMUM
  }

  /**
   * The values of a rule's limits; one that the rule does not have is 0.
   *
   * @param window the time span that the rule looks back at
   * @param minimum the amount of data below which the rule is not judged, in the rule's unit
   */
  public record AlertRuleLimits(Duration holds, long threshold, Duration window, long minimum) {}

  AlertRule(AlertRuleId id) {
    this.id = id;
  }

  AlertRule holds(Duration value) {
    String description = "How long " + id + " must hold.";
    return with(
        RuleLimitKind.FOR,
        name -> SettingDefinition.duration(name, value, Duration.ZERO, DAY, description));
  }

  AlertRule above(int value, int most, String unit) {
    return threshold(value, 0, most, unit + ": above it " + id + " holds.");
  }

  AlertRule threshold(int value, int least, int most, String description) {
    return with(
        RuleLimitKind.THRESHOLD,
        name -> SettingDefinition.integer(name, value, least, most, description));
  }

  AlertRule window(Duration value, String what) {
    return with(
        RuleLimitKind.WINDOW,
        name ->
            SettingDefinition.duration(
                name, value, Duration.ofSeconds(1), DAY, "Time " + what + "."));
  }

  AlertRule minimum(int value, int least, int most, String description) {
    return with(
        RuleLimitKind.MINIMUM,
        name -> SettingDefinition.integer(name, value, least, most, description));
  }

  private AlertRule with(RuleLimitKind kind, Function<String, SettingDefinition<?>> setting) {
    settings.put(kind, setting.apply("ALERT_" + id + "_" + kind));
    return this;
  }

  /** Sets a condition on processes and services, which is not judged while nothing is observed. */
  AlertRule when(BiFunction<PlatformRuleInput, AlertRuleLimits, AlertRuleVerdict> newCondition) {
    return when(AlertRuleInput::platform, newCondition);
  }

  /** Sets a condition on the tables, which is not judged while they are not current. */
  AlertRule whenRows(
      BiFunction<DatabaseRuleInput, AlertRuleLimits, AlertRuleVerdict> newCondition) {
    return when(AlertRuleInput::rows, newCondition);
  }

  private <T> AlertRule when(
      Function<AlertRuleInput, Optional<T>> part,
      BiFunction<T, AlertRuleLimits, AlertRuleVerdict> newCondition) {
    condition =
        (input, limits) ->
            part.apply(input)
                .map(observed -> newCondition.apply(observed, limits))
                .orElse(AlertRuleVerdict.unknown());
    return this;
  }

  /**
   * Marks a rule whose alerts other roles raise and resolve. With a condition the console resolves
   * them, too, because a process that died cannot resolve its own alerts.
   */
  AlertRule raisedElsewhere() {
    raisedElsewhere = true;
    return this;
  }

  AlertRuleId id() {
    return id;
  }

  boolean isRaisedElsewhere() {
    return raisedElsewhere;
  }

  boolean isJudged() {
    return condition != null;
  }

  AlertRuleVerdict judge(AlertRuleInput input, AlertRuleLimits limits) {
    return condition.apply(input, limits);
  }

  Map<RuleLimitKind, SettingDefinition<?>> settings() {
    return settings;
  }

  AlertRuleLimits limits(Environment environment) {
    return new AlertRuleLimits(
        value(environment, RuleLimitKind.FOR, Duration.class, Duration.ZERO),
        value(environment, RuleLimitKind.THRESHOLD, Integer.class, 0),
        value(environment, RuleLimitKind.WINDOW, Duration.class, Duration.ZERO),
        value(environment, RuleLimitKind.MINIMUM, Integer.class, 0));
  }

  private <T> T value(Environment environment, RuleLimitKind kind, Class<T> type, T none) {
    SettingDefinition<?> setting = settings.get(kind);
    return setting == null ? none : type.cast(setting.read(environment));
  }
}
