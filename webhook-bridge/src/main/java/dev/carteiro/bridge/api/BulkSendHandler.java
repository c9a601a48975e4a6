// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.api.BulkSendRequest.BulkRequestItem;
import dev.carteiro.bridge.api.SendApiMetrics.SubmissionOutcome;
import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.KafkaWriteException.WriteFailureCause;
import dev.carteiro.bridge.kafka.WindowedRecordWriter;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobIdFormat.JobIdKind;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.access.ApiCaller;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
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

  /** Remembered outcomes, which are large; derived ids prevent duplicates anyway. */
  private static final int REMEMBERED = 10;

  private final SendApiContext send;
  private final ApiBodyReader.BodySizeLimit limit;
  private final IdempotentRequestCache<BulkSendOutcome> requestCache;

  private record BulkItemResult(
      int index, boolean success, String id, String code, String detail) {}

  /** The response body; a success when every message was queued. */
  private record BulkSendResponse(
      boolean success, String batchId, int accepted, int rejected, List<BulkItemResult> results) {}

  /** The response, and why Kafka did not acknowledge the last failed record; null for none. */
  private record BulkSendOutcome(BulkSendResponse answer, WriteFailureCause failure) {}

  private record BulkSubmission(BulkSendRequest request, String id, Instant now, String traceId) {}

  BulkSendHandler(SendApiContext send) {
    this.send = send;
    this.limit =
        new ApiBodyReader.BodySizeLimit(send.limits().bulkMaxBodyBytes(), "BULK_MAX_BODY_BYTES");
    this.requestCache =
        new IdempotentRequestCache<>(send.clock(), SendMessageHandler.REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    config.routes.post("/api/whatsapp/send-bulk", this::receive);
  }

  private void receive(Context context) {
    ApiCaller caller = send.authentication().sender(context);
    Optional<String> key = SendApiContext.idempotencyKey(context);
    String traceId = SendApiContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              BulkSubmission batch = batch(body, caller, key, traceId);
              CompletableFuture<BulkSendOutcome> outcome =
                  requestCache.once(
                      key.map(given -> batch.id()),
                      Sha256Fingerprint.of(body),
                      () -> queue(batch),
                      done -> done.failure() == null);
              return send.responses().when(outcome, done -> answer(context, batch, done));
            });
  }

  private BulkSubmission batch(
      byte[] body, ApiCaller caller, Optional<String> key, String traceId) {
    Instant now = send.clock().instant();
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
                JobIdKind.BATCH,
                from.tenantId(),
                from.key(),
                CommandRecordFactory.identity(key, null));
    return new BulkSubmission(request, id, now, traceId);
  }

  private CompletableFuture<BulkSendOutcome> queue(BulkSubmission batch) {
    List<Supplier<ProducerRecord<String, byte[]>>> records = new ArrayList<>();
    for (BulkRequestItem item : batch.request().items()) {
      if (item.isValid()) {
        records.add(() -> send.records().of(JobIdKind.MESSAGE, command(batch, item)));
      }
    }
    return WindowedRecordWriter.write(send.writer(), records)
        .thenApply(results -> outcome(batch, results));
  }

  private static BulkSendOutcome outcome(BulkSubmission batch, List<WriteFailureCause> written) {
    List<BulkItemResult> results = new ArrayList<>();
    WriteFailureCause lastFailure = null;
    int tried = 0;
    for (BulkRequestItem item : batch.request().items()) {
      if (!item.isValid()) {
        results.add(
            new BulkItemResult(
                item.index(), false, null, item.refusal().code(), item.refusal().detail()));
        continue;
      }
      WriteFailureCause failure = tried < written.size() ? written.get(tried) : lastFailure;
      tried++;
      if (failure == null) {
        String id = JobIdFormat.ofBatch(batch.id(), item.index());
        results.add(new BulkItemResult(item.index(), true, id, null, null));
      } else {
        lastFailure = failure;
        String detail = ApiProblemFactory.notQueued(failure).problem().detail();
        results.add(new BulkItemResult(item.index(), false, null, "NOT_QUEUED", detail));
      }
    }
    int accepted = (int) results.stream().filter(BulkItemResult::success).count();
    int rejected = results.size() - accepted;
    return new BulkSendOutcome(
        new BulkSendResponse(rejected == 0, batch.id(), accepted, rejected, List.copyOf(results)),
        lastFailure);
  }

  private static SendMessageCommand command(BulkSubmission batch, BulkRequestItem item) {
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
    send.metrics().messages(SubmissionOutcome.ACCEPTED, answer.accepted());
    send.metrics().messages(SubmissionOutcome.NOT_QUEUED, notQueued);
    send.metrics().messages(SubmissionOutcome.REJECTED, answer.rejected() - notQueued);
    if (answer.accepted() == 0 && outcome.failure() != null) {
      throw ApiProblemFactory.notQueued(outcome.failure());
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
