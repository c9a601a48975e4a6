// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.time.Instant;

/**
 * What the event of a move says beside the state; everything may be null.
 *
 * @param code reason from outside, for a move without one of its own
 * @param detail a sentence for people
 * @param actor id of the API key that caused it
 */
public record JobChange(
    String code,
    String detail,
    MessageStatusError error,
    String actor,
    SendMessageCommand command) {
  public static final JobChange NONE = of(null, null);

  public static JobChange of(String code, String detail) {
    return new JobChange(code, detail, null, null, null);
  }

  public static JobChange by(String actor) {
    return new JobChange(null, null, null, actor, null);
  }

  /** The event of the move that a job has just made out of a state. */
  public JobEvent event(SendJob job, JobState previous) {
    return new JobEvent(
        JobEvent.VERSION,
        job.id(),
        job.tenantId(),
        InstanceKey.parse(job.instance()),
        job.revision,
        job.state,
        previous,
        job.reason,
        detail,
        error,
        Instant.ofEpochMilli(job.stateAt),
        StoredTimeConverter.instant(job.scheduledFor),
        job.state == JobState.RETRYING ? StoredTimeConverter.instant(job.nextAttemptAt) : null,
        job.attempts,
        job.fallback,
        job.lane,
        job.dispatchId,
        job.messageId,
        actor,
        job.identity().batchId(),
        command,
        job.identity().traceId());
  }
}
