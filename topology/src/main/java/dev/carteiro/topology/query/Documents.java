// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.StatusError;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendCommand;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.merge.MessageView;
import dev.carteiro.topology.outbox.JobLinks;
import dev.carteiro.topology.outbox.JobView;
import dev.carteiro.topology.outbox.ScheduleView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Builds the JSON documents of answers from entries of the stores. */
final class Documents {
  private Documents() {}

  /** Converts any record to JSON. */
  static ObjectNode of(Object view) {
    return Json.mapper().valueToTree(view);
  }

  /** A message, with the times of its statuses as a list. */
  static ObjectNode message(MessageView message) {
    ObjectNode document = of(message);
    ArrayNode statuses = Json.mapper().createArrayNode();
    message
        .statuses()
        .forEach(
            (status, at) ->
                statuses.addObject().put("status", status.name()).put("at", at.toString()));
    document.set("statuses", statuses);
    if (message.status() != null && message.statuses().get(message.status()) != null) {
      document.put("statusAt", message.statuses().get(message.status()).toString());
    }
    return document;
  }

  /** A job, with its content while the command is stored, and the error if WhatsApp refused it. */
  static ObjectNode job(PartitionStores stores, JobView job) {
    ObjectNode document = of(job);
    rename(document, "jobId", "id");
    rename(document, "recipient", "to");
    if (job.scheduledFor() != null) {
      document.put("status", ScheduleView.status(job.state()));
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
  private static Optional<StatusError> refusal(PartitionStores stores, JobView job) {
    if (job.state() != JobState.FAILED || job.messageId() == null) {
      return Optional.empty();
    }
    byte[] key = MessageView.key(job.instance(), job.messageId());
    return Optional.ofNullable(stores.get(Nodes.MESSAGE_STORE, key))
        .map(value -> MessageView.decode(key, value))
        .filter(message -> message.tenantId().equals(job.tenantId()))
        .map(MessageView::error);
  }

  /** Reads a job by its id. */
  static Optional<JobView> job(PartitionStores stores, String id) {
    return Optional.ofNullable(stores.get(Nodes.JOB_STORE, JobView.key(id))).map(JobView::decode);
  }

  private static Optional<SendCommand> command(PartitionStores stores, String id) {
    byte[] value = stores.get(Nodes.JOB_STORE, JobLinks.commandKey(id));
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JobLinks.command(value));
    } catch (IOException e) {
      throw new UncheckedIOException("a stored command is not readable", e);
    }
  }

  /** The binding of an instance; it lies in the same partition as all entries of the instance. */
  static Optional<InstanceBinding> binding(PartitionStores stores, String instance) {
    byte[] value = stores.get(Nodes.BINDING_STORE, instance.getBytes(StandardCharsets.UTF_8));
    return Optional.ofNullable(value).map(Documents::binding);
  }

  static InstanceBinding binding(byte[] value) {
    try {
      return Json.read(value, InstanceBinding.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored binding is not readable", e);
    }
  }

  private static void rename(ObjectNode document, String from, String to) {
    JsonNode value = document.remove(from);
    if (value != null) {
      document.set(to, value);
    }
  }
}
