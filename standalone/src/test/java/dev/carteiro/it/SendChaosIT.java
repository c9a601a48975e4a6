// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.fake.EvolutionFake;
import dev.carteiro.fake.Fault;
import dev.carteiro.fake.Faults;
import dev.carteiro.fake.Latency;
import dev.carteiro.fake.WebhookFaults;
import dev.carteiro.it.SendTruth.Asked;
import dev.carteiro.it.SendTruth.Outage;
import dev.carteiro.it.SendTruth.Told;
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
  private static final Map<String, Fault> SICK =
      Map.of(
          "n40", Fault.NUMBER_CHECK_CLOSED,
          "n41", Fault.HANG_BEFORE,
          "n42", Fault.RATE_OVERLIMIT,
          "n43", Fault.HTTP_500,
          "n44", Fault.UPLOAD_REFUSED,
          "n45", Fault.CONNECTION_CLOSED);

  private static final int MORE_KILLS = Integer.getInteger("carteiro.chaos.kills", 8);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A tenant with a limit over all its numbers. */
  private static final String LIMITED = "tenant-4";

  private static final int TENANT_LIMIT = 100;

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final List<Outage> outages = new ArrayList<>();

  @Test
  void faultsOfEveryKindAndKillsAtRandomMoments() {
    try (EvolutionFake fake = EvolutionFake.start();
        EvolutionFake shared = EvolutionFake.start();
        Backbone backbone = Backbone.start(directory, settings(fake))) {
      // Given
      System.out.println("seed " + SEED);
      Fleet fleet =
          new Fleet(backbone, directory)
              .start("bridge", "topology-1", "topology-2", "sender-1", "sender-2", "sink-1");
      fleet.awaitBridge();
      List<Clients.Number> numbers = new ArrayList<>();
      Map<String, Integer> limits = new HashMap<>();
      register(List.of(fake, shared), backbone, numbers, limits);
      fake.faults(faults());
      SICK.forEach((number, fault) -> shared.faults(number, Faults.NONE.with(fault, 1)));

      // When
      List<Asked> asked;
      try (Clients clients =
          new Clients(backbone, Backbone.ADMIN_KEY, numbers, EACH, SEED).start()) {
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
      SendTruth truth = truth(backbone, List.of(fake, shared), asked, limits);
      System.out.println(
          asked.size()
              + " messages: "
              + new TreeMap<>(
                  truth.jobs().stream()
                      .collect(Collectors.groupingBy(SendTruth.Row::status, Collectors.counting())))
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
  private static Map<String, String> settings(EvolutionFake fake) {
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
      List<EvolutionFake> fakes,
      Backbone backbone,
      List<Clients.Number> numbers,
      Map<String, Integer> limits) {
    fakes.forEach(fake -> fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString()));
    for (int n = 0; n < NUMBERS; n++) {
      EvolutionFake fake = fakes.get(n < ON_SHARED ? 0 : 1);
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
      numbers.add(new Clients.Number(name, tenant));
      limits.put(name, limit);
    }
    backbone.limit(LIMITED, TENANT_LIMIT);
  }

  /** Every fault there is, each now and then. */
  private Faults faults() {
    Faults faults =
        Faults.NONE
            .with(Latency.longTail(Duration.ofMillis(5), Duration.ofMillis(1_500)))
            .with(new WebhookFaults(0.05, 0.1, 0.01, Duration.ofSeconds(2)));
    for (Fault fault : Fault.values()) {
      if (fault != Fault.NONE) {
        faults = faults.with(fault, 0.012);
      }
    }
    return faults;
  }

  private List<Runnable> incidents(Fleet fleet, EvolutionFake fake) {
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
          outages.add(new Outage(authority(fake), from, Instant.now()));
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
  private void killWhileUnsettled(Fleet fleet, Backbone backbone, int count) {
    List<String> places = List.of("sender-1", "topology-1", "sender-2", "topology-2", "sender-1");
    for (int n = 0; n < MORE_KILLS && settled(backbone) < count * 4 / 5; n++) {
      pause(4_000, 9_000);
      kill(fleet, places.get(n % places.size()));
    }
  }

  private void kill(Fleet fleet, String place) {
    say("kill " + place);
    fleet.kill(place);
    pause(200, 3_000);
    fleet.start(place);
  }

  private static long settled(Backbone backbone) {
    return rows(backbone).stream()
        .filter(row -> SendInvariants.SETTLED.contains(row.status()))
        .count();
  }

  private static void awaitSettled(Backbone backbone, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> {
              List<SendTruth.Row> rows = rows(backbone);
              return rows.size() >= count
                  && rows.stream().allMatch(row -> SendInvariants.SETTLED.contains(row.status()));
            });
  }

  private static List<SendTruth.Row> rows(Backbone backbone) {
    return backbone
        .rows("SELECT id, tenant_id, instance, status, attempts, lane FROM whatsapp_message_log")
        .stream()
        .map(
            row ->
                new SendTruth.Row(
                    row.get("id"),
                    row.get("tenant_id"),
                    row.get("instance"),
                    row.get("status"),
                    Integer.parseInt(row.get("attempts")),
                    row.get("lane")))
        .toList();
  }

  /** The truth of a run without limits and outages. */
  static SendTruth truth(Backbone backbone, List<EvolutionFake> fakes, List<Asked> asked) {
    return truth(backbone, fakes, asked, Map.of(), Map.of(), List.of());
  }

  private SendTruth truth(
      Backbone backbone,
      List<EvolutionFake> fakes,
      List<Asked> asked,
      Map<String, Integer> limits) {
    return truth(backbone, fakes, asked, limits, Map.of(LIMITED, TENANT_LIMIT), outages);
  }

  static SendTruth truth(
      Backbone backbone,
      List<EvolutionFake> fakes,
      List<Asked> asked,
      Map<String, Integer> limits,
      Map<String, Integer> tenantLimits,
      List<Outage> outages) {
    Map<String, String> servers = new HashMap<>();
    fakes.forEach(
        fake -> fake.instances().keySet().forEach(name -> servers.put(name, authority(fake))));
    return new SendTruth(
        asked,
        limits,
        tenantLimits,
        fakes.stream()
            .flatMap(fake -> fake.requests().stream())
            .filter(request -> request.path().startsWith("/message/"))
            .map(request -> new SendTruth.Call(request.instance(), request.at()))
            .toList(),
        fakes.stream()
            .flatMap(fake -> fake.delivered().stream())
            .map(one -> new SendTruth.Delivered(one.instance(), one.jid(), one.content(), one.at()))
            .toList(),
        rows(backbone),
        told(backbone),
        servers,
        outages);
  }

  private static String authority(EvolutionFake fake) {
    return URI.create(fake.url()).getAuthority();
  }

  private static List<Told> told(Backbone backbone) {
    List<Told> told = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : backbone.records(Topic.SEND_RESULT)) {
      SendResult result = result(record);
      if (result.dispatchId() != null
          && result.kind() != SendResult.Kind.STARTED
          && result.kind() != SendResult.Kind.PROBED) {
        told.add(
            new Told(
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
