// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.registry.ApiKeyRecord.ApiKeyRole;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
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

class LiveFeedHubTest {
  private static final int CLIENT_BYTES = 64 << 10;

  private final SettableClock clock = SettableClock.at(Instant.ofEpochMilli(LiveEventFixture.T0));
  private final LiveFeedTestKeys keys = new LiveFeedTestKeys();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LiveFeedHub hub = hub("here", 1 << 20, 3);
  private long offset;

  @Test
  void aClientSeesWhatHappensFromNowOnInOrder() {
    // Given
    publish("a", 3);
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);

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
    Map<FakeFeedConnection, String> clients = new HashMap<>();
    List<LiveEventId> ids = new ArrayList<>();

    // When
    for (int step = 0; step < 700; step++) {
      switch (random.nextInt(8)) {
        case 0 -> {
          String key = random.nextBoolean() ? LiveFeedTestKeys.OF_A : LiveFeedTestKeys.OF_B;
          FakeFeedConnection client = new FakeFeedConnection();
          join(hub(random), client, key, randomResume(random, ids));
          clients.put(client, key.equals(LiveFeedTestKeys.OF_A) ? "a" : "b");
        }
        case 1 -> clients.keySet().forEach(client -> toggle(random, client));
        case 2 -> clock.advance(Duration.ofMillis(random.nextInt(20_000)));
        case 3, 4 -> hub.turn();
        default -> {
          LiveEvent event =
              LiveEventFixture.message(tenants[random.nextInt(tenants.length)], offset++);
          ids.add(event.id());
          hub.publish(List.of(random.nextInt(10) == 0 ? LiveEventFixture.past(event) : event));
        }
      }
    }
    clients.keySet().forEach(FakeFeedConnection::readAgain);
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

  private LiveFeedHub hub(Random random) {
    // A place is free again for most.
    if (random.nextInt(4) > 0) {
      clock.advance(Duration.ofSeconds(40));
      hub.turn();
      clock.advance(Duration.ofSeconds(5));
      hub.turn();
    }
    return hub;
  }

  private static Optional<ClientResumePosition> randomResume(Random random, List<LiveEventId> ids) {
    if (ids.isEmpty() || random.nextBoolean()) {
      return Optional.empty();
    }
    LiveEventId id = ids.get(random.nextInt(ids.size()));
    return Optional.of(
        new ClientResumePosition(
            random.nextInt(5) == 0 ? Optional.empty() : Optional.of(id),
            random.nextBoolean() ? "here" : "elsewhere"));
  }

  private static void toggle(Random random, FakeFeedConnection client) {
    if (random.nextBoolean()) {
      client.stopReading();
    } else {
      client.readAgain();
    }
  }

  @Test
  void anAdminSeesAllAndWhatIsNobodys() {
    // Given
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.ADMIN);

    // When
    hub.publish(
        List.of(
            LiveEventFixture.message("a", 1),
            LiveEventFixture.message("b", 2),
            LiveEventFixture.message(null, 3)));
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
    LiveEventId last = LiveEventFixture.message("a", 2).id();

    // When
    FakeFeedConnection client = new FakeFeedConnection();
    join(
        hub,
        client,
        LiveFeedTestKeys.OF_A,
        Optional.of(new ClientResumePosition(Optional.of(last), "here")));
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
    long before = LiveEventFixture.T0 - LiveReplayBuffer.OVERLAP.toMillis();
    hub.buffer().completeSince(LiveEventFixture.T0 - 60_000);
    hub.publish(
        List.of(
            LiveEventFixture.event(LiveEventType.ALERT, "a", null, 0, before - 1),
            LiveEventFixture.event(LiveEventType.ALERT, "a", null, 1, before + 1),
            LiveEventFixture.event(LiveEventType.ALERT, "a", null, 2, LiveEventFixture.T0),
            LiveEventFixture.event(LiveEventType.ALERT, "a", null, 3, before - 5)));

    // When
    FakeFeedConnection client = new FakeFeedConnection();
    LiveEventId last = new LiveEventId('m', 0, 2, LiveEventFixture.T0);
    join(
        hub,
        client,
        LiveFeedTestKeys.OF_A,
        Optional.of(new ClientResumePosition(Optional.of(last), "other")));
    hub.turn();

    // Then
    assertThat(client.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(client.lines()).noneMatch(line -> line.contains("gap"));
  }

  @Test
  void aClientWhoseLastEventIsNotKeptIsToldOfTheGap() {
    // Given
    LiveEventId last = publish("a", 1).get(0).id();
    clock.advance(Duration.ofMinutes(6));
    hub.turn();
    publish("a", 2);

    // When
    FakeFeedConnection client = new FakeFeedConnection();
    join(
        hub,
        client,
        LiveFeedTestKeys.OF_A,
        Optional.of(new ClientResumePosition(Optional.of(last), "here")));
    hub.turn();

    // Then
    assertThat(client.lines().get(0)).contains("\"type\":\"gap\"", "\"reason\":\"TOO_OLD\"");
    assertThat(client.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void whatStoodInKafkaBeforeIsNoNewsButMayBeResumedFrom() {
    // Given
    FakeFeedConnection fresh = join(hub, LiveFeedTestKeys.OF_A);
    FakeFeedConnection resumed = new FakeFeedConnection();
    LiveEventId last = new LiveEventId('m', 0, 1, LiveEventFixture.T0 - 1_000);
    hub.buffer().completeSince(LiveEventFixture.T0 - 300_000);
    join(
        hub,
        resumed,
        LiveFeedTestKeys.OF_A,
        Optional.of(new ClientResumePosition(Optional.of(last), "stopped")));

    // When
    hub.publish(
        List.of(
            LiveEventFixture.past(LiveEventFixture.message("a", 0)),
            LiveEventFixture.message("a", 1)));
    hub.turn();

    // Then
    assertThat(fresh.offsets()).containsExactly(1L);
    assertThat(resumed.offsets()).containsExactly(0L, 1L);
  }

  @Test
  void aClientThatFallsTooFarBehindIsDroppedAndTheOthersGoOn() {
    // Given
    FakeFeedConnection healthy = join(hub, LiveFeedTestKeys.OF_A);
    FakeFeedConnection stuck = join(hub, LiveFeedTestKeys.OF_A);
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
    assertThat(stuck.aborted).isEqualTo(CloseReason.SLOW);
    assertThat(healthy.offsets()).hasSize(events);
    // Long before the buffer would let go of what it has not seen: 64 KiB, and 3 s of parting.
    assertThat(events).isLessThan(1_200);
    assertThat(registry.get("live.dropped").tag("reason", "SLOW").counter().count()).isEqualTo(1);
  }

  @Test
  void bytesOfOthersDoNotMakeAClientSlow() {
    // Given
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);
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
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);
    client.stopReading();
    hub.turn();

    // When
    clock.advance(LiveFeedSubscriber.STALLED.plusSeconds(1));
    hub.turn();
    clock.advance(Duration.ofSeconds(4));
    hub.turn();

    // Then
    assertThat(client.aborted).isEqualTo(CloseReason.SLOW);
    assertThat(hub.size()).isZero();
  }

  @Test
  void aClientThatWasAwayLongCatchesUpInPieces() {
    // Given
    List<LiveEvent> events = publish("a", 2_000);

    // When
    FakeFeedConnection client = new FakeFeedConnection();
    join(
        hub,
        client,
        LiveFeedTestKeys.OF_A,
        Optional.of(new ClientResumePosition(Optional.of(events.get(0).id()), "here")));
    for (int turn = 0; client.offsets().size() < 1_999 && turn < 100; turn++) {
      hub.turn();
    }

    // Then
    assertThat(client.offsets())
        .containsExactlyElementsOf(LongStream.range(1, 2_000).boxed().toList());
    assertThat(client.frames)
        .hasSizeGreaterThan(3)
        .allMatch(frame -> frame.length < LiveFeedSubscriber.FRAME_BYTES + 1_000);
  }

  @Test
  void whatManySeeIsPutTogetherOnce() {
    // Given
    FakeFeedConnection one = join(hub, LiveFeedTestKeys.OF_A);
    FakeFeedConnection other = join(hub, LiveFeedTestKeys.OF_A);

    // When
    publish("a", 10);
    hub.turn();

    // Then
    assertThat(one.frames.get(1)).isSameAs(other.frames.get(1));
  }

  @Test
  void aRevokedKeyEndsItsClients() {
    // Given
    FakeFeedConnection ofA = join(hub, LiveFeedTestKeys.OF_A);
    FakeFeedConnection ofB = join(hub, LiveFeedTestKeys.OF_B);
    hub.turn();

    // When
    keys.revoke(LiveFeedTestKeys.OF_A);
    clock.advance(Duration.ofSeconds(1));
    hub.turn();

    // Then
    assertThat(ofA.closed).isEqualTo(CloseReason.KEY_REVOKED);
    assertThat(ofB.closed).isNull();
  }

  @Test
  void aKeyThatMovedToAnotherTenantEndsItsClients() {
    // Given
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);
    hub.turn();

    // When
    keys.add(LiveFeedTestKeys.OF_A, ApiKeyRole.ANALYST, "b");
    clock.advance(Duration.ofSeconds(1));
    hub.turn();

    // Then
    assertThat(client.closed).isEqualTo(CloseReason.KEY_REVOKED);
  }

  @Test
  void aKeyHasItsLimitAndTheConsoleToo() {
    // Given
    LiveFeedHub small = hub("small", 1 << 20, 2);
    join(small, LiveFeedTestKeys.OF_A);
    join(small, LiveFeedTestKeys.OF_A);

    // When
    Optional<CloseReason> third =
        subscribe(small, new FakeFeedConnection(), LiveFeedTestKeys.OF_A, Optional.empty());

    // Then
    assertThat(third).contains(CloseReason.TOO_MANY_CLIENTS);
    assertThat(subscribe(small, new FakeFeedConnection(), LiveFeedTestKeys.OF_B, Optional.empty()))
        .isEmpty();
  }

  @Test
  void aBusyClientIsPingedTooAsItAnswersNothingElse() {
    // Given
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);

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
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);
    hub.turn();

    // When
    clock.advance(LiveFeedSubscriber.PING_EVERY);
    hub.turn();
    client.silent = true;
    clock.advance(Duration.ofSeconds(1));
    hub.turn();

    // Then
    assertThat(client.pings).isEqualTo(1);
    assertThat(client.closed).isEqualTo(CloseReason.SILENT);
  }

  @Test
  void memoryIsBounded() {
    // Given
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);
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
    FakeFeedConnection client = join(hub, LiveFeedTestKeys.OF_A);

    // When
    hub.close();
    hub.turn();

    // Then
    assertThat(client.closed).isEqualTo(CloseReason.SHUTTING_DOWN);
    assertThat(hub.awaitNews(Duration.ofMillis(1))).isFalse();
  }

  private LiveFeedHub hub(String console, long bufferBytes, int perKey) {
    LiveFeedSettings settings =
        new LiveFeedSettings(
            Duration.ofMinutes(5), bufferBytes, CLIENT_BYTES, 100, Math.max(perKey, 2), List.of());
    return new LiveFeedHub(
        console, settings, keys.authentication(), new LiveFeedMetrics(registry), clock);
  }

  private FakeFeedConnection join(LiveFeedHub where, String key) {
    FakeFeedConnection connection = new FakeFeedConnection();
    join(where, connection, key, Optional.empty());
    return connection;
  }

  private void join(
      LiveFeedHub where,
      FakeFeedConnection connection,
      String key,
      Optional<ClientResumePosition> resume) {
    subscribe(where, connection, key, resume);
  }

  private Optional<CloseReason> subscribe(
      LiveFeedHub where,
      FakeFeedConnection connection,
      String key,
      Optional<ClientResumePosition> resume) {
    ApiCaller caller = keys.authentication().holder(key).orElseThrow();
    return where.subscribe(
        connection,
        new LiveSubscriptionRequest(
            caller,
            Sha256Fingerprint.of(key),
            new LiveEventFilter(caller.tenantId(), Set.of(), Set.of()),
            resume));
  }

  private List<LiveEvent> publish(String tenant, int count) {
    List<LiveEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(LiveEventFixture.message(tenant, offset++));
    }
    hub.publish(events);
    return events;
  }
}
