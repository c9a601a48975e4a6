// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.merge.MessageStateView;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJobView;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.store.CachedBindingStore;
import dev.carteiro.topology.store.StoreEntryView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Builds the JSON documents of answers from entries of the stores. */
final class EntryDocumentFactory {
  private EntryDocumentFactory() {}

  /** An entry whose document has the fields of its view. */
  static DecodedStoreEntry entry(StoreEntryView view) {
    return new DecodedStoreEntry(view.tenantId(), () -> view);
  }

  /** Converts any record to JSON. */
  static ObjectNode of(Object view) {
    return Json.mapper().valueToTree(view);
  }

  /** A job, with its content while the command is stored, and the error if WhatsApp refused it. */
  static ObjectNode job(LocalPartitionStores stores, SendJobView job) {
    ObjectNode document = of(job);
    rename(document, "jobId", "id");
    rename(document, "recipient", "to");
    if (job.scheduledFor() != null) {
      document.put("status", SendJobView.scheduleStatus(job.state()));
    }
    command(stores, job.jobId())
        .ifPresent(
            command -> {
              document.put("to", command.phoneNumber());
              document.put("message", command.message());
              document.set("content", Json.mapper().valueToTree(command.content().slim()));
              document.put("clientId", command.clientId());
              document.put("userId", command.userId());
            });
    refusal(stores, job).ifPresent(error -> document.set("error", of(error)));
    document.properties().removeIf(field -> field.getValue().isNull());
    return document;
  }

  /**
   * The error with which WhatsApp refused the message of a failed job, while the message is stored.
   */
  private static Optional<MessageStatusError> refusal(
      LocalPartitionStores stores, SendJobView job) {
    if (job.state() != JobState.FAILED || job.messageId() == null) {
      return Optional.empty();
    }
    byte[] key = MessageStateView.key(job.instance(), job.messageId());
    return Optional.ofNullable(stores.get(MergeStage.MESSAGE_STORE, key))
        .map(value -> MessageStateView.decode(key, value))
        .filter(message -> message.tenantId().equals(job.tenantId()))
        .map(MessageStateView::error);
  }

  static Optional<SendJobView> job(LocalPartitionStores stores, String id) {
    return Optional.ofNullable(stores.get(OutboxStage.JOB_STORE, OutboxKeyCodec.job(id)))
        .map(SendJobView::decode);
  }

  private static Optional<SendMessageCommand> command(LocalPartitionStores stores, String id) {
    byte[] value = stores.get(OutboxStage.JOB_STORE, OutboxKeyCodec.command(id));
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(value, SendMessageCommand.class));
    } catch (IOException e) {
      throw new UncheckedIOException("a stored command is not readable", e);
    }
  }

  /** The binding of an instance; it lies in the same partition as all entries of the instance. */
  static Optional<InstanceBinding> binding(LocalPartitionStores stores, String instance) {
    byte[] value =
        stores.get(ResolveStage.BINDING_STORE, instance.getBytes(StandardCharsets.UTF_8));
    return Optional.ofNullable(value).map(CachedBindingStore::decode);
  }

  private static void rename(ObjectNode document, String from, String to) {
    JsonNode value = document.remove(from);
    if (value != null) {
      document.set(to, value);
    }
  }
}
