// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Partitioning;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.dedup.Receipt;
import dev.carteiro.topology.flow.ScopedKey;
import dev.carteiro.topology.merge.MessageView;
import dev.carteiro.topology.outbox.JobLinks;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The route for one message as merged so far, with its receipts and the job that sent it. */
record MessageQuery(Partitions partitions) {
  /** Delivered, read and played for each of the 1,024 members of the largest groups. */
  private static final int MOST_RECEIPTS = 3 * 1_024;

  void addTo(QueryRoutes routes) {
    routes.add(
        "/api/query/messages/{instance}/{messageId}",
        Rule.OWN_TENANT,
        new QueryView("message", Set.of("gateway"), List.of(), this::plan));
  }

  private Plan plan(QueryRequest request) {
    InstanceKey instance = request.instanceInPath("instance");
    String messageId = request.path("messageId");
    byte[] key = MessageView.key(instance, messageId);
    return Plan.one(
        Group.INSTANCES,
        Nodes.MESSAGE_STORE,
        Partitioning.of(instance.text(), partitions.count(Group.INSTANCES)),
        (stores, after, found) -> {
          byte[] value = stores.get(Nodes.MESSAGE_STORE, key);
          if (value != null) {
            MessageView message = MessageView.decode(key, value);
            found.take(
                key,
                message.tenantId(),
                value.length,
                () -> withJob(stores, message, found.scope()));
          }
        },
        QueryProblems::unknownMessage);
  }

  /** Adds the receipts of members of a group or list, while deduplication remembers them. */
  private static void receipts(PartitionStores stores, MessageView message, ObjectNode document) {
    String prefix = Receipt.factPrefix(message.messageId());
    KeyRange range = KeyRange.prefix(ScopedKey.of(message.instance().text(), prefix));
    ArrayNode receipts = document.arrayNode();
    try (PartitionStores.Cursor cursor = stores.range(Nodes.FACT_STORE, range.from())) {
      while (cursor.hasNext() && receipts.size() < MOST_RECEIPTS) {
        PartitionStores.Entry entry = cursor.next();
        if (!range.isBeforeEnd(entry.key())) {
          break;
        }
        Receipt receipt = Receipt.decode(entry.key(), entry.value());
        if (message.tenantId().equals(receipt.tenantId())) {
          receipts
              .addObject()
              .put("participant", receipt.participant())
              .put("reached", receipt.reached())
              .put("seenAt", receipt.seenAt().toString());
        }
      }
    }
    if (!receipts.isEmpty()) {
      document.set("receipts", receipts);
    }
  }

  private static ObjectNode withJob(PartitionStores stores, MessageView message, Scope scope) {
    ObjectNode document = Documents.message(message);
    receipts(stores, message, document);
    byte[] link =
        stores.get(
            Nodes.JOB_STORE, JobLinks.messageKey(message.instance().text(), message.messageId()));
    Optional.ofNullable(link)
        .map(JobLinks::jobIdOfMessage)
        .flatMap(id -> Documents.job(stores, id))
        // Before the instance moved to this tenant, it may have sent the message for another one.
        .filter(job -> scope.covers(job.tenantId()))
        .ifPresent(job -> document.set("job", Documents.job(stores, job)));
    return document;
  }
}
