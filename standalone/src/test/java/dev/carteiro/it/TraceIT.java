// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The payload with which the first of the replaced systems was described, letter by letter, on its
 * way through log, topics, row and live frame under one trace id.
 */
class TraceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SECRET = "B6VK-S4DESCRIBED";
  private static final String PAYLOAD =
      """
      {
        "event": "messages.upsert",
        "instance": "tenant_1_inst_1",
        "data": {
          "key": {
            "remoteJid": "5511999999999@s.whatsapp.net",
            "fromMe": false,
            "id": "msg_123"
          },
          "message": {
            "conversation": "Olá, quero informações"
          },
          "messageTimestamp": 1699999999,
          "pushName": "João Silva"
        },
        "server_url": "https://evo.rbtec.com.br",
        "apikey": "%s"
      }"""
          .formatted(SECRET);

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> frames = new CopyOnWriteArrayList<>();

  @Test
  void onePayloadIsFoundByOneTraceIdInLogTopicsRowAndLiveFrame() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try (WholeSystemFixture backbone = WholeSystemFixture.start(directory, settings())) {
      // Given
      backbone.withRolesInside().withConsoleInside();
      backbone.bind("tenant_1_inst_1", "tenant-1");
      try (Stream<String> feed = follow(backbone)) {
        // When
        int status = post(backbone);

        // Then
        assertThat(status).isEqualTo(200);
        List<Map<String, String>> rows =
            Awaitility.await()
                .atMost(PATIENCE)
                .until(
                    () ->
                        backbone.rows(
                            "SELECT tenant_id, trace_id, text, push_name, extract(epoch FROM created_at)::bigint AS at"
                                + " FROM messages WHERE message_id = 'msg_123'"),
                    found -> !found.isEmpty());
        assertThat(rows)
            .containsExactly(
                Map.of(
                    "tenant_id",
                    "tenant-1",
                    "trace_id",
                    TRACE,
                    "text",
                    "Olá, quero informações",
                    "push_name",
                    "João Silva",
                    "at",
                    "1699999999"));
        String raw = new String(traced(backbone, Topic.WEBHOOK).value(), UTF_8);
        assertThat(raw).as("as it came but for the secret").doesNotContain(SECRET);
        assertThat(raw.replaceFirst("(\"apikey\": \")[^\"]*\"", "$1" + SECRET + "\""))
            .isEqualTo(PAYLOAD);
        assertThat(traced(backbone, Topic.MESSAGE).key()).isEqualTo("default/tenant_1_inst_1");
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () ->
                    frames.stream()
                        .anyMatch(frame -> frame.contains("message.new") && frame.contains(TRACE)));
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () ->
                    List.copyOf(log.list).stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .anyMatch(line -> line.startsWith("webhook trace=" + TRACE)));
        assertThat(feed).isNotNull();
      }
      assertThat(List.copyOf(log.list))
          .extracting(ILoggingEvent::getFormattedMessage)
          .noneMatch(line -> line.contains(SECRET));
    } finally {
      root.detachAppender(log);
    }
  }

  private static Map<String, String> settings() {
    return Map.of(
        "CONSOLE_PORT", Integer.toString(LoopbackPorts.anyFree()), "WEBHOOK_ACCESS_LOG", "true");
  }

  private int post(WholeSystemFixture backbone) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(backbone.bridge("/api/webhooks/evolution/"))
            .header("Content-Type", "application/json")
            .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
            .POST(HttpRequest.BodyPublishers.ofString(PAYLOAD))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** The one record of a topic that carries the trace id. */
  private static ConsumerRecord<String, byte[]> traced(WholeSystemFixture backbone, Topic topic) {
    List<ConsumerRecord<String, byte[]>> found =
        backbone.records(topic).stream()
            .filter(
                record ->
                    CarteiroRecordHeaders.text(record.headers(), CarteiroRecordHeaders.TRACE_ID)
                        .filter(TRACE::equals)
                        .isPresent())
            .toList();
    assertThat(found).as(topic.topicName()).hasSize(1);
    return found.get(0);
  }

  /** Collects the live feed's lines until it is closed. */
  private Stream<String> follow(WholeSystemFixture backbone) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(backbone.console("/api/live/sse"))
            .header("Authorization", "Bearer " + WholeSystemFixture.ADMIN_KEY)
            .build();
    HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    Stream<String> body = answer.body();
    Thread reading =
        new Thread(
            () -> {
              try {
                body.forEach(frames::add);
              } catch (UncheckedIOException closed) {
                frames.add("closed");
              }
            },
            "live-frames");
    reading.setDaemon(true);
    reading.start();
    return body;
  }
}
