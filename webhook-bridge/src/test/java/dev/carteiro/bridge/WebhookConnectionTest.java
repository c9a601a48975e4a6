// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.Topic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Clients that behave badly, and what becomes of the others. A hang would be the failure. */
@Timeout(120)
class WebhookConnectionTest {
  private static final String PATH = "/webhooks/evolution";
  private static final String BODY = "{\"event\":\"call\",\"instance\":\"acme\"}";

  /** More than the bridge has HTTP threads. */
  private static final int MANY = 200;

  private BridgeHarness bridge;

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void aClientThatNeverReadsItsAnswersHoldsUpNobody() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    try (SocketChannel mute = SocketChannel.open()) {
      mute.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      mute.connect(new InetSocketAddress("127.0.0.1", bridge.role.port()));
      mute.configureBlocking(false);
      // When
      List<Integer> others = bridge.acknowledgingAll(() -> postUntilStuck(mute));
      // Then
      assertThat(others).containsOnly(200);
      assertThat(bridge.metrics.scrape()).contains("webhook_in_flight 1.0");
    }
    Awaitility.await().untilAsserted(this::assertNothingUnderWay);
  }

  @Test
  void slowBodiesHoldNoThread() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    List<RawConnection> slow = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      RawConnection connection = new RawConnection(bridge.role.port());
      connection.send(RawConnection.head(PATH, BODY.length()) + BODY.substring(0, 5));
      slow.add(connection);
    }
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(bridge.metrics.scrape()).contains("webhook_in_flight " + MANY + ".0"));
    // When
    HttpResponse<String> other = bridge.post(PATH, BODY);
    // Then
    assertThat(other.statusCode()).isEqualTo(200);
    for (RawConnection connection : slow) {
      connection.send(BODY.substring(5));
      assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
      connection.close();
    }
    assertThat(bridge.written(Topic.WEBHOOK)).hasSize(MANY + 1);
  }

  @Test
  void aResetInTheMiddleOfABodyGivesBackWhatWasReserved() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    RawConnection connection = new RawConnection(bridge.role.port());
    connection.send(RawConnection.head(PATH, 1_000_000) + BODY);
    Awaitility.await()
        .untilAsserted(() -> assertThat(bridge.metrics.scrape()).contains("webhook_in_flight 1.0"));
    // When
    connection.reset();
    // Then
    Awaitility.await().untilAsserted(this::assertNothingUnderWay);
    assertThat(bridge.metrics.scrape())
        .contains("webhook_requests_total{code=\"408\",path=\"" + PATH + "\"} 1.0");
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
  }

  @Test
  void aResetBeforeTheAnswerGivesBackWhatWasReserved() throws Exception {
    // Given
    bridge = BridgeHarness.byHand(Map.of());
    RawConnection connection = new RawConnection(bridge.role.port());
    connection.send(RawConnection.post(PATH, BODY));
    bridge.nextSent();
    connection.reset();
    // When
    bridge.producer().completeNext();
    // Then
    Awaitility.await().untilAsserted(this::assertNothingUnderWay);
  }

  @Test
  void aBodyThatTakesTooLongIsAnsweredAndItsConnectionClosed() throws Exception {
    // Given
    bridge = BridgeHarness.impatient(Duration.ofMillis(200));
    try (RawConnection connection = new RawConnection(bridge.role.port())) {
      connection.send(RawConnection.head(PATH, BODY.length()) + BODY.substring(0, 5));
      // When
      String answer = connection.answer();
      // Then
      assertThat(answer)
          .startsWith("HTTP/1.1 503 ")
          .contains("TIMED_OUT")
          .contains("Retry-After: 5")
          .contains("Connection: close");
      assertThat(connection.isAtEnd()).isTrue();
    }
    Awaitility.await().untilAsserted(this::assertNothingUnderWay);
    assertThat(bridge.written(Topic.WEBHOOK)).isEmpty();
  }

  @Test
  void anAcknowledgementThatTakesTooLongIsNotWaitedFor() throws Exception {
    // Given
    bridge = BridgeHarness.impatient(Duration.ofMillis(200));
    CompletableFuture<HttpResponse<String>> answer = bridge.postAsync(PATH, BODY);
    bridge.nextSent();
    // When
    HttpResponse<String> late = answer.get();
    bridge.producer().completeNext();
    // Then
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.body()).contains("TIMED_OUT");
    Awaitility.await().untilAsserted(this::assertNothingUnderWay);
    assertThat(bridge.metrics.scrape()).doesNotContain("webhook_requests_total{code=\"200\"");
  }

  @Test
  void aBodyIsAskedForOnlyWhenItIsWanted() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_MAX_BODY_BYTES", "2000"));
    String expect = "Expect: 100-continue";
    try (RawConnection wanted = new RawConnection(bridge.role.port());
        RawConnection unwanted = new RawConnection(bridge.role.port())) {
      // When
      wanted.send(RawConnection.head(PATH, BODY.length(), expect));
      String interim = wanted.answer();
      wanted.send(BODY);
      String stored = wanted.answer();
      unwanted.send(RawConnection.head(PATH, 2001, expect));
      String refused = unwanted.answer();
      // Then
      assertThat(interim).startsWith("HTTP/1.1 100 ");
      assertThat(stored).startsWith("HTTP/1.1 200 ");
      assertThat(refused).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void pipelinedWebhooksAreAnsweredInOrder() throws Exception {
    // Given
    bridge = BridgeHarness.acknowledging(Map.of());
    try (RawConnection connection = new RawConnection(bridge.role.port())) {
      // When
      connection.send(
          RawConnection.post(PATH, BODY)
              + RawConnection.post(PATH + "/a/b/c", BODY)
              + "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
              + RawConnection.post(PATH, BODY));
      // Then
      assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").contains("stored");
      assertThat(connection.answer()).startsWith("HTTP/1.1 404 ").contains("NOT_FOUND");
      assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").contains("live");
      assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").contains("stored");
    }
  }

  @Test
  void aFaultIsAnswered500AndItsLogKeepsTheSecret() throws Exception {
    // Given
    FailingClock clock = new FailingClock();
    bridge = BridgeHarness.at(clock, Map.of());
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      clock.failing.set(true);
      // When
      HttpResponse<String> answer = bridge.post(PATH + "/S3cretSegment", BODY);
      // Then
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("INTERNAL_ERROR").doesNotContain("out of order");
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(List.copyOf(log.list))
                      .anyMatch(
                          event ->
                              event.getThrowableProxy() != null
                                  && event
                                      .getThrowableProxy()
                                      .getMessage()
                                      .equals("out of order")));
      assertThat(List.copyOf(log.list))
          .noneMatch(event -> event.getFormattedMessage().contains("S3cretSegment"));
      Awaitility.await().untilAsserted(this::assertNothingUnderWay);
    } finally {
      clock.failing.set(false);
      root.detachAppender(log);
    }
  }

  /**
   * Posts without reading on one connection, and as another client beside it, until the first one
   * gets no further while the other is answered twenty times.
   */
  private List<Integer> postUntilStuck(SocketChannel mute) {
    String request = RawConnection.post(PATH, "{\"instance\":\"mute\"}");
    ByteBuffer requests = ByteBuffer.wrap(request.repeat(10_000).getBytes(US_ASCII));
    List<Integer> others = new ArrayList<>();
    int calm = 0;
    while (calm < 20) {
      long before = ofMute();
      fill(mute, requests);
      others.add(bridge.post(PATH, BODY).statusCode());
      calm = ofMute() == before ? calm + 1 : 0;
    }
    return others;
  }

  private long ofMute() {
    return bridge.written(Topic.WEBHOOK).stream()
        .filter(message -> message.key().equals("default/mute"))
        .count();
  }

  private static void fill(SocketChannel channel, ByteBuffer requests) {
    try {
      while (channel.write(requests) > 0) {
        if (!requests.hasRemaining()) {
          requests.rewind();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertNothingUnderWay() {
    assertThat(bridge.metrics.scrape())
        .contains("webhook_in_flight 0.0")
        .contains("webhook_in_flight_bytes 0.0");
  }

  /** A clock that breaks when told to, in the middle of a webhook. */
  private static final class FailingClock extends Clock {
    private final AtomicBoolean failing = new AtomicBoolean();

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      if (failing.get()) {
        throw new IllegalStateException("out of order");
      }
      return Instant.now();
    }
  }
}
