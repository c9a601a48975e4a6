// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.deadletters.DeadLetteredRecord;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.topology.parse.RawWebhook;
import dev.carteiro.topology.parse.WebhookParseResult;
import dev.carteiro.topology.parse.WebhookParser;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;

/** Evolution's ids and the token's hash, or null, in a webhook that became a dead letter. */
record WebhookSourceIdentity(
    String deadLetter, Set<String> evolutionInstanceIds, String apikeyFingerprint) {

  /** Reads them from a dead letter; fails if it is not a webhook of that instance. */
  static WebhookSourceIdentity of(
      String deadLetter, InstanceKey instance, DatabaseSettings database) throws SQLException {
    DeadLetteredRecord original = DeadLetteredRecord.of(deadLetter, database);
    if (!Topic.WEBHOOK.topicName().equals(original.topic())
        || !instance.text().equals(original.key())) {
      throw new CommandFailedException(
          "dead letter %s is not a webhook of %s".formatted(deadLetter, instance.text()));
    }
    RawWebhook webhook =
        new RawWebhook(
            original.key(),
            original.bytes(),
            Instant.EPOCH,
            null,
            original.headers().get(CarteiroRecordHeaders.APIKEY_FINGERPRINT));
    if (new WebhookParser().parse(webhook) instanceof WebhookParseResult.ParsedFacts parsed) {
      return new WebhookSourceIdentity(
          deadLetter,
          parsed.events().get(0).envelope().evolutionInstanceIds(),
          webhook.apikeyFingerprint());
    }
    throw new CommandFailedException("dead letter " + deadLetter + " cannot be read as a webhook");
  }

  /** The changes that make a binding agree; fails if there are none, or several Evolution ids. */
  ObjectNode over(JsonNode binding) {
    ObjectNode fields = BridgeClient.body();
    String id = binding.path("evolutionInstanceId").textValue();
    if (id != null && evolutionInstanceIds.stream().anyMatch(one -> !one.equalsIgnoreCase(id))) {
      if (evolutionInstanceIds.size() > 1) {
        throw new CommandFailedException(
            "dead letter %s names several Evolution instances (%s): it belongs to none of them alone"
                .formatted(deadLetter, String.join(", ", evolutionInstanceIds)));
      }
      fields.put("evolutionInstanceId", evolutionInstanceIds.iterator().next());
    }
    String token = binding.path("apikeyFingerprint").textValue();
    if (token != null && apikeyFingerprint != null && !apikeyFingerprint.equals(token)) {
      fields.put("apikeyFingerprint", apikeyFingerprint);
    }
    if (fields.isEmpty()) {
      throw new CommandFailedException(
          "dead letter %s agrees with the registration of the instance: redrive it"
              .formatted(deadLetter));
    }
    return fields;
  }
}
