// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The promises, each as a checker of what a run left behind. */
final class WebhookInvariants {
  private static final int SHOWN = 5;
  private static final Map<String, BiFunction<WebhookExpectations, StoredRunSnapshot, List<String>>>
      ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        "every acknowledged webhook is a record",
        (t, e) -> new CompletenessChecker(t, e).everyAcknowledgementIsARecord());
    ALL.put(
        "nothing acknowledged is missing",
        (t, e) -> new CompletenessChecker(t, e).nothingAcknowledgedIsMissing());
    ALL.put(
        "webhooks of unregistered instances wait",
        (t, e) -> new CompletenessChecker(t, e).theUnregisteredWait());
    ALL.put(
        "dead letters are explained",
        (t, e) -> new CompletenessChecker(t, e).deadLettersAreExplained());
    ALL.put("nothing is there twice", (t, e) -> new ConsistencyChecker(t, e).nothingTwice());
    ALL.put(
        "nothing under another tenant",
        (t, e) -> new ConsistencyChecker(t, e).nothingUnderAnotherTenant());
    ALL.put(
        "statuses only move forward", (t, e) -> new ConsistencyChecker(t, e).statusesOnlyForward());
    ALL.put(
        "messages of an instance keep their order",
        (t, e) -> new ConsistencyChecker(t, e).orderOfEachInstance());
    ALL.put(
        "revisions of a message count up",
        (t, e) -> new ConsistencyChecker(t, e).revisionsCountUp());
    ALL.put(
        "rows agree with the topics", (t, e) -> new ConsistencyChecker(t, e).rowsAgreeWithTopics());
  }

  private WebhookInvariants() {}

  /** Fails with every broken promise and its first violations. */
  static void check(WebhookExpectations truth, StoredRunSnapshot evidence) {
    List<String> broken = new ArrayList<>();
    ALL.forEach(
        (promise, checker) -> {
          List<String> violations = checker.apply(truth, evidence);
          if (!violations.isEmpty()) {
            String title = "BROKEN: %s (%d times)\n    ".formatted(promise, violations.size());
            broken.add(
                violations.stream().limit(SHOWN).collect(Collectors.joining("\n    ", title, "")));
          }
        });
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }
}
