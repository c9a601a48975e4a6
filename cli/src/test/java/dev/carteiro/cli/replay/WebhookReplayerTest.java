// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.runtime.testing.RecordingHttpServer;
import dev.carteiro.runtime.testing.RecordingHttpServer.CannedHttpAnswer;
import dev.carteiro.runtime.testing.RecordingHttpServer.RecordedHttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookReplayerTest {
  private final RecordingHttpServer server = new RecordingHttpServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void onePosterKeepsTheOrderOfTheFiles() {
    // When
    WebhookReplayer.ReplayResult result =
        replay(new WebhookReplayer.ReplayPlan(List.of("a", "b", "c"), 2, false, 1, 0, 1));
    // Then
    assertThat(received()).containsExactly("a", "b", "c", "a", "b", "c");
    assertThat(result.allAcknowledged()).isTrue();
    assertThat(result.micros().getTotalCount()).isEqualTo(6);
  }

  @Test
  void aPostThatIsAskedToComeAgainComesAgain() {
    // Given
    server.answer = request -> CannedHttpAnswer.of(received().size() <= 2 ? 503 : 200);
    // When
    WebhookReplayer.ReplayResult result =
        replay(new WebhookReplayer.ReplayPlan(List.of("a"), 1, false, 1, 0, 1));
    // Then
    assertThat(received()).containsExactly("a", "a", "a");
    assertThat(result.allAcknowledged()).isTrue();
    assertThat(result.retries()).isEqualTo(2);
    assertThat(result.codes().get(503)).hasValue(2);
  }

  @Test
  void aPostThatIsRefusedForGoodIsNotAcknowledged() {
    // Given
    server.answer = request -> CannedHttpAnswer.of(request.text().equals("b") ? 401 : 200);
    // When
    WebhookReplayer.ReplayResult result =
        replay(new WebhookReplayer.ReplayPlan(List.of("a", "b"), 1, false, 1, 0, 2));
    // Then
    assertThat(received()).containsExactlyInAnyOrder("a", "b");
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

  private List<String> received() {
    return server.requests.stream().map(RecordedHttpRequest::text).toList();
  }

  private WebhookReplayer.ReplayResult replay(WebhookReplayer.ReplayPlan plan) {
    return new WebhookReplayer(server.url("/x"), plan).run();
  }
}
