// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.WebhookFactSamples;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.store.HexFixture;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.MemoryByteStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Facts about messages in any order, with repetitions, before and after an upgrade: the decisions
 * and the list of repetitions are those of a deduplicator with one entry for each fact, as earlier
 * versions had it.
 */
class MessageFactModelTest {
  private static final int RUNS = 3_000;
  private static final int STEPS = 60;
  private static final Duration WINDOW = Duration.ofDays(3);

  @Test
  void decidesAsWithAnEntryForEachFact() {
    for (int seed = 0; seed < RUNS; seed++) {
      run(seed, 0);
    }
  }

  @Test
  void entriesOfAnEarlierVersionCountAfterAnUpgrade() {
    for (int seed = 0; seed < RUNS; seed++) {
      run(seed, 1 + new Random(seed).nextInt(STEPS - 1));
    }
  }

  @Test
  void anEarlierVersionsFactCountsThoughTheStateIsForgotten() {
    // Given: the message came twice, the second time after the window of deduplication
    DeduplicationTestRun run = new DeduplicationTestRun(new Random(1));
    run.now = NOON.plus(Duration.ofDays(28));
    WebhookFact message = WebhookFactSamples.message("A", "oi", false, MessageStatus.DELIVERY_ACK);
    run.step(WebhookFactSamples.resolved(message, run.now), false, "before");
    run.touched.clear();
    run.upgrade();
    run.now = run.now.plus(Duration.ofDays(2));

    // When
    run.step(WebhookFactSamples.resolved(message, run.now), true, "after");

    // Then
    run.compareRepetitions("after");
    assertThat(run.facts.entries.values())
        .singleElement()
        .satisfies(entry -> assertThat(SeenFactEntry.decode(entry).repetitions()).isEqualTo(1));
  }

  @Test
  void editsWithoutEndStayWithinTheirBound() {
    // Given
    DeduplicationTestRun run = new DeduplicationTestRun(new Random(1));
    int edits = 5_000;

    for (int round = 0; round < 2; round++) {
      for (int n = 0; n < edits; n++) {
        // When
        MessageFact edit = WebhookFactSamples.edit("A", "v" + n, NOON.plusMillis(n));
        run.step(WebhookFactSamples.resolved(edit, run.now), true, "edit " + n);
      }
    }

    // Then
    assertThat(run.messages.entries.values())
        .singleElement()
        .satisfies(entry -> assertThat(entry.length).isLessThan(2_000));
  }

  private static void run(int seed, int upgradeAt) {
    Random random = new Random(seed);
    DeduplicationTestRun run = new DeduplicationTestRun(random);
    for (int step = 0; step < STEPS; step++) {
      if (step == upgradeAt) {
        run.upgrade();
      }
      run.pass();
      run.step(run.fact(), step >= upgradeAt, "seed " + seed + " step " + step);
    }
    run.compareRepetitions("seed " + seed);
  }

  /** One entry for each fact. */
  private static final class FactEntryModel {
    private final Map<String, SeenFactEntry> entries = new TreeMap<>();

    /** What passes, and the kind and owner of what does not. */
    private String decide(ResolvedWebhookFact resolved) {
      MessageFact fact = (MessageFact) resolved.event();
      long now = resolved.origin().brokerTime().toEpochMilli();
      Optional<SeenFactEntry> seen = seenBefore(resolved, fact.factKey());
      SeenFactEntry arrival = entries.get("M:" + fact.messageId());
      boolean overtaken =
          fact.factKey().startsWith("P:")
              && arrival != null
              && arrival.isRemembered(now, WINDOW.toMillis());
      if (seen.isEmpty() && !overtaken) {
        return text(fact, null, resolved.tenantId());
      }
      WebhookFact status = null;
      if (fact instanceof MessageArrivalFact message
          && message.rawStatus() != null
          && seenBefore(resolved, "S:" + message.messageId() + ":" + message.status()).isEmpty()) {
        status =
            new MessageStatusFact(
                message.envelope(),
                message.messageId(),
                message.body().chatId(),
                message.status(),
                message.rawStatus(),
                message.error());
      }
      return text(
          status,
          SeenFactView.kindOf(fact.factKey()),
          seen.map(SeenFactEntry::tenantId).orElse(resolved.tenantId()));
    }

    private Optional<SeenFactEntry> seenBefore(ResolvedWebhookFact resolved, String factKey) {
      long now = resolved.origin().brokerTime().toEpochMilli();
      boolean redrive = resolved.origin().isRedrive();
      SeenFactEntry entry = entries.get(factKey);
      if (entry != null && entry.isRemembered(now, WINDOW.toMillis())) {
        if (!redrive) {
          entries.put(factKey, entry.repeated(now));
        }
        return redrive ? Optional.empty() : Optional.of(entry);
      }
      entries.put(factKey, SeenFactEntry.first(now, resolved.tenantId()));
      return Optional.empty();
    }

    private static String text(WebhookFact passes, String suppressed, String owner) {
      return (passes == null ? "-" : passes.factKey()) + " " + suppressed + " " + owner;
    }
  }

  /** Both deduplicators, and the stores of the tested one. */
  private static final class DeduplicationTestRun {
    private static final String[] IDS = {"A", "B"};

    private final Random random;
    private final FactEntryModel model = new FactEntryModel();
    private final MemoryByteStore facts = new MemoryByteStore();
    private final MemoryByteStore messages = new MemoryByteStore();
    private final FactDeduplicator deduplicator =
        new FactDeduplicator(facts, messages, WINDOW.toMillis());
    private final Map<String, Long> touched = new HashMap<>();
    private Instant now = NOON;
    private String tenant = "tenant-a";

    private DeduplicationTestRun(Random random) {
      this.random = random;
    }

    private void pass() {
      int chance = random.nextInt(20);
      now = now.plus(chance == 0 ? Duration.ofDays(2) : Duration.ofMinutes(random.nextInt(90)));
      if (chance == 1) {
        now = now.minusSeconds(30);
      }
      tenant = chance == 2 ? "tenant-b" : tenant;
    }

    private ResolvedWebhookFact fact() {
      String id = IDS[random.nextInt(IDS.length)];
      MessageStatus status = MessageStatus.values()[random.nextInt(MessageStatus.values().length)];
      WebhookFact fact =
          switch (random.nextInt(6)) {
            case 0 -> WebhookFactSamples.message(id, "oi", random.nextBoolean(), status);
            case 1 -> WebhookFactSamples.placeholder(id);
            case 2 -> WebhookFactSamples.edit(id, "v" + random.nextInt(2), null);
            case 3 -> WebhookFactSamples.edit(id, "v", NOON.plusSeconds(random.nextInt(2)));
            case 4 -> WebhookFactSamples.delete(id, null);
            default -> WebhookFactSamples.status(id, status);
          };
      ResolvedWebhookFact resolved =
          WebhookFactSamples.resolved(
              fact,
              now,
              random.nextInt(15) == 0 ? Map.of(CarteiroRecordHeaders.REDRIVE, "x") : Map.of());
      return new ResolvedWebhookFact(resolved.origin(), 0, tenant, fact);
    }

    private void step(ResolvedWebhookFact resolved, boolean upgraded, String what) {
      String expected = model.decide(resolved);
      MessageFact fact = (MessageFact) resolved.event();
      if (!upgraded) {
        touched.put(fact.messageId(), resolved.origin().brokerTime().toEpochMilli());
        return;
      }
      FactDeduplicator.DeduplicationDecision decision = deduplicator.decide(resolved);
      assertThat(
              FactEntryModel.text(
                  decision.passes().orElse(null),
                  decision.suppressed().orElse(null),
                  decision.owner()))
          .as(what)
          .isEqualTo(expected);
      assertThat(decision.message() != null).as(what).isEqualTo(decision.passes().isPresent());
      if (decision.message() != null) {
        messages.put(key(fact.messageId()), decision.message().encode());
      }
    }

    /** The stores as an earlier version left them. */
    private void upgrade() {
      model.entries.forEach((fact, entry) -> facts.put(key(fact), entry.encode()));
      touched.forEach(
          (id, at) ->
              messages.put(
                  key(id),
                  ("{\"revision\":1,\"tenantId\":\"tenant-a\",\"edits\":[],\"reactions\":[],"
                          + "\"touchedAtMs\":%d}".formatted(at))
                      .getBytes(UTF_8)));
    }

    private void compareRepetitions(String what) {
      Map<String, String> expected = new TreeMap<>();
      model.entries.forEach(
          (fact, entry) -> {
            if (entry.repetitions() > 0 && isRemembered(entry)) {
              expected.put(HexFixture.hex(key(fact)), HexFixture.hex(entry.encode()));
            }
          });
      Map<String, String> found = new TreeMap<>();
      facts.entries.forEach(
          (key, value) -> {
            SeenFactEntry entry = SeenFactEntry.decode(value);
            if (entry.repetitions() > 0 && isRemembered(entry)) {
              found.put(HexFixture.hex(key), HexFixture.hex(value));
            }
          });
      assertThat(found).as(what).isEqualTo(expected);
    }

    private boolean isRemembered(SeenFactEntry entry) {
      return entry.isRemembered(now.toEpochMilli(), WINDOW.toMillis());
    }

    private static byte[] key(String identifier) {
      return InstanceScopedKey.of("default/loja", identifier);
    }
  }
}
