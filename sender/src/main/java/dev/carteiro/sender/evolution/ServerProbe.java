// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.contract.registry.InstanceBinding;
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
public final class ServerProbe {
  /** The number of instances in the round that confirms a missing answer. */
  private static final int CONFIRMING = 3;

  /** The maximum number of instances checked for a credential that this sender knows. */
  private static final int MAX_CHECKED = 20;

  /** A slower answer makes the server slow; Evolution's answers take milliseconds. */
  private static final Duration SLOW = Duration.ofSeconds(3);

  /** How often to ask for the version: Evolution itself asks WhatsApp for a version each time. */
  private static final Duration VERSION_AGE = Duration.ofMinutes(10);

  /** Sends probe requests to a server. The results always complete. */
  public interface ProbeClient {
    /** {@code GET /}, without a key. */
    CompletableFuture<EvolutionCallResult> root(EvolutionServerUrl server);

    /** {@code connectionState} of an instance. */
    CompletableFuture<EvolutionCallResult> state(
        EvolutionServerUrl server, InstanceBinding number, String apikey);
  }

  private record ProbeCallResult(
      InstanceBinding number, EvolutionCallResult answer, Duration took) {
    boolean heard() {
      return ProbeResponseParser.isHeard(answer);
    }
  }

  private record InstanceCredential(InstanceBinding number, String apikey) {}

  private final EvolutionServerUrl server;
  private final ProbeClient client;
  private final EvolutionCredentialResolver credentials;
  private final Clock clock;
  private volatile ServerProbeVerdict verdict;
  private String version = "";
  private Instant versionAt = Instant.MIN;
  private int nextInstance;
  private volatile boolean suspicious;

  public ServerProbe(
      EvolutionServerUrl server,
      ProbeClient client,
      EvolutionCredentialResolver credentials,
      Clock clock) {
    this.server = server;
    this.client = client;
    this.credentials = credentials;
    this.clock = clock;
    this.verdict = ServerProbeVerdict.unknown(clock.instant());
  }

  public ServerProbeVerdict verdict() {
    return verdict;
  }

  /** Whether the last round had no answer, so that the next round decides. */
  public boolean isSuspicious() {
    return suspicious;
  }

  /** Runs one round. Always completes. */
  public CompletableFuture<ServerProbeVerdict> round(ServerProbeTarget target) {
    boolean confirming = suspicious || verdict.finding() == ServerProbeFinding.AWAY;
    List<InstanceCredential> asked = next(target, confirming ? CONFIRMING : 1);
    boolean root =
        confirming || asked.isEmpty() || !clock.instant().isBefore(versionAt.plus(VERSION_AGE));
    List<CompletableFuture<ProbeCallResult>> results = new ArrayList<>();
    for (InstanceCredential one : asked) {
      results.add(timed(one.number(), client.state(server, one.number(), one.apikey())));
    }
    if (root) {
      results.add(timed(null, client.root(server)));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                judge(
                    results.stream().map(CompletableFuture::join).toList(),
                    confirming,
                    asked.size() >= target.numbers().size()));
  }

  private static CompletableFuture<ProbeCallResult> timed(
      InstanceBinding number, CompletableFuture<EvolutionCallResult> answer) {
    long begin = System.nanoTime();
    return answer.thenApply(
        given -> new ProbeCallResult(number, given, Duration.ofNanos(System.nanoTime() - begin)));
  }

  private List<InstanceCredential> next(ServerProbeTarget target, int most) {
    List<InstanceBinding> numbers = target.numbers();
    List<InstanceCredential> asked = new ArrayList<>();
    int checked = 0;
    while (checked < Math.min(numbers.size(), MAX_CHECKED) && asked.size() < most) {
      InstanceBinding number = numbers.get(Math.floorMod(nextInstance + checked, numbers.size()));
      credentials
          .find(number.credential())
          .ifPresent(apikey -> asked.add(new InstanceCredential(number, apikey)));
      checked++;
    }
    nextInstance = numbers.isEmpty() ? 0 : (nextInstance + checked) % numbers.size();
    return asked;
  }

  private ServerProbeVerdict judge(
      List<ProbeCallResult> results, boolean confirming, boolean allAsked) {
    List<ProbeCallResult> numbers =
        results.stream().filter(result -> result.number() != null).toList();
    Optional<ProbeCallResult> root =
        results.stream().filter(result -> result.number() == null).findFirst();
    root.filter(ProbeCallResult::heard).ifPresent(result -> version(result.answer()));
    boolean decided =
        numbers.isEmpty() ? heard(root) : numbers.stream().anyMatch(ProbeCallResult::heard);
    if (decided) {
      suspicious = false;
      return set(numbers.isEmpty() ? List.of(root.get()) : numbers);
    }
    if (!confirming) {
      suspicious = true;
      return verdict;
    }
    suspicious = false;
    ProbeCallResult unheard = numbers.isEmpty() ? root.get() : numbers.get(0);
    String why = ProbeResponseParser.words(unheard.answer());
    if (heard(root) && !allAsked) {
      return set(ServerProbeFinding.NUMBER_SILENT, "no answer about some numbers: " + why);
    }
    return set(ServerProbeFinding.AWAY, why);
  }

  private static boolean heard(Optional<ProbeCallResult> result) {
    return result.isPresent() && result.get().heard();
  }

  /** Sets the first finding that is not OK among the answers. */
  private ServerProbeVerdict set(List<ProbeCallResult> results) {
    ServerProbeFinding finding = ServerProbeFinding.OK;
    String detail = "";
    for (ProbeCallResult result : results) {
      String subject = result.number() == null ? "GET /" : result.number().instance().text();
      ServerProbeFinding one = finding(result);
      if (finding == ServerProbeFinding.OK && one != ServerProbeFinding.OK) {
        finding = one;
        detail =
            one == ServerProbeFinding.SLOW
                ? subject + ": the answer took " + result.took().toMillis() + " ms"
                : subject + ": " + ProbeResponseParser.words(result.answer());
      }
    }
    return set(finding, detail);
  }

  private static ServerProbeFinding finding(ProbeCallResult result) {
    if (!result.heard()) {
      return ServerProbeFinding.NUMBER_SILENT;
    }
    ServerProbeFinding finding =
        result
            .answer()
            .fold(
                result.number() == null
                    ? ProbeResponseParser::ofRoot
                    : ProbeResponseParser::ofState,
                failure -> ServerProbeFinding.NUMBER_SILENT);
    return finding == ServerProbeFinding.OK && result.took().compareTo(SLOW) > 0
        ? ServerProbeFinding.SLOW
        : finding;
  }

  private ServerProbeVerdict set(ServerProbeFinding finding, String detail) {
    verdict = verdict.then(finding, detail, version, clock.instant());
    return verdict;
  }

  /** Evolution Go names no version there. */
  private void version(EvolutionCallResult answer) {
    version = ProbeResponseParser.version(answer).orElse("");
    versionAt = clock.instant();
  }
}
