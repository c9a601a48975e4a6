// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.event.InstanceBinding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Probes one server, in rounds. A normal round asks for the connection state of one instance, in
 * turn, and now and then for the version. If there is no answer, the next round asks about several
 * instances and {@code GET /} at once. The server counts as away when none of them is answered, or
 * when only {@code GET /} is answered and every instance of the server was asked about. So a single
 * instance without an answer does not make the server away.
 *
 * <p>One round runs at a time; its steps may run on any thread.
 */
final class ServerProbe {
  /** The number of instances in the round that confirms a missing answer. */
  private static final int CONFIRMING = 3;

  /** The maximum number of instances checked for a credential that this sender knows. */
  private static final int MOST_LOOKED_AT = 20;

  /** A slower answer makes the server slow; Evolution's answers take milliseconds. */
  private static final Duration SLOW = Duration.ofSeconds(3);

  /** How often to ask for the version: Evolution itself asks WhatsApp for a version each time. */
  private static final Duration VERSION_AGE = Duration.ofMinutes(10);

  /** Sends probe requests to a server. The results always complete. */
  interface Questions {
    /** {@code GET /}, without a key. */
    CompletableFuture<Answer> root(ServerUrl server);

    /** {@code connectionState} of an instance. */
    CompletableFuture<Answer> state(ServerUrl server, InstanceBinding number, String apikey);
  }

  /** The result of a probe request. */
  private record Look(InstanceBinding number, Answer answer, Duration took) {
    boolean heard() {
      return ProbeReading.isHeard(answer);
    }
  }

  /** An instance to ask about, with its API key. */
  private record Asked(InstanceBinding number, String apikey) {}

  private final ServerUrl server;
  private final Questions questions;
  private final Credentials credentials;
  private final Clock clock;
  private volatile ProbeVerdict verdict;
  private String version = "";
  private Instant versionAt = Instant.MIN;
  private int turn;
  private volatile boolean suspicious;

  ServerProbe(ServerUrl server, Questions questions, Credentials credentials, Clock clock) {
    this.server = server;
    this.questions = questions;
    this.credentials = credentials;
    this.clock = clock;
    this.verdict = ProbeVerdict.unknown(clock.instant());
  }

  ProbeVerdict verdict() {
    return verdict;
  }

  /** Whether the last round had no answer, so that the next round decides. */
  boolean isSuspicious() {
    return suspicious;
  }

  /** Runs one round. Always completes. */
  CompletableFuture<ProbeVerdict> round(ProbeTarget target) {
    boolean confirming = suspicious || verdict.finding() == ProbeFinding.AWAY;
    List<Asked> asked = next(target, confirming ? CONFIRMING : 1);
    boolean root =
        confirming || asked.isEmpty() || !clock.instant().isBefore(versionAt.plus(VERSION_AGE));
    List<CompletableFuture<Look>> looks = new ArrayList<>();
    for (Asked one : asked) {
      looks.add(timed(one.number(), questions.state(server, one.number(), one.apikey())));
    }
    if (root) {
      looks.add(timed(null, questions.root(server)));
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                judge(
                    looks.stream().map(CompletableFuture::join).toList(),
                    confirming,
                    asked.size() >= target.numbers().size()));
  }

  private static CompletableFuture<Look> timed(
      InstanceBinding number, CompletableFuture<Answer> answer) {
    long begin = System.nanoTime();
    return answer.thenApply(
        given -> new Look(number, given, Duration.ofNanos(System.nanoTime() - begin)));
  }

  /** Returns the next instances whose credential is known. */
  private List<Asked> next(ProbeTarget target, int most) {
    List<InstanceBinding> numbers = target.numbers();
    List<Asked> asked = new ArrayList<>();
    int looked = 0;
    while (looked < Math.min(numbers.size(), MOST_LOOKED_AT) && asked.size() < most) {
      InstanceBinding number = numbers.get(Math.floorMod(turn + looked, numbers.size()));
      credentials
          .find(number.credential())
          .ifPresent(apikey -> asked.add(new Asked(number, apikey)));
      looked++;
    }
    turn = numbers.isEmpty() ? 0 : (turn + looked) % numbers.size();
    return asked;
  }

  private ProbeVerdict judge(List<Look> looks, boolean confirming, boolean allAsked) {
    List<Look> numbers = looks.stream().filter(look -> look.number() != null).toList();
    Optional<Look> root = looks.stream().filter(look -> look.number() == null).findFirst();
    root.filter(Look::heard).ifPresent(look -> version(look.answer()));
    boolean decided = numbers.isEmpty() ? heard(root) : numbers.stream().anyMatch(Look::heard);
    if (decided) {
      suspicious = false;
      return set(numbers.isEmpty() ? List.of(root.get()) : numbers);
    }
    if (!confirming) {
      suspicious = true;
      return verdict;
    }
    suspicious = false;
    Look unheard = numbers.isEmpty() ? root.get() : numbers.get(0);
    String why = ProbeReading.words(unheard.answer());
    if (heard(root) && !allAsked) {
      return set(ProbeFinding.NUMBER_SILENT, "no answer about some numbers: " + why);
    }
    return set(ProbeFinding.AWAY, why);
  }

  private static boolean heard(Optional<Look> look) {
    return look.isPresent() && look.get().heard();
  }

  /** Sets the first finding that is not OK among the answers. */
  private ProbeVerdict set(List<Look> looks) {
    ProbeFinding finding = ProbeFinding.OK;
    String detail = "";
    for (Look look : looks) {
      String whose = look.number() == null ? "GET /" : look.number().instance().text();
      ProbeFinding one = finding(look);
      if (finding == ProbeFinding.OK && one != ProbeFinding.OK) {
        finding = one;
        detail =
            one == ProbeFinding.SLOW
                ? whose + ": the answer took " + look.took().toMillis() + " ms"
                : whose + ": " + ProbeReading.words(look.answer());
      }
    }
    return set(finding, detail);
  }

  private static ProbeFinding finding(Look look) {
    if (!look.heard()) {
      return ProbeFinding.NUMBER_SILENT;
    }
    Answer.Response response = (Answer.Response) look.answer();
    ProbeFinding finding =
        look.number() == null ? ProbeReading.ofRoot(response) : ProbeReading.ofState(response);
    return finding == ProbeFinding.OK && look.took().compareTo(SLOW) > 0
        ? ProbeFinding.SLOW
        : finding;
  }

  private ProbeVerdict set(ProbeFinding finding, String detail) {
    verdict = verdict.then(finding, detail, version, clock.instant());
    return verdict;
  }

  /** Evolution Go names no version there. */
  private void version(Answer answer) {
    version = ProbeReading.version(answer).orElse("");
    versionAt = clock.instant();
  }
}
