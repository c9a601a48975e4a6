// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.dedup.MemberReceiptView;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.merge.MessageStateView;
import dev.carteiro.topology.outbox.OutboxStage;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.store.EchoIndex;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.query.http.QueryRequest;
import dev.carteiro.topology.query.partition.KeyRange;
import dev.carteiro.topology.query.partition.LocalPartitionStores;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.QueryPlan;
import dev.carteiro.topology.query.partition.QueryTenantScope;
import dev.carteiro.topology.query.partition.SingleEntryReader;
import dev.carteiro.topology.query.partition.StoreEntryDecoder.DecodedStoreEntry;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The route for one message as merged so far, with its receipts and the job that sent it. */
record MessageQueryHandler(PartitionDirectory partitions) {
  /** Delivered, read and played for each of the 1,024 members of the largest groups. */
  private static final int MAX_RECEIPTS = 3 * 1_024;

  void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/messages/{instance}/{messageId}",
        new QueryDefinition("message", Set.of("gateway"), List.of(), this::plan));
  }

  private QueryPlan plan(QueryRequest request) {
    InstanceKey instance = request.instanceInPath("instance");
    String messageId = request.path("messageId");
    QueryTenantScope scope = request.scope();
    return QueryPlan.one(
        MergeStage.MESSAGE_STORE,
        partitions.of(instance),
        new SingleEntryReader(
            MergeStage.MESSAGE_STORE,
            MessageStateView.key(instance, messageId),
            (stores, key, value) -> {
              MessageStateView message = MessageStateView.decode(key, value);
              return Optional.of(
                  new DecodedStoreEntry(message.tenantId(), () -> withJob(stores, message, scope)));
            }),
        QueryProblemFactory::unknownMessage);
  }

  /** The receipts of members of a group or list, while deduplication remembers them. */
  private static List<MessageDocument.MemberReceipt> receipts(
      LocalPartitionStores stores, MessageStateView message) {
    if (!message.mayHaveReceipts()) {
      return List.of();
    }
    String prefix = MemberReceiptView.factPrefix(message.messageId());
    KeyRange range = KeyRange.prefix(InstanceScopedKey.of(message.instance().text(), prefix));
    List<MessageDocument.MemberReceipt> receipts = new ArrayList<>();
    stores.scan(
        DeduplicateStage.FACT_STORE,
        range.from(),
        (key, value) -> {
          if (!range.isBeforeEnd(key)) {
            return false;
          }
          MemberReceiptView receipt = MemberReceiptView.decode(key, value);
          if (message.tenantId().equals(receipt.tenantId())) {
            receipts.add(
                new MessageDocument.MemberReceipt(
                    receipt.participant(), receipt.reached(), receipt.seenAt()));
          }
          return receipts.size() < MAX_RECEIPTS;
        });
    return receipts;
  }

  private static MessageDocument withJob(
      LocalPartitionStores stores, MessageStateView message, QueryTenantScope scope) {
    byte[] link =
        stores.get(
            OutboxStage.JOB_STORE,
            OutboxKeyCodec.message(message.instance().text(), message.messageId()));
    ObjectNode sentBy =
        Optional.ofNullable(link)
            .map(EchoIndex::jobId)
            .flatMap(id -> EntryDocumentFactory.job(stores, id))
            // Before the instance moved to this tenant, it may have sent the message for another
            // one.
            .filter(job -> scope.covers(job.tenantId()))
            .map(job -> EntryDocumentFactory.job(stores, job))
            .orElse(null);
    return MessageDocument.of(message, receipts(stores, message), sentBy);
  }
}
