// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.KafkaWriteResult;
import dev.carteiro.bridge.kafka.WindowedRecordWriter;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.access.ApiCaller;
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
final class BulkSendHandler {
  private static final Logger LOG = LoggerFactory.getLogger(BulkSendHandler.class);

  /**
   * Number of remembered outcomes. They are large; the derived ids prevent duplicates without them,
   * too.
   */
  private static final int REMEMBERED = 10;

  private final SendApiContext send;
  private final AsyncResponseWriter answers;
  private final Clock clock;
  private final ApiBodyReader.BodySizeLimit limit;
  private final IdempotentRequestCache<BulkSendOutcome> recent;

  private record BulkItemResult(
      int index, boolean success, String id, String code, String detail) {}

  /**
   * The response body.
   *
   * @param success whether every message was queued
   */
  private record BulkSendResponse(
      boolean success, String batchId, int accepted, int rejected, List<BulkItemResult> results) {}

  /**
   * Outcome of a request.
   *
   * @param refusal the last refused write; null when Kafka acknowledged all records
   */
  private record BulkSendOutcome(BulkSendResponse answer, KafkaWriteResult.FailedWrite refusal) {}

  /** One request in progress. */
  private record BulkSubmission(BulkSendRequest request, String id, Instant now, String traceId) {}

  BulkSendHandler(SendApiContext send, AsyncResponseWriter answers, Clock clock) {
    this.send = send;
    this.answers = answers;
    this.clock = clock;
    this.limit =
        new ApiBodyReader.BodySizeLimit(send.limits().bulkMaxBodyBytes(), "BULK_MAX_BODY_BYTES");
    this.recent =
        new IdempotentRequestCache<>(clock, SendMessageHandler.REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    config.routes.post("/api/whatsapp/send-bulk", this::receive);
  }

  private void receive(Context context) {
    ApiCaller caller = send.authentication().sender(context);
    Optional<String> key = IdempotencyKeyHeader.of(context);
    String traceId = SendApiContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              BulkSubmission batch = batch(body, caller, key, traceId);
              CompletableFuture<BulkSendOutcome> outcome =
                  key.isEmpty()
                      ? queue(batch)
                      : recent.once(
                          batch.id(),
                          Sha256Fingerprint.of(body),
                          () -> queue(batch),
                          done -> done.refusal() == null);
              return answers.when(context, outcome, done -> answer(context, batch, done));
            });
  }

  private BulkSubmission batch(
      byte[] body, ApiCaller caller, Optional<String> key, String traceId) {
    Instant now = clock.instant();
    BulkSendRequest request =
        BulkSendRequest.read(
            body,
            fields -> SendingInstance.of(fields, caller, send.instances()),
            send.limits(),
            now);
    SendingInstance from = request.from();
    String id =
        send.records()
            .id(
                JobIdFormat.JobIdKind.BATCH,
                from.tenantId(),
                from.key(),
                CommandRecordFactory.identity(key, null));
    return new BulkSubmission(request, id, now, traceId);
  }

  private CompletableFuture<BulkSendOutcome> queue(BulkSubmission batch) {
    List<Supplier<ProducerRecord<String, byte[]>>> records = new ArrayList<>();
    for (BulkSendRequest.BulkRequestItem item : batch.request().items()) {
      if (item.isValid()) {
        records.add(() -> send.records().of(JobIdFormat.JobIdKind.MESSAGE, command(batch, item)));
      }
    }
    return WindowedRecordWriter.write(send.writer(), records)
        .thenApply(results -> outcome(batch, results));
  }

  private static BulkSendOutcome outcome(BulkSubmission batch, List<KafkaWriteResult> written) {
    List<BulkItemResult> results = new ArrayList<>();
    KafkaWriteResult.FailedWrite refusal = null;
    int tried = 0;
    for (BulkSendRequest.BulkRequestItem item : batch.request().items()) {
      if (!item.isValid()) {
        results.add(
            new BulkItemResult(
                item.index(), false, null, item.refusal().code(), item.refusal().detail()));
        continue;
      }
      KafkaWriteResult.FailedWrite before = refusal;
      KafkaWriteResult result = tried < written.size() ? written.get(tried) : before;
      tried++;
      refusal = result.fold(stored -> before, refused -> refused);
      String id = JobIdFormat.ofBatch(batch.id(), item.index());
      results.add(
          result.fold(
              stored -> new BulkItemResult(item.index(), true, id, null, null),
              refused -> notQueued(item.index(), refused)));
    }
    int accepted = (int) results.stream().filter(BulkItemResult::success).count();
    int rejected = results.size() - accepted;
    return new BulkSendOutcome(
        new BulkSendResponse(rejected == 0, batch.id(), accepted, rejected, List.copyOf(results)),
        refusal);
  }

  private static BulkItemResult notQueued(int index, KafkaWriteResult.FailedWrite refused) {
    return new BulkItemResult(
        index, false, null, "NOT_QUEUED", ApiProblemFactory.notQueued(refused.cause()).detail());
  }

  private static SendMessageCommand command(
      BulkSubmission batch, BulkSendRequest.BulkRequestItem item) {
    SendingInstance from = batch.request().from();
    SendMessageRequest request = item.request();
    return new SendMessageCommand(
        SendMessageCommand.VERSION,
        JobIdFormat.ofBatch(batch.id(), item.index()),
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
        SendMessageRequest.instant(request.expiresAt()),
        request.clientId(),
        batch.id(),
        item.index(),
        batch.request().items().size(),
        request.fingerprint(batch.request().lane()),
        batch.traceId());
  }

  private void answer(Context context, BulkSubmission batch, BulkSendOutcome outcome) {
    BulkSendResponse answer = outcome.answer();
    int notQueued =
        (int) answer.results().stream().filter(item -> "NOT_QUEUED".equals(item.code())).count();
    send.metrics().messages(SendApiMetrics.SubmissionOutcome.ACCEPTED, answer.accepted());
    send.metrics().messages(SendApiMetrics.SubmissionOutcome.NOT_QUEUED, notQueued);
    send.metrics()
        .messages(SendApiMetrics.SubmissionOutcome.REJECTED, answer.rejected() - notQueued);
    if (answer.accepted() == 0 && outcome.refusal() != null) {
      context.header("Retry-After", "5");
      ApiProblemFactory.notQueued(outcome.refusal().cause()).answer(context);
      return;
    }
    LOG.info(
        "[ASYNC] bulk queued trace={} batch={} tenant={} accepted={} rejected={}",
        batch.traceId(),
        answer.batchId(),
        batch.request().from().tenantId(),
        answer.accepted(),
        answer.rejected());
    AdminChangeWriter.json(context, answer);
  }
}
