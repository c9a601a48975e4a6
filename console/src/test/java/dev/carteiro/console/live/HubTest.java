// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.LiveSettings;
import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.event.ApiKeyRecord.Role;
import dev.carteiro.runtime.access.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
  private static final int CLIENT_BYTES = 64 << 10;

  private final Ticking clock = new Ticking();
  private final Keys keys = new Keys();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Hub hub = hub("here", 1 << 20, 3);
  private long offset;

  @Test
  void aClientSeesWhatHappensFromNowOnInOrder() {
    // Given
    publish("a", 3);
    FakeConnection client = join(hub, Keys.OF_A);

    // When
    publish("a", 3);
    hub.turn();

    // Then
    assertThat(client.offsets()).containsExactly(3L, 4L, 5L);
    assertThat(client.lines().get(0))
        .contains(
            "\"type\":\"message.new\"", "\"tenantId\":\"a\"", "\"instance\":\"default/of-a\"");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nobodyEverSeesAnythingOfAnotherTenant(long seed) {
    // Given
    Random random = new Random(seed);
    String[] tenants = {"a", "b", null, "unresolved", "aa", "A"};
    Map<FakeConnection, String> clients = new HashMap<>();
    List<EventId> ids = new ArrayList<>();

    // When
    for (int step = 0; step < 700; step++) {
      switch (random.nextInt(8)) {
        case 0 -> {
          String key = random.nextBoolean() ? Keys.OF_A : Keys.OF_B;
          FakeConnection client = new FakeConnection();
          join(hub(random), client, key, randomResume(random, ids));
          clients.put(client, key.equals(Keys.OF_A) ? "a" : "b");
        }
        case 1 -> clients.keySet().forEach(client -> toggle(random, client));
        case 2 -> clock.advance(Duration.ofMillis(random.nextInt(20_000)));
        case 3, 4 -> hub.turn();
        default -> {
          LiveEvent event = Events.message(tenants[random.nextInt(tenants.length)], offset++);
          ids.add(event.id());
          hub.publish(List.of(random.nextInt(10) == 0 ? Events.past(event) : event));
        }
      }
    }
    clients.keySet().forEach(FakeConnection::readAgain);
    hub.turn();

    // Then
    assertThat(clients).hasSizeGreaterThan(3);
    clients.forEach(
        (client, tenant) ->
            assertThat(client.lines())
                .filteredOn(line -> line.contains("secretOf"))
                .allMatch(line -> line.contains("\"secretOf\":\"" + tenant + "\"")));
    assertThat(clients.keySet().stream().mapToInt(client -> client.offsets().size()).sum())
        .isGreaterThan(100);
  }

  private Hub hub(Random random) {
    // A place is free again for most.
    if (random.nextInt(4) > 0) {
      clock.advance(Duration.ofSeconds(40));
      hub.turn();
      clock.advance(Duration.ofSeconds(5));
      hub.turn();
    }
    return hub;
  }

  private static Optional<Resume> randomResume(Random random, List<EventId> ids) {
    if (ids.isEmpty() || random.nextBoolean()) {
      return Optional.empty();
    }
    EventId id = ids.get(random.nextInt(ids.size()));
    return Optional.of(
        new Resume(
            random.nextInt(5) == 0 ? Optional.empty() : Optional.of(id),
            random.nextBoolean() ? "here" : "elsewhere"));
  }

  private static void toggle(Random random, FakeConnection client) {
    if (random.nextBoolean()) {
      client.stopReading();
    } else {
      client.readAgain();
    }
  }

  @Test
  void anAdminSeesAllAndWhatIsNobodys() {
    // Given
    FakeConnection client = join(hub, Keys.ADMIN);

    // When
    hub.publish(List.of(Events.message("a", 1), Events.message("b", 2), Events.message(null, 3)));
    hub.turn();

    // Then
    assertThat(client.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void onTheSameConsoleAClientGoesOnExactlyWhereItWas() {
    // Given
    publish("a", 5);
    publish("b", 2);
    publish("a", 3);
    EventId last = Events.message("a", 2).id();

    // When
    FakeConnection client = new FakeConnection();
    join(hub, client, Keys.OF_A, Optional.of(new Resume(Optional.of(last), "here")));
    hub.turn();
    publish("a", 1);
    hub.turn();

    // Then
    assertThat(client.offsets()).containsExactly(3L, 4L, 7L, 8L, 9L, 10L);
    assertThat(client.lines()).noneMatch(line -> line.contains("gap"));
  }

  @Test
  void onAnotherConsoleAClientGoesOnALittleEarlier() {
    // Given
    long before = Events.T0 - ReplayBuffer.OVERLAP.toMillis();
    hub.buffer().completeSince(Events.T0 - 60_000);
    hub.publish(
        List.of(
            Events.event(EventType.ALERT, "a", null, 0, before - 1),
            Events.event(EventType.ALERT, "a", null, 1, before + 1),
            Events.event(EventType.ALERT, "a", null, 2, Events.T0),
            Events.event(EventType.ALERT, "a", null, 3, before - 5)));

    // When
    FakeConnection client = new FakeConnection();
    EventId last = new EventId('m', 0, 2, Events.T0);
    join(hub, client, Keys.OF_A, Optional.of(new Resume(Optional.of(last), "other")));
    hub.turn();

    // Then
    assertThat(client.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(client.lines()).noneMatch(line -> line.contains("gap"));
  }

  @Test
  void aClientWhoseLastEventIsNotKeptIsToldOfTheGap() {
    // Given
    EventId last = publish("a", 1).get(0).id();
    clock.advance(Duration.ofMinutes(6));
    hub.turn();
    publish("a", 2);

    // When
    FakeConnection client = new FakeConnection();
    join(hub, client, Keys.OF_A, Optional.of(new Resume(Optional.of(last), "here")));
    hub.turn();

    // Then
    assertThat(client.lines().get(0)).contains("\"type\":\"gap\"", "\"reason\":\"TOO_OLD\"");
    assertThat(client.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void whatStoodInKafkaBeforeIsNoNewsButMayBeResumedFrom() {
    // Given
    FakeConnection fresh = join(hub, Keys.OF_A);
    FakeConnection resumed = new FakeConnection();
    EventId last = new EventId('m', 0, 1, Events.T0 - 1_000);
    hub.buffer().completeSince(Events.T0 - 300_000);
    join(hub, resumed, Keys.OF_A, Optional.of(new Resume(Optional.of(last), "stopped")));

    // When
    hub.publish(List.of(Events.past(Events.message("a", 0)), Events.message("a", 1)));
    hub.turn();

    // Then
    assertThat(fresh.offsets()).containsExactly(1L);
    assertThat(resumed.offsets()).containsExactly(0L, 1L);
  }

  @Test
  void aClientThatFallsTooFarBehindIsDroppedAndTheOthersGoOn() {
    // Given
    FakeConnection healthy = join(hub, Keys.OF_A);
    FakeConnection stuck = join(hub, Keys.OF_A);
    hub.turn();
    stuck.stopReading();

    // When
    int events = 0;
    for (; hub.size() == 2 && events < 10_000; events++) {
      publish("a", 1);
      hub.turn();
      clock.advance(Duration.ofMillis(10));
    }

    // Then
    assertThat(stuck.aborted).isEqualTo(Farewell.SLOW);
    assertThat(healthy.offsets()).hasSize(events);
    // Long before the buffer would let go of what it has not seen: 64 KiB, and 3 s of parting.
    assertThat(events).isLessThan(1_200);
    assertThat(registry.get("live.dropped").tag("reason", "SLOW").counter().count()).isEqualTo(1);
  }

  @Test
  void bytesOfOthersDoNotMakeAClientSlow() {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);
    hub.turn();
    client.stopReading();
    publish("a", 1);
    hub.turn();

    // When
    for (int i = 0; i < 10; i++) {
      publish("b", 100);
      hub.turn();
    }
    client.readAgain();
    publish("a", 1);
    hub.turn();

    // Then
    assertThat(client.offsets()).containsExactly(0L, 1_001L);
  }

  @Test
  void aClientThatTakesAFrameForeverIsDroppedAlsoWhenNothingHappens() {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);
    client.stopReading();
    hub.turn();

    // When
    clock.advance(Subscriber.STALLED.plusSeconds(1));
    hub.turn();
    clock.advance(Duration.ofSeconds(4));
    hub.turn();

    // Then
    assertThat(client.aborted).isEqualTo(Farewell.SLOW);
    assertThat(hub.size()).isZero();
  }

  @Test
  void aClientThatWasAwayLongCatchesUpInPieces() {
    // Given
    List<LiveEvent> events = publish("a", 2_000);

    // When
    FakeConnection client = new FakeConnection();
    join(hub, client, Keys.OF_A, Optional.of(new Resume(Optional.of(events.get(0).id()), "here")));
    for (int turn = 0; client.offsets().size() < 1_999 && turn < 100; turn++) {
      hub.turn();
    }

    // Then
    assertThat(client.offsets())
        .containsExactlyElementsOf(LongStream.range(1, 2_000).boxed().toList());
    assertThat(client.frames)
        .hasSizeGreaterThan(3)
        .allMatch(frame -> frame.length < Subscriber.FRAME_BYTES + 1_000);
  }

  @Test
  void whatManySeeIsPutTogetherOnce() {
    // Given
    FakeConnection one = join(hub, Keys.OF_A);
    FakeConnection other = join(hub, Keys.OF_A);

    // When
    publish("a", 10);
    hub.turn();

    // Then
    assertThat(one.frames.get(1)).isSameAs(other.frames.get(1));
  }

  @Test
  void aRevokedKeyEndsItsClients() {
    // Given
    FakeConnection ofA = join(hub, Keys.OF_A);
    FakeConnection ofB = join(hub, Keys.OF_B);
    hub.turn();

    // When
    keys.revoke(Keys.OF_A);
    clock.advance(Duration.ofSeconds(1));
    hub.turn();

    // Then
    assertThat(ofA.closed).isEqualTo(Farewell.KEY_REVOKED);
    assertThat(ofB.closed).isNull();
  }

  @Test
  void aKeyThatMovedToAnotherTenantEndsItsClients() {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);
    hub.turn();

    // When
    keys.add(Keys.OF_A, Role.ANALYST, "b");
    clock.advance(Duration.ofSeconds(1));
    hub.turn();

    // Then
    assertThat(client.closed).isEqualTo(Farewell.KEY_REVOKED);
  }

  @Test
  void aKeyHasItsLimitAndTheConsoleToo() {
    // Given
    Hub small = hub("small", 1 << 20, 2);
    join(small, Keys.OF_A);
    join(small, Keys.OF_A);

    // When
    Optional<Farewell> third = subscribe(small, new FakeConnection(), Keys.OF_A, Optional.empty());

    // Then
    assertThat(third).contains(Farewell.TOO_MANY_CLIENTS);
    assertThat(subscribe(small, new FakeConnection(), Keys.OF_B, Optional.empty())).isEmpty();
  }

  @Test
  void aBusyClientIsPingedTooAsItAnswersNothingElse() {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);

    // When
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      publish("a", 1);
      hub.turn();
    }

    // Then
    assertThat(client.pings).isEqualTo(3);
  }

  @Test
  void aClientIsPingedAndDroppedWhenItIsSilent() {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);
    hub.turn();

    // When
    clock.advance(Subscriber.PING_EVERY);
    hub.turn();
    client.silent = true;
    clock.advance(Duration.ofSeconds(1));
    hub.turn();

    // Then
    assertThat(client.pings).isEqualTo(1);
    assertThat(client.closed).isEqualTo(Farewell.SILENT);
  }

  @Test
  void memoryIsBounded() {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);
    client.stopReading();

    // When
    for (int i = 0; i < 100; i++) {
      publish("b", 500);
      hub.turn();
    }

    // Then
    assertThat(hub.buffer().bytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void everybodyIsToldWhenTheConsoleStops() throws Exception {
    // Given
    FakeConnection client = join(hub, Keys.OF_A);

    // When
    hub.close();
    hub.turn();

    // Then
    assertThat(client.closed).isEqualTo(Farewell.SHUTTING_DOWN);
    assertThat(hub.awaitNews(Duration.ofMillis(1))).isFalse();
  }

  private Hub hub(String console, long bufferBytes, int perKey) {
    LiveSettings settings =
        new LiveSettings(
            Duration.ofMinutes(5), bufferBytes, CLIENT_BYTES, 100, Math.max(perKey, 2), List.of());
    return new Hub(console, settings, keys.authentication(), new LiveMetrics(registry), clock);
  }

  private FakeConnection join(Hub where, String key) {
    FakeConnection connection = new FakeConnection();
    join(where, connection, key, Optional.empty());
    return connection;
  }

  private void join(Hub where, FakeConnection connection, String key, Optional<Resume> resume) {
    subscribe(where, connection, key, resume);
  }

  private Optional<Farewell> subscribe(
      Hub where, FakeConnection connection, String key, Optional<Resume> resume) {
    Caller caller = keys.authentication().holder(key).orElseThrow();
    return where.subscribe(
        connection,
        caller,
        Fingerprint.of(key),
        new Interest(caller.tenantId(), Set.of(), Set.of()),
        resume);
  }

  private List<LiveEvent> publish(String tenant, int count) {
    List<LiveEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(Events.message(tenant, offset++));
    }
    hub.publish(events);
    return events;
  }

  private static final class Ticking extends Clock {
    private Instant now = Instant.ofEpochMilli(Events.T0);

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
