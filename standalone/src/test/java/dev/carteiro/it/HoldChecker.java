// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.it.SendRunEvidence.SenderReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Proves that no number is held because of another number's answers. Whatever a sender holds back
 * must have its reason in what the same sender was told before: for a server's breaker, trouble
 * that only the server can have, or time-outs of several numbers; for a number's, its own trouble
 * five times in a row.
 */
final class HoldChecker {
  /** As {@code SENDER_BREAKER_FAILURES}. */
  private static final int FAILURES = 5;

  /** A breaker that opened lets a call through only some time after the trouble. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(30);

  private static final Set<String> NEVER_ANSWERED =
      Set.of("UNREACHABLE", "CONNECTION_LOST", "CONNECTION_RESET");
  private static final Set<Integer> OF_PROXIES = Set.of(502, 503, 504);
  private static final String SILENT = "NO_ANSWER";
  private static final String LICENSE = "LICENSE_REQUIRED";

  private final SendRunEvidence truth;
  private final Map<String, Integer> inARow = new HashMap<>();
  private final Set<String> sick = new HashSet<>();
  private final Map<String, Set<String>> silent = new HashMap<>();
  private final Map<String, Instant> silentToSeveral = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  private HoldChecker(SendRunEvidence truth) {
    this.truth = truth;
  }

  static List<String> heldForOthers(SendRunEvidence truth) {
    HoldChecker checker = new HoldChecker(truth);
    truth.told().stream().sorted(Comparator.comparing(SenderReport::at)).forEach(checker::hear);
    return checker.violations;
  }

  private void hear(SenderReport told) {
    String server = told.sender() + " " + truth.servers().get(told.instance());
    String number = server + " " + told.instance();
    if (!told.called()) {
      hold(told, server, number);
      return;
    }
    boolean isServers = isServers(told);
    if (isServers) {
      sick.add(server);
    } else if (SILENT.equals(told.code())) {
      Set<String> numbers = silent.computeIfAbsent(server, first -> new HashSet<>());
      numbers.add(told.instance());
      if (numbers.size() > 1) {
        silentToSeveral.put(server, told.at());
      }
    } else {
      silent.remove(server);
    }
    if (told.code() == null) {
      inARow.remove(number);
    } else if (!isServers) {
      inARow.merge(number, 1, Integer::sum);
    }
  }

  private void hold(SenderReport told, String server, String number) {
    boolean justified =
        switch (told.code()) {
          case "BREAKER_OPEN" ->
              sick.contains(server)
                  || told.at()
                      .isBefore(
                          silentToSeveral.getOrDefault(server, Instant.EPOCH).plus(AFTERWARDS))
                  || inOutage(told);
          case "NUMBER_FAILING" -> inARow.getOrDefault(number, 0) >= FAILURES;
          default -> true;
        };
    if (!justified) {
      violations.add(
          "%s at %s: %s held for %s by %s, which nothing that it was told explains"
              .formatted(
                  told.at(),
                  truth.servers().get(told.instance()),
                  told.instance(),
                  told.code(),
                  told.sender()));
    }
  }

  private static boolean isServers(SenderReport told) {
    return NEVER_ANSWERED.contains(String.valueOf(told.code()))
        || OF_PROXIES.contains(told.httpStatus()) && !LICENSE.equals(told.code());
  }

  private boolean inOutage(SenderReport told) {
    return truth.outages().stream()
        .filter(outage -> outage.server().equals(truth.servers().get(told.instance())))
        .anyMatch(
            outage ->
                !told.at().isBefore(outage.from())
                    && !told.at().isAfter(outage.to().plus(AFTERWARDS)));
  }
}
