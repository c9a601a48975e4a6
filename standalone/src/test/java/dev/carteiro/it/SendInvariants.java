// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.it.SendRunEvidence.AcceptedRequest;
import dev.carteiro.it.SendRunEvidence.EvolutionCall;
import dev.carteiro.it.SendRunEvidence.LoggedJob;
import dev.carteiro.it.SendRunEvidence.WhatsAppDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The promises of sending, each as a checker of what a run left behind. */
final class SendInvariants {
  private static final int SHOWN = 5;
  private static final Duration WINDOW = Duration.ofSeconds(60);

  /** Evolution is known to have taken these. */
  static final Set<String> ACCEPTED = Set.of("accepted", "sent", "delivered", "read");

  /** Nothing more happens to these by itself, and everybody can see them. */
  static final Set<String> SETTLED =
      Set.of("accepted", "sent", "delivered", "read", "failed", "manual", "cancelled", "expired");

  private static final Map<String, Function<SendRunEvidence, List<String>>> ALL =
      new LinkedHashMap<>();

  static {
    ALL.put("every accepted message ends in a settled state", SendInvariants::everyMessageSettles);
    ALL.put("nothing is sent twice", SendInvariants::nothingTwice);
    ALL.put("what counts as accepted was sent", SendInvariants::acceptedWasSent);
    ALL.put("what was sent does not count as failed", SendInvariants::sentIsNotFailed);
    ALL.put("messages to one recipient keep their order", SendInvariants::order);
    ALL.put("no 60 s of an instance above its limit", SendInvariants::instancePace);
    ALL.put("no 60 s of a tenant above its limit", SendInvariants::tenantPace);
    ALL.put("nothing is sent outside its tenant", SendInvariants::ownTenant);
    ALL.put("no number is held because of another's answers", HoldChecker::heldForOthers);
  }

  private SendInvariants() {}

  /** Fails with every broken promise and its first violations. */
  static void check(SendRunEvidence truth) {
    List<String> broken = new ArrayList<>();
    ALL.forEach(
        (promise, checker) -> {
          List<String> violations = checker.apply(truth);
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

  static List<String> everyMessageSettles(SendRunEvidence truth) {
    Map<String, LoggedJob> rows = byId(truth);
    List<String> violations = new ArrayList<>();
    for (AcceptedRequest asked : truth.asked()) {
      LoggedJob row = rows.get(asked.id());
      if (row == null) {
        violations.add(asked.id() + " was accepted and has no row");
      } else if (!SETTLED.contains(row.status())) {
        violations.add(asked.id() + " is still " + row.status());
      }
    }
    return violations;
  }

  static List<String> nothingTwice(SendRunEvidence truth) {
    return truth.deliveries().stream()
        .collect(Collectors.groupingBy(WhatsAppDelivery::text, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() > 1)
        .map(entry -> entry.getKey() + " was sent " + entry.getValue() + " times")
        .toList();
  }

  static List<String> acceptedWasSent(SendRunEvidence truth) {
    Set<String> sent =
        truth.deliveries().stream().map(WhatsAppDelivery::text).collect(Collectors.toSet());
    Map<String, LoggedJob> rows = byId(truth);
    return truth.asked().stream()
        .filter(asked -> rows.containsKey(asked.id()))
        .filter(asked -> ACCEPTED.contains(rows.get(asked.id()).status()))
        .filter(asked -> !sent.contains(asked.text()))
        .map(asked -> asked.id() + " is " + rows.get(asked.id()).status() + " and was never sent")
        .toList();
  }

  static List<String> sentIsNotFailed(SendRunEvidence truth) {
    Set<String> sent =
        truth.deliveries().stream().map(WhatsAppDelivery::text).collect(Collectors.toSet());
    Map<String, LoggedJob> rows = byId(truth);
    return truth.asked().stream()
        .filter(asked -> sent.contains(asked.text()) && rows.containsKey(asked.id()))
        .filter(
            asked ->
                Set.of("failed", "cancelled", "expired").contains(rows.get(asked.id()).status()))
        .map(asked -> asked.id() + " was sent and is " + rows.get(asked.id()).status())
        .toList();
  }

  /** Within a lane: one that had its last attempt in the high lane, left the order of its own. */
  static List<String> order(SendRunEvidence truth) {
    Map<String, LoggedJob> rows = byId(truth);
    Map<String, AcceptedRequest> byText =
        truth.asked().stream()
            .collect(Collectors.toMap(AcceptedRequest::text, asked -> asked, (a, b) -> a));
    Map<String, Integer> last = new HashMap<>();
    List<String> violations = new ArrayList<>();
    truth.deliveries().stream()
        .sorted(java.util.Comparator.comparing(WhatsAppDelivery::at))
        .forEach(
            delivered -> {
              AcceptedRequest asked = byText.get(delivered.text());
              if (asked == null) {
                return;
              }
              LoggedJob row = rows.get(asked.id());
              if (row != null && !asked.lane().equals(row.lane())) {
                return;
              }
              String line = asked.instance() + " " + asked.recipient() + " " + asked.lane();
              Integer before = last.put(line, asked.number());
              if (before != null && before > asked.number()) {
                violations.add(line + ": " + asked.number() + " after " + before);
              }
            });
    return violations;
  }

  static List<String> instancePace(SendRunEvidence truth) {
    Map<String, List<Instant>> calls =
        truth.calls().stream()
            .collect(
                Collectors.groupingBy(
                    EvolutionCall::instance,
                    Collectors.mapping(EvolutionCall::at, Collectors.toList())));
    List<String> violations = new ArrayList<>();
    calls.forEach(
        (instance, times) ->
            violations.addAll(above(instance, times, truth.limits().get(instance))));
    return violations;
  }

  static List<String> tenantPace(SendRunEvidence truth) {
    Map<String, String> tenants = new HashMap<>();
    truth.asked().forEach(asked -> tenants.put(asked.instance(), asked.tenant()));
    List<String> violations = new ArrayList<>();
    truth
        .tenantLimits()
        .forEach(
            (tenant, limit) ->
                violations.addAll(
                    above(
                        tenant,
                        truth.calls().stream()
                            .filter(call -> tenant.equals(tenants.get(call.instance())))
                            .map(EvolutionCall::at)
                            .toList(),
                        limit)));
    return violations;
  }

  private static List<String> above(String whose, List<Instant> times, int limit) {
    List<Instant> sorted = times.stream().sorted().toList();
    List<String> violations = new ArrayList<>();
    for (int n = limit; n < sorted.size(); n++) {
      Duration span = Duration.between(sorted.get(n - limit), sorted.get(n));
      if (span.compareTo(WINDOW) < 0) {
        violations.add("%s: %d calls within %s".formatted(whose, limit + 1, span));
      }
    }
    return violations;
  }

  static List<String> ownTenant(SendRunEvidence truth) {
    Map<String, AcceptedRequest> byText =
        truth.asked().stream()
            .collect(Collectors.toMap(AcceptedRequest::text, asked -> asked, (a, b) -> a));
    List<String> violations = new ArrayList<>();
    for (WhatsAppDelivery delivered : truth.deliveries()) {
      AcceptedRequest asked = byText.get(delivered.text());
      if (asked != null && !asked.instance().equals(delivered.instance())) {
        violations.add(
            asked.id() + " of " + asked.instance() + " left through " + delivered.instance());
      }
    }
    Map<String, LoggedJob> rows = byId(truth);
    for (AcceptedRequest asked : truth.asked()) {
      LoggedJob row = rows.get(asked.id());
      if (row != null && !row.tenant().equals(asked.tenant())) {
        violations.add(asked.id() + " of " + asked.tenant() + " is a row of " + row.tenant());
      }
    }
    return violations;
  }

  private static Map<String, LoggedJob> byId(SendRunEvidence truth) {
    return truth.jobs().stream().collect(Collectors.toMap(LoggedJob::id, row -> row, (a, b) -> a));
  }
}
