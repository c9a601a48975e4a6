// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.faults.SendLatencyDistribution;
import dev.carteiro.fake.faults.WebhookFaultSettings;
import dev.carteiro.it.SendRunEvidence.AcceptedRequest;
import dev.carteiro.it.SendRunEvidence.SenderReport;
import dev.carteiro.it.SendRunEvidence.ServerOutage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty numbers send while Evolution fails in every way it can and processes die at random moments:
 * nothing is lost, nothing is sent twice, nothing too fast, nothing out of order. Ten of them share
 * a server that is well, on which only single numbers are sick: nobody waits for those. {@code
 * -Dcarteiro.seed} repeats a run as far as processes can be repeated; {@code
 * -Dcarteiro.chaos.sends} sets how many messages each number sends, {@code -Dcarteiro.chaos.kills}
 * how often processes die after all were accepted.
 */
class SendChaosIT {
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());
  private static final int EACH = Integer.getInteger("carteiro.chaos.sends", 18);
  private static final int NUMBERS = 50;

  /** From here on numbers are on the server that is well. */
  private static final int ON_SHARED = 40;

  /** What each sick number on it is answered, whatever it sends. */
  private static final Map<String, SendFault> SICK =
      Map.of(
          "n40", SendFault.NUMBER_CHECK_CLOSED,
          "n41", SendFault.HANG_BEFORE,
          "n42", SendFault.RATE_OVERLIMIT,
          "n43", SendFault.HTTP_500,
          "n44", SendFault.UPLOAD_REFUSED,
          "n45", SendFault.CONNECTION_CLOSED);

  private static final int MORE_KILLS = Integer.getInteger("carteiro.chaos.kills", 8);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A tenant with a limit over all its numbers. */
  private static final String LIMITED = "tenant-4";

  private static final int TENANT_LIMIT = 100;

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final List<ServerOutage> outages = new ArrayList<>();

  @Test
  void nothingIsLostOrSentTwiceUnderFaultsAndKills() {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        EvolutionFakeServer shared = EvolutionFakeServer.start();
        WholeSystemFixture backbone = WholeSystemFixture.start(directory, settings(fake))) {
      // Given
      System.out.println("seed " + SEED);
      RoleProcessFleet fleet =
          new RoleProcessFleet(backbone, directory)
              .start("bridge", "topology-1", "topology-2", "sender-1", "sender-2", "sink-1");
      fleet.awaitBridge();
      List<SendClientThreads.ClientInstance> numbers = new ArrayList<>();
      Map<String, Integer> limits = new HashMap<>();
      register(List.of(fake, shared), backbone, numbers, limits);
      fake.faults(faults());
      SICK.forEach(
          (number, fault) -> shared.faults(number, InstanceFaultSettings.NONE.with(fault, 1)));

      // When
      List<AcceptedRequest> asked;
      try (SendClientThreads clients =
          new SendClientThreads(backbone, WholeSystemFixture.ADMIN_KEY, numbers, EACH, SEED)
              .start()) {
        for (Runnable incident : incidents(fleet, fake)) {
          pause(1_000, 5_000);
          incident.run();
        }
        asked = clients.await();
      }
      SICK.keySet().forEach(number -> shared.faults(number, null));
      killWhileUnsettled(fleet, backbone, asked.size());
      awaitSettled(backbone, asked.size());

      // Then
      SendRunEvidence truth = truth(backbone, List.of(fake, shared), asked, limits);
      System.out.println(
          asked.size()
              + " messages: "
              + new TreeMap<>(
                  truth.jobs().stream()
                      .collect(
                          Collectors.groupingBy(
                              SendRunEvidence.LoggedJob::status, Collectors.counting())))
              + ", "
              + truth.calls().size()
              + " calls, "
              + truth.deliveries().size()
              + " delivered");
      SendInvariants.check(truth);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with -Dcarteiro.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  /** As in production, only that waiting is shorter; the pace is not. */
  private static Map<String, String> settings(EvolutionFakeServer fake) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SENDER_PORT", "0");
    settings.put("SENDER_CREDENTIALS", "fake=" + fake.apiKey());
    settings.put("SENDER_REQUEST_TIMEOUT", "PT3S");
    settings.put("SENDER_QUEUE_WAIT", "PT5S");
    settings.put("SENDER_BREAKER_OPEN", "PT2S");
    settings.put("OUTBOX_RETRY_DELAYS", "PT1S,PT2S,PT4S");
    settings.put("OUTBOX_CLAIM_WITHIN", "PT10S");
    settings.put("OUTBOX_ATTEMPT_DEADLINE", "PT12S");
    settings.put("OUTBOX_UNKNOWN_WINDOW", "PT15S");
    settings.put("OUTBOX_RAMP", "PT5S");
    settings.put("OUTBOX_THROTTLE_PAUSE", "PT1S");
    settings.put("OUTBOX_THROTTLE_RECOVERY", "PT2S");
    settings.put("OUTBOX_PROBE_EVERY", "PT2S");
    return settings;
  }

  private void register(
      List<EvolutionFakeServer> fakes,
      WholeSystemFixture backbone,
      List<SendClientThreads.ClientInstance> numbers,
      Map<String, Integer> limits) {
    fakes.forEach(fake -> fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString()));
    for (int n = 0; n < NUMBERS; n++) {
      EvolutionFakeServer fake = fakes.get(n < ON_SHARED ? 0 : 1);
      String name = "n" + n;
      String tenant = "tenant-" + n % 5;
      int limit = n % 3 == 0 ? 10 : 40;
      fake.addInstance(name, "token-" + n, "55119" + (70_000_000 + n) + "@s.whatsapp.net");
      backbone.bind(
          name,
          Map.of(
              "tenantId",
              tenant,
              "evolutionUrls",
              List.of(fake.url()),
              "credential",
              "fake",
              "ratePerMinute",
              limit));
      numbers.add(new SendClientThreads.ClientInstance(name, tenant));
      limits.put(name, limit);
    }
    backbone.limit(LIMITED, TENANT_LIMIT);
  }

  /** Every fault there is, each now and then. */
  private InstanceFaultSettings faults() {
    InstanceFaultSettings faults =
        InstanceFaultSettings.NONE
            .with(SendLatencyDistribution.longTail(Duration.ofMillis(5), Duration.ofMillis(1_500)))
            .with(new WebhookFaultSettings(0.05, 0.1, 0.01, Duration.ofSeconds(2)));
    for (SendFault fault : SendFault.values()) {
      if (fault != SendFault.NONE) {
        faults = faults.with(fault, 0.012);
      }
    }
    return faults;
  }

  private List<Runnable> incidents(RoleProcessFleet fleet, EvolutionFakeServer fake) {
    List<Runnable> incidents = new ArrayList<>();
    for (String place :
        List.of(
            "sender-1", "sender-2", "sender-1", "sender-2", "topology-1", "topology-2", "bridge")) {
      incidents.add(() -> kill(fleet, place));
    }
    incidents.add(
        () -> {
          say("Evolution offline");
          Instant from = Instant.now();
          fake.goOffline();
          pause(3_000, 8_000);
          fake.goOnline();
          outages.add(new ServerOutage(authority(fake), from, Instant.now()));
        });
    incidents.add(
        () -> {
          say("no licence");
          fake.licensed(false);
          pause(3_000, 8_000);
          fake.licensed(true);
        });
    incidents.add(
        () -> {
          String number = "n" + random.nextInt(ON_SHARED);
          say("disconnect " + number);
          fake.disconnect(number);
          pause(2_000, 4_000);
          fake.connect(number);
        });
    incidents.add(() -> fake.loseConnection("n1"));
    incidents.add(() -> fake.connect("n1"));
    Collections.shuffle(incidents.subList(0, incidents.size() - 2), random);
    return incidents;
  }

  /** The accepted messages leave for minutes; the deaths go on until most have. */
  private void killWhileUnsettled(RoleProcessFleet fleet, WholeSystemFixture backbone, int count) {
    List<String> places = List.of("sender-1", "topology-1", "sender-2", "topology-2", "sender-1");
    for (int n = 0; n < MORE_KILLS && settled(backbone) < count * 4 / 5; n++) {
      pause(4_000, 9_000);
      kill(fleet, places.get(n % places.size()));
    }
  }

  private void kill(RoleProcessFleet fleet, String place) {
    say("kill " + place);
    fleet.kill(place);
    pause(200, 3_000);
    fleet.start(place);
  }

  private static long settled(WholeSystemFixture backbone) {
    return rows(backbone).stream()
        .filter(row -> SendInvariants.SETTLED.contains(row.status()))
        .count();
  }

  private static void awaitSettled(WholeSystemFixture backbone, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> {
              List<SendRunEvidence.LoggedJob> rows = rows(backbone);
              return rows.size() >= count
                  && rows.stream().allMatch(row -> SendInvariants.SETTLED.contains(row.status()));
            });
  }

  private static List<SendRunEvidence.LoggedJob> rows(WholeSystemFixture backbone) {
    return backbone
        .rows("SELECT id, tenant_id, instance, status, attempts, lane FROM whatsapp_message_log")
        .stream()
        .map(
            row ->
                new SendRunEvidence.LoggedJob(
                    row.get("id"),
                    row.get("tenant_id"),
                    row.get("instance"),
                    row.get("status"),
                    Integer.parseInt(row.get("attempts")),
                    row.get("lane")))
        .toList();
  }

  /** The truth of a run without limits and outages. */
  static SendRunEvidence truth(
      WholeSystemFixture backbone, List<EvolutionFakeServer> fakes, List<AcceptedRequest> asked) {
    return truth(backbone, fakes, asked, Map.of(), Map.of(), List.of());
  }

  private SendRunEvidence truth(
      WholeSystemFixture backbone,
      List<EvolutionFakeServer> fakes,
      List<AcceptedRequest> asked,
      Map<String, Integer> limits) {
    return truth(backbone, fakes, asked, limits, Map.of(LIMITED, TENANT_LIMIT), outages);
  }

  static SendRunEvidence truth(
      WholeSystemFixture backbone,
      List<EvolutionFakeServer> fakes,
      List<AcceptedRequest> asked,
      Map<String, Integer> limits,
      Map<String, Integer> tenantLimits,
      List<ServerOutage> outages) {
    Map<String, String> servers = new HashMap<>();
    fakes.forEach(
        fake -> fake.instances().keySet().forEach(name -> servers.put(name, authority(fake))));
    return new SendRunEvidence(
        asked,
        limits,
        tenantLimits,
        fakes.stream()
            .flatMap(fake -> fake.requests().stream())
            .filter(request -> request.path().startsWith("/message/"))
            .map(request -> new SendRunEvidence.EvolutionCall(request.instance(), request.at()))
            .toList(),
        fakes.stream()
            .flatMap(fake -> fake.delivered().stream())
            .map(
                one ->
                    new SendRunEvidence.WhatsAppDelivery(
                        one.instance(), one.jid(), one.content(), one.at()))
            .toList(),
        rows(backbone),
        told(backbone),
        servers,
        outages);
  }

  private static String authority(EvolutionFakeServer fake) {
    return URI.create(fake.url()).getAuthority();
  }

  private static List<SenderReport> told(WholeSystemFixture backbone) {
    List<SenderReport> told = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : backbone.records(Topic.SEND_RESULT)) {
      SendResult result = result(record);
      if (result.dispatchId() != null
          && result.kind() != SendResult.SendResultKind.STARTED
          && result.kind() != SendResult.SendResultKind.PROBED) {
        told.add(
            new SenderReport(
                result.senderId(),
                result.instance().name(),
                result.server() != null,
                result.code(),
                result.httpStatus() == null ? 0 : result.httpStatus(),
                result.at()));
      }
    }
    return told;
  }

  private static SendResult result(ConsumerRecord<String, byte[]> record) {
    try {
      return Json.read(record.value(), SendResult.class);
    } catch (IOException e) {
      throw new IllegalStateException("no result", e);
    }
  }

  private void pause(int fromMillis, int toMillis) {
    LockSupport.parkNanos(
        Duration.ofMillis(fromMillis + random.nextInt(toMillis - fromMillis)).toNanos());
  }

  private static void say(String what) {
    System.out.println(Instant.now() + " " + what);
  }
}
