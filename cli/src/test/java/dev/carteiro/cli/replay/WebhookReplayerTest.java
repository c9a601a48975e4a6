// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookReplayerTest {
  private final List<String> received = Collections.synchronizedList(new ArrayList<>());
  private Function<String, Integer> answer = body -> 200;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          int code = answer.apply(body);
          received.add(body);
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void onePosterKeepsTheOrderOfTheFiles() {
    // When
    WebhookReplayer.ReplayResult result =
        replay(new WebhookReplayer.ReplayPlan(List.of("a", "b", "c"), 2, false, 1, 0, 1));
    // Then
    assertThat(received).containsExactly("a", "b", "c", "a", "b", "c");
    assertThat(result.allAcknowledged()).isTrue();
    assertThat(result.micros().getTotalCount()).isEqualTo(6);
  }

  @Test
  void aPostThatIsAskedToComeAgainComesAgain() {
    // Given
    answer = body -> received.size() < 2 ? 503 : 200;
    // When
    WebhookReplayer.ReplayResult result =
        replay(new WebhookReplayer.ReplayPlan(List.of("a"), 1, false, 1, 0, 1));
    // Then
    assertThat(received).containsExactly("a", "a", "a");
    assertThat(result.allAcknowledged()).isTrue();
    assertThat(result.retries()).isEqualTo(2);
    assertThat(result.codes().get(503)).hasValue(2);
  }

  @Test
  void aPostThatIsRefusedForGoodIsNotAcknowledged() {
    // Given
    answer = body -> body.equals("b") ? 401 : 200;
    // When
    WebhookReplayer.ReplayResult result =
        replay(new WebhookReplayer.ReplayPlan(List.of("a", "b"), 1, false, 1, 0, 2));
    // Then
    assertThat(received).containsExactlyInAnyOrder("a", "b");
    assertThat(result.acknowledged()).isEqualTo(1);
    assertThat(result.allAcknowledged()).isFalse();
  }

  @Test
  void shufflingIsTheSameForTheSameSeedAndAnotherInEachPass() {
    // Given
    List<String> bodies = List.of("a", "b", "c", "d", "e", "f", "g", "h");
    WebhookReplayer.ReplayPlan plan = new WebhookReplayer.ReplayPlan(bodies, 2, true, 7, 0, 1);
    // When
    List<String> first = plan.pass(0);
    // Then
    assertThat(first)
        .containsExactlyInAnyOrderElementsOf(bodies)
        .isNotEqualTo(bodies)
        .isEqualTo(plan.pass(0));
    assertThat(plan.pass(1)).isNotEqualTo(first);
  }

  private WebhookReplayer.ReplayResult replay(WebhookReplayer.ReplayPlan plan) {
    return new WebhookReplayer(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x"), plan)
        .run();
  }
}
