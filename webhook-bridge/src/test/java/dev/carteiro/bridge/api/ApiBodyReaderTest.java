// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ApiBodyReaderTest {
  private static final String OLA =
      "{\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\",\"message\":\"Olá!\"}";

  @Test
  void bodiesThatDoNotArriveTakeABoundedPartOfTheHeapAndGiveItBack() throws IOException {
    // Given
    Map<String, String> environment =
        Map.of("BULK_MAX_BODY_BYTES", Integer.toString(30 * 1024 * 1024));
    try (BridgeHarness bridge = BridgeHarness.acknowledging(environment)) {
      String key = bridge.tenant("t1", "sender", "business");
      List<Socket> stuck = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        stuck.add(announce(bridge, key, 30 * 1024 * 1024));
      }
      String large = "{\"messages\":[]," + " ".repeat(29 * 1024 * 1024) + "}";
      // When
      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> answer =
                    bridge.api("POST", "/api/whatsapp/send-bulk", large, key);
                assertThat(answer.body()).contains("OVERLOADED");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("5");
              });
      // Then
      assertThat(bridge.api("POST", "/api/whatsapp/send-message", OLA, key).statusCode())
          .isEqualTo(200);
      for (Socket socket : stuck) {
        socket.close();
      }
      await()
          .until(
              () -> bridge.api("POST", "/api/whatsapp/send-bulk", large, key).statusCode() == 400);
    }
  }

  @Test
  void aStopWaitsForTheAnswersUnderWay() throws Exception {
    // Given
    try (BridgeHarness bridge = BridgeHarness.byHand(Map.of())) {
      String key = bridge.acknowledgingAll(() -> bridge.tenant("t1", "sender", "business"));
      CompletableFuture<HttpResponse<String>> under =
          CompletableFuture.supplyAsync(
              () -> bridge.api("POST", "/api/whatsapp/send-message", OLA, key));
      bridge.nextSent();
      // When
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(bridge::close);
      await().until(() -> !bridge.role.health().ready());
      bridge.producer().completeNext();
      // Then
      assertThat(under.get().statusCode()).isEqualTo(200);
      stopped.get();
      assertThat(bridge.written(Topic.SEND_MESSAGE)).hasSize(1);
    }
  }

  /** A client that announces a body and does not send it. */
  private static Socket announce(BridgeHarness bridge, String key, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.role.port());
    String head =
        "POST /api/whatsapp/send-bulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n{"
            .formatted(key, length);
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }
}
