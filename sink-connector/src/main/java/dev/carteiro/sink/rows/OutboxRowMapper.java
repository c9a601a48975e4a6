// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendStateEvent;

/** Maps the records of the outbox, and the alerts and audit records, to rows. */
final class OutboxRowMapper {
  private OutboxRowMapper() {}

  static RowChange state(SendStateEvent event) throws UnreadableRecordException {
    return event.fold(OutboxRowMapper::job, OutboxRowMapper::batch);
  }

  static RowChange result(SendResult result) throws UnreadableRecordException {
    RequiredField.field("kind", result.kind());
    if (result.kind() == SendResult.SendResultKind.PROBED) {
      // A probe is about the instance, not about a message.
      return probed(result);
    }
    if (result.kind() == SendResult.SendResultKind.TAKEN_OVER) {
      // A takeover is about a partition.
      return RowChange.NONE;
    }
    RequiredField.field("tenantId", result.tenantId());
    RequiredField.field("dispatchId", result.dispatchId());
    RequiredField.field("jobId", result.jobId());
    RequiredField.field("instance", result.instance());
    RequiredField.field("at", result.at());
    return new RowChange(
        result.tenantId(),
        result.traceId(),
        null,
        batch -> batch.attempts.add(SendAttemptsTable.SendAttemptRow.of(result)));
  }

  private static RowChange probed(SendResult result) throws UnreadableRecordException {
    if (result.integration() == null) {
      return new RowChange(result.tenantId(), result.traceId(), null, batch -> {});
    }
    RequiredField.field("tenantId", result.tenantId());
    RequiredField.field("instance", result.instance());
    RequiredField.field("at", result.at());
    return new RowChange(
        result.tenantId(), result.traceId(), null, batch -> batch.integrations.add(result));
  }

  static RowChange alert(AlertEvent event) throws UnreadableRecordException {
    RequiredField.field("id", event.id());
    RequiredField.field("rule", event.rule());
    RequiredField.field("state", event.state());
    RequiredField.field("at", event.at());
    return new RowChange(
        event.tenantId(),
        null,
        null,
        batch -> {
          batch.alerts.add(AlertsTable.AlertRow.of(event));
          batch.episodes.add(AlertHistoryTable.AlertEpisodeRow.of(event));
        });
  }

  static RowChange audit(AuditEvent event) throws UnreadableRecordException {
    RequiredField.field("id", event.id());
    RequiredField.field("action", event.action());
    RequiredField.field("at", event.at());
    return new RowChange(event.tenantId(), null, null, batch -> batch.audit.add(event));
  }

  private static RowChange job(JobEvent event) throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("jobId", event.jobId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("state", event.state());
    RequiredField.field("at", event.at());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        null,
        batch -> {
          SendJobRow row = SendJobRow.of(event);
          batch.jobs.add(row);
          if (event.scheduledFor() != null) {
            batch.schedules.add(row);
          }
        });
  }

  private static RowChange batch(BatchEvent event) throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("batchId", event.batchId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("state", event.state());
    RequiredField.field("at", event.at());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        null,
        batch -> batch.batches.add(BatchesTable.BatchRow.of(event)));
  }
}
