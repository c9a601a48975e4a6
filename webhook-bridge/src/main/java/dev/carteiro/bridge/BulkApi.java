// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.SendCommand;
import dev.carteiro.runtime.access.Caller;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code POST /api/whatsapp/send-bulk}: up to 10,000 messages of one instance in one
 * request, with a result for each message. Message ids derive from the batch id, so a repeat with
 * the same {@code Idempotency-Key} queues the missing messages and duplicates none.
 */
final class BulkApi {
  private static final Logger LOG = LoggerFactory.getLogger(BulkApi.class);

  /**
   * Number of remembered outcomes. They are large; the derived ids prevent duplicates without them,
   * too.
   */
  private static final int REMEMBERED = 10;

  private final SendContext send;
  private final ApiAnswers answers;
  private final Clock clock;
  private final ApiBodies.Limit limit;
  private final RecentRequests<Outcome> recent;

  private record ItemResult(int index, boolean success, String id, String code, String detail) {}

  /**
   * The response body.
   *
   * @param success whether every message was queued
   */
  private record Answer(
      boolean success, String batchId, int accepted, int rejected, List<ItemResult> results) {}

  /**
   * Outcome of a request.
   *
   * @param refusal the last refused write; null when Kafka acknowledged all records
   */
  private record Outcome(Answer answer, WriteResult.Refused refusal) {}

  /** One request in progress. */
  private record Batch(BulkRequest request, String id, Instant now, String traceId) {}

  BulkApi(SendContext send, ApiAnswers answers, Clock clock) {
    this.send = send;
    this.answers = answers;
    this.clock = clock;
    this.limit = new ApiBodies.Limit(send.limits().bulkMaxBodyBytes(), "BULK_MAX_BODY_BYTES");
    this.recent = new RecentRequests<>(clock, SendApi.REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    config.routes.post("/api/whatsapp/send-bulk", this::receive);
  }

  private void receive(Context context) {
    Caller caller = send.authentication().sender(context);
    Optional<String> key = IdempotencyKey.of(context);
    String traceId = SendContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              Batch batch = batch(body, caller, key, traceId);
              CompletableFuture<Outcome> outcome =
                  key.isEmpty()
                      ? queue(batch)
                      : recent.once(
                          batch.id(),
                          Fingerprint.of(body),
                          () -> queue(batch),
                          done -> done.refusal() == null);
              return answers.when(context, outcome, done -> answer(context, batch, done));
            });
  }

  private Batch batch(byte[] body, Caller caller, Optional<String> key, String traceId) {
    Instant now = clock.instant();
    BulkRequest request =
        BulkRequest.read(
            body,
            fields -> SendingInstance.of(fields, caller, send.instances()),
            send.limits(),
            now);
    SendingInstance from = request.from();
    String id =
        send.records()
            .id(JobId.Kind.BATCH, from.tenantId(), from.key(), OutboxRecords.identity(key, null));
    return new Batch(request, id, now, traceId);
  }

  private CompletableFuture<Outcome> queue(Batch batch) {
    List<Supplier<ProducerRecord<String, byte[]>>> records = new ArrayList<>();
    for (BulkRequest.Item item : batch.request().items()) {
      if (item.isValid()) {
        records.add(() -> send.records().of(JobId.Kind.MESSAGE, command(batch, item)));
      }
    }
    return WindowedWrite.write(send.writer(), records)
        .thenApply(results -> outcome(batch, results));
  }

  private static Outcome outcome(Batch batch, List<WriteResult> written) {
    List<ItemResult> results = new ArrayList<>();
    WriteResult.Refused refusal = null;
    int accepted = 0;
    int tried = 0;
    for (BulkRequest.Item item : batch.request().items()) {
      if (!item.isValid()) {
        results.add(
            new ItemResult(
                item.index(), false, null, item.refusal().code(), item.refusal().detail()));
        continue;
      }
      WriteResult result = tried < written.size() ? written.get(tried) : refusal;
      tried++;
      if (result instanceof WriteResult.Refused refused) {
        refusal = refused;
        results.add(notQueued(item.index(), refused));
      } else {
        accepted++;
        String id = JobId.ofBatch(batch.id(), item.index());
        results.add(new ItemResult(item.index(), true, id, null, null));
      }
    }
    int rejected = results.size() - accepted;
    return new Outcome(
        new Answer(rejected == 0, batch.id(), accepted, rejected, List.copyOf(results)), refusal);
  }

  private static ItemResult notQueued(int index, WriteResult.Refused refused) {
    return new ItemResult(
        index, false, null, "NOT_QUEUED", ApiProblems.notQueued(refused.cause()).detail());
  }

  private static SendCommand command(Batch batch, BulkRequest.Item item) {
    SendingInstance from = batch.request().from();
    SendRequest request = item.request();
    return new SendCommand(
        SendCommand.VERSION,
        JobId.ofBatch(batch.id(), item.index()),
        null,
        from.tenantId(),
        from.caller().keyId(),
        from.key(),
        from.name(),
        request.phoneNumber(),
        request.what().message(),
        request.what().content(),
        batch.now(),
        null,
        request.laneOr(batch.request().lane()),
        request.delaySeconds(),
        SendRequest.instant(request.expiresAt()),
        request.clientId(),
        batch.id(),
        item.index(),
        batch.request().items().size(),
        request.fingerprint(batch.request().lane()),
        batch.traceId());
  }

  private void answer(Context context, Batch batch, Outcome outcome) {
    Answer answer = outcome.answer();
    int notQueued =
        (int) answer.results().stream().filter(item -> "NOT_QUEUED".equals(item.code())).count();
    send.metrics().messages(ApiMetrics.Outcome.ACCEPTED, answer.accepted());
    send.metrics().messages(ApiMetrics.Outcome.NOT_QUEUED, notQueued);
    send.metrics().messages(ApiMetrics.Outcome.REJECTED, answer.rejected() - notQueued);
    if (answer.accepted() == 0 && outcome.refusal() != null) {
      context.header("Retry-After", "5");
      ApiProblems.notQueued(outcome.refusal().cause()).answer(context);
      return;
    }
    LOG.info(
        "[ASYNC] bulk queued trace={} batch={} tenant={} accepted={} rejected={}",
        batch.traceId(),
        answer.batchId(),
        batch.request().from().tenantId(),
        answer.accepted(),
        answer.rejected());
    ApiWrites.json(context, answer);
  }
}
