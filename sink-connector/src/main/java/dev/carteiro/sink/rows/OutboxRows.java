// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.StateEvent;

/** Maps the records of the outbox, and the alerts and audit records, to rows. */
final class OutboxRows {
  private OutboxRows() {}

  static Change state(StateEvent event) throws UnreadableRecordException {
    if (event instanceof JobEvent job) {
      return job(job);
    }
    return batch((BatchEvent) event);
  }

  static Change result(SendResult result) throws UnreadableRecordException {
    Required.field("kind", result.kind());
    if (result.kind() == SendResult.Kind.PROBED) {
      // A probe is about the instance, not about a message.
      return probed(result);
    }
    if (result.kind() == SendResult.Kind.TAKEN_OVER) {
      // A takeover is about a partition.
      return Change.NONE;
    }
    Required.field("tenantId", result.tenantId());
    Required.field("dispatchId", result.dispatchId());
    Required.field("jobId", result.jobId());
    Required.field("instance", result.instance());
    Required.field("at", result.at());
    return new Change(
        result.tenantId(),
        result.traceId(),
        null,
        batch -> batch.attempts.add(AttemptsTable.AttemptRow.of(result)));
  }

  private static Change probed(SendResult result) throws UnreadableRecordException {
    if (result.integration() == null) {
      return new Change(result.tenantId(), result.traceId(), null, batch -> {});
    }
    Required.field("tenantId", result.tenantId());
    Required.field("instance", result.instance());
    Required.field("at", result.at());
    return new Change(
        result.tenantId(), result.traceId(), null, batch -> batch.integrations.add(result));
  }

  static Change alert(AlertEvent event) throws UnreadableRecordException {
    Required.field("id", event.id());
    Required.field("rule", event.rule());
    Required.field("state", event.state());
    Required.field("at", event.at());
    return new Change(
        event.tenantId(),
        null,
        null,
        batch -> {
          batch.alerts.add(AlertsTable.AlertRow.of(event));
          batch.episodes.add(AlertHistoryTable.EpisodeRow.of(event));
        });
  }

  static Change audit(AuditEvent event) throws UnreadableRecordException {
    Required.field("id", event.id());
    Required.field("action", event.action());
    Required.field("at", event.at());
    return new Change(event.tenantId(), null, null, batch -> batch.audit.add(event));
  }

  private static Change job(JobEvent event) throws UnreadableRecordException {
    Required.field("tenantId", event.tenantId());
    Required.field("jobId", event.jobId());
    Required.field("instance", event.instance());
    Required.field("state", event.state());
    Required.field("at", event.at());
    return new Change(
        event.tenantId(),
        event.traceId(),
        null,
        batch -> {
          JobRow row = JobRow.of(event);
          batch.jobs.add(row);
          if (event.scheduledFor() != null) {
            batch.schedules.add(row);
          }
        });
  }

  private static Change batch(BatchEvent event) throws UnreadableRecordException {
    Required.field("tenantId", event.tenantId());
    Required.field("batchId", event.batchId());
    Required.field("instance", event.instance());
    Required.field("state", event.state());
    Required.field("at", event.at());
    return new Change(
        event.tenantId(),
        event.traceId(),
        null,
        batch -> batch.batches.add(BatchesTable.BatchRow.of(event)));
  }
}
