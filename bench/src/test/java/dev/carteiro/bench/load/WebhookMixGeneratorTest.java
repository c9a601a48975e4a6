// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bench.load.WebhookMixGenerator.GeneratedWebhook;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookMixGeneratorTest {
  private static final int INSTANCES = 7;
  private static final int PASS = DayWebhookList.bodies().size();

  @Test
  void aDayHasTwoToThreeStatusesForEachMessageAndFewEditsAndReactions() {
    // When
    Map<String, Long> events =
        take(WebhookMixGenerator.day(INSTANCES), INSTANCES * PASS)
            .collect(Collectors.groupingBy(WebhookMixGeneratorTest::kind, Collectors.counting()));

    // Then
    double messages = INSTANCES * DayWebhookList.MESSAGES;
    // An image whose webhook is repeated.
    assertThat(events.get("message") / messages).isCloseTo(1.05, within(0.001));
    assertThat(events.get("status") / messages).isBetween(2.0, 3.0);
    assertThat(events.get("contacts.update") / messages).isBetween(0.3, 0.6);
    assertThat(events.get("chats.update") / messages).isBetween(0.3, 0.6);
    assertThat(events.get("reaction") / messages).isCloseTo(0.05, within(0.001));
    assertThat(events.get("messages.edited") / messages).isCloseTo(0.05, within(0.001));
    assertThat(events.keySet())
        .containsExactlyInAnyOrder(
            "message",
            "status",
            "contacts.update",
            "chats.update",
            "reaction",
            "messages.edited",
            "presence.update");
  }

  @Test
  void theNumbersOfADayTakeTurnsAtDifferentPlacesOfTheirLists() {
    // Given
    WebhookMixGenerator day = WebhookMixGenerator.day(INSTANCES);

    // When
    List<GeneratedWebhook> first = take(day, INSTANCES).toList();
    List<GeneratedWebhook> second = take(day, INSTANCES).toList();

    // Then
    List<Integer> all = IntStream.range(0, INSTANCES).boxed().toList();
    assertThat(first).extracting(GeneratedWebhook::instance).containsExactlyElementsOf(all);
    assertThat(second).extracting(GeneratedWebhook::instance).containsExactlyElementsOf(all);
    assertThat(first.stream().map(WebhookMixGeneratorTest::kind).distinct().count())
        .isGreaterThan(2);
  }

  @Test
  void aStatusOfADayFollowsItsMessage() {
    // Given a whole pass of each number before, which begins in the middle of the list
    WebhookMixGenerator day = WebhookMixGenerator.day(INSTANCES);
    Set<String> messages = new HashSet<>();
    take(day, INSTANCES * PASS).forEach(webhook -> messages.addAll(messageIds(webhook)));

    // When
    List<String> orphans = new ArrayList<>();
    int[] statuses = {0};
    take(day, INSTANCES * PASS)
        .forEach(
            webhook -> {
              messages.addAll(messageIds(webhook));
              if (kind(webhook).equals("status")) {
                statuses[0]++;
                String id = webhook.instance() + data(webhook).path("keyId").textValue();
                if (!messages.contains(id)) {
                  orphans.add(id);
                }
              }
            });

    // Then
    assertThat(orphans).isEmpty();
    assertThat(statuses[0]).isPositive();
  }

  @Test
  void onlyTheRepeatedWebhookOfADayIsARepetition() {
    // When
    Map<String, Long> bodies =
        take(WebhookMixGenerator.day(INSTANCES), 3 * INSTANCES * PASS)
            .collect(
                Collectors.groupingBy(
                    webhook -> new String(webhook.body(), StandardCharsets.UTF_8),
                    Collectors.counting()));

    // Then
    assertThat(bodies.values().stream().filter(count -> count > 1).count())
        .isEqualTo(3 * INSTANCES);
    assertThat(bodies.values()).allMatch(count -> count <= 2);
  }

  @Test
  void thePassesOfTheMadeUpMixComeOneAfterTheOther() {
    // When
    Map<Integer, Integer> webhooks = new HashMap<>();
    take(WebhookMixGenerator.madeUp(INSTANCES), 300)
        .forEach(webhook -> webhooks.merge(webhook.instance(), 1, Integer::sum));

    // Then
    assertThat(webhooks).containsExactlyInAnyOrderEntriesOf(Map.of(0, 100, 1, 100, 2, 100));
  }

  private static Stream<GeneratedWebhook> take(WebhookMixGenerator mix, int count) {
    return Stream.generate(mix::next).limit(count);
  }

  private static Set<String> messageIds(GeneratedWebhook webhook) {
    return kind(webhook).equals("message")
        ? Set.of(webhook.instance() + data(webhook).at("/key/id").textValue())
        : Set.of();
  }

  private static String kind(GeneratedWebhook webhook) {
    String event = body(webhook).path("event").textValue();
    return switch (event) {
      case "messages.update" -> "status";
      case "messages.upsert", "send.message" ->
          data(webhook).path("messageType").textValue().equals("reactionMessage")
              ? "reaction"
              : "message";
      default -> event;
    };
  }

  private static JsonNode data(GeneratedWebhook webhook) {
    return body(webhook).path("data");
  }

  private static JsonNode body(GeneratedWebhook webhook) {
    try {
      return Json.mapper().readTree(webhook.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
